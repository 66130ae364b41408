"""Rules that can't stand together: said in words, refused by the database, merged where they are really one."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import OpeningRuleFactory, UnitFactory
from units.models import OpeningRule
from units.overlaps import merge, overlap, problems, told

FIRST = date(2026, 1, 1)
TODAY = date(2026, 6, 1)


def rule(starts: int = 9, ends: int = 12, **fields: object) -> OpeningRule:
    values = {"weekday": 0, "starts": time(starts), "ends": time(ends), "valid_from": FIRST, **fields}
    return OpeningRule(**values)


def texts(*rules: OpeningRule) -> list[str]:
    return [str(one).replace("\xa0", " ") for one in problems(rules, today=TODAY)]


# -- told ----------------------------------------------------------------------------------------------
def test_an_overlap_names_both_rules() -> None:
    assert texts(rule(desks=2), rule(11, 14)) == [
        "lundi 11:00–14:00, bureau 1 : ces heures sont déjà données par lundi 09:00–12:00, bureaux 1 à 2."
    ]


@pytest.mark.parametrize(
    "other",
    [
        {"starts": 12, "ends": 14},
        {"weekday": 1},
        {"first_desk": 2},
        {"valid_from": date(2026, 6, 8), "valid_until": date(2026, 6, 8)},  # a day of its own replaces the week
    ],
    ids=["afterwards", "another day", "another desk", "a day of its own"],
)
def test_these_stand_together(other: dict[str, object]) -> None:
    assert texts(rule(), rule(**other)) == []  # type: ignore[arg-type]


def test_one_after_the_other_in_time_they_stand_together() -> None:
    old, new = rule(valid_until=date(2026, 6, 30)), rule(valid_from=date(2026, 7, 1))

    assert texts(old, new) == []


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"slot_minutes": 240}, "la plage est plus courte qu’un rendez-vous de 240 minutes."),
        ({"valid_until": date(2026, 5, 31)}, "sa dernière date est passée."),
        (
            {"valid_from": date(2026, 6, 2), "valid_until": date(2026, 6, 5)},
            "ce jour ne tombe pas une fois entre ses deux dates.",
        ),
    ],
)
def test_a_rule_that_yields_nothing_says_why(fields: dict[str, object], why: str) -> None:
    (text,) = texts(rule(**fields))  # type: ignore[arg-type]

    assert text == f"lundi 09:00–12:00, bureau 1 : {why}"


def test_a_day_of_its_own_is_told_by_its_date() -> None:
    christmas = rule(weekday=3, valid_from=date(2026, 12, 24), valid_until=date(2026, 12, 24))

    assert told(christmas) == "jeudi 24 décembre 2026 09:00–12:00, bureau 1"


# -- merged --------------------------------------------------------------------------------------------
def test_rules_that_touch_or_overlap_on_one_grid_become_one() -> None:
    merged = merge([rule(14, 17), rule(9, 11), rule(10, 12), rule(12, 13)])

    assert [(one.starts, one.ends) for one in merged] == [(time(9), time(13)), (time(14), time(17))]


@pytest.mark.parametrize(
    "other",
    [{"slot_minutes": 20}, {"kinds": ["scam"]}, {"desks": 2}, {"valid_until": date(2027, 1, 1)}],
)
def test_rules_that_differ_stay_apart(other: dict[str, object]) -> None:
    assert len(merge([rule(9, 12), rule(11, 14, **other)])) == 2


def test_off_the_grid_they_stay_apart_and_are_refused() -> None:
    second = OpeningRule(weekday=0, starts=time(11, 10), ends=time(13, 10), valid_from=FIRST)

    assert len(merge([rule(), second])) == 2
    assert len(texts(rule(), second)) == 1


def test_nothing_given_is_changed() -> None:
    first = rule(9, 11)
    merge([first, rule(11, 12)])

    assert first.ends == time(11)


# -- refused by the database ------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_form_is_told_in_french() -> None:
    stored = OpeningRuleFactory(starts=time(9), ends=time(12))
    second = OpeningRuleFactory.build(unit=stored.unit, starts=time(11), ends=time(14))

    with pytest.raises(ValidationError, match="Un bureau serait ouvert deux fois"):
        second.full_clean()


hours = st.integers(0, 22)
days = st.dates(date(2026, 1, 1), date(2026, 2, 10))


@st.composite
def some_rules(draw: st.DrawFn) -> OpeningRule:
    starts = draw(hours)
    first = draw(days)
    until = draw(st.one_of(st.none(), st.just(first), st.integers(0, 20).map(lambda more: first + timedelta(more))))
    return OpeningRule(
        weekday=draw(st.integers(0, 1)),
        starts=time(starts),
        ends=time(draw(st.integers(starts + 1, 23))),
        first_desk=draw(st.integers(1, 3)),
        desks=draw(st.integers(1, 2)),
        valid_from=first,
        valid_until=until,
    )


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=some_rules(), second=some_rules())
def test_the_database_refuses_exactly_what_is_told(first: OpeningRule, second: OpeningRule, db: None) -> None:
    with transaction.atomic():
        first.unit = second.unit = UnitFactory()
        first.save()
        try:
            with transaction.atomic():
                second.save()
            refused = False
        except IntegrityError:
            refused = True
        transaction.set_rollback(True)

    assert refused == overlap(first, second)
