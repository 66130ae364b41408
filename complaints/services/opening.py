"""The agenda of a unit, changed by its head: rules and settings, each change in the log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from complaints.models import Appointment
from complaints.refusals import Refused
from complaints.services.booking import lock_agenda
from units.agenda import Slot, free_slots, holding
from units.calendar import holidays_of
from units.enums import Role
from units.models import Closure, Officer, OpeningRule, Unit
from units.overlaps import Problem, merge, problems, told

SETTINGS = ("minimum_notice_hours", "horizon_days", "move_cutoff_hours", "cancel_cutoff_hours", "open_on_holidays")
"""What a head of unit sets of their agenda, beside its rules."""
COLUMNS = (
    "weekday", "starts", "ends", "slot_minutes", "first_desk", "desks", "kinds", "valid_from", "valid_until",
)  # fmt: skip
LOGGED = 20
WEEK = timedelta(weeks=1)


class NotYours(Refused):
    """Only a head of the unit, or an administrator who belongs to it, changes its agenda."""

    def __init__(self) -> None:
        super().__init__(_("Seul un chef de l’unité change son agenda."))


class ChangedMeanwhile(Refused):
    """Somebody saved other rules since these were read."""

    def __init__(self) -> None:
        super().__init__(_("Un collègue vient de changer cet agenda. Relisez-le, puis recommencez : rien n’est perdu."))


class BadRules(Refused):
    """The rules can't stand together, or one of them gives nothing: each reason is a sentence."""

    def __init__(self, found: Sequence[Problem]) -> None:
        self.found = found
        super().__init__(" ".join(map(str, found)))


def may_change(unit: Unit, officer: Officer) -> bool:
    """Whether this officer runs the agenda of the unit."""
    runs = officer.is_active and officer.role in (Role.HEAD, Role.ADMINISTRATOR)
    return runs and officer.units.filter(pk=unit.pk).exists()


def version(rules: Iterable[OpeningRule]) -> str:
    """What tells two states of the rules apart: a page says which one it was made from."""
    text = "\n".join(sorted(repr(_values(rule)) for rule in rules))
    return sha256(text.encode()).hexdigest()[:16]


def checked(rules: Iterable[OpeningRule], *, today: date) -> list[OpeningRule]:
    """The same rules, merged where they are one. ``BadRules`` when they can't be saved."""
    merged = merge(rules)
    if found := problems(merged, today=today):
        raise BadRules(found)
    return merged


def week_of(unit: Unit, monday: date) -> tuple[datetime, datetime]:
    """From the first instant of the week to the first of the next, on the unit's clock."""
    start, end = (datetime.combine(day, time(), tzinfo=unit.zone) for day in (monday, monday + WEEK))
    return start, end


def slots_of_week(unit: Unit, rules: Iterable[OpeningRule], monday: date, closures: Sequence[Closure]) -> list[Slot]:
    """What these rules would offer that week, were no appointment taken."""
    start, end = week_of(unit, monday)
    return free_slots(
        rules=rules,
        closures=closures,
        holidays=holidays_of(unit, {monday.year, (monday + WEEK).year}),
        zone=unit.zone,
        busy=[],
        start=start,
        end=end,
    )


def left_out(unit: Unit, rules: Sequence[OpeningRule], *, now: datetime) -> list[Appointment]:
    """Appointments to come that these rules would offer no more. They stand: a change of rules moves nobody."""
    live = Appointment.objects.live().filter(unit=unit, period__startswith__gt=now, overbooked=False)
    coming = list(live.select_related("complaint", "unit").order_by("period"))
    if not coming:
        return []
    offered = free_slots(
        rules=rules,
        closures=[],
        holidays=holidays_of(unit, {now.year, coming[-1].period.upper.year}),
        zone=unit.zone,
        busy=[],
        start=now,
        end=coming[-1].period.upper,
    )
    kept = {(slot.start, slot.end, desk) for slot in offered for desk in slot.desks}
    return [one for one in coming if (one.period.lower, one.period.upper, one.desk) not in kept]


@transaction.atomic
def save_rules(
    unit: Unit, rules: Iterable[OpeningRule], *, seen: str, by: Officer, now: datetime | None = None
) -> None:
    """Replace the rules of the unit by these. ``seen`` is the ``version`` that whoever asks was shown.

    ``ChangedMeanwhile`` when they aren't the same any more, ``BadRules`` when they can't stand together: nothing is
    changed then. Appointments stay as they are.
    """
    if not may_change(unit, by):
        raise NotYours
    lock_agenda(unit)
    before = list(unit.rules.all())
    if version(before) != seen:
        raise ChangedMeanwhile
    after = checked(rules, today=unit.local(now or timezone.now()).date())
    old, new = {_values(rule): rule for rule in before}, {_values(rule): rule for rule in after}
    gone = [rule for values, rule in old.items() if values not in new]
    OpeningRule.objects.filter(pk__in=[rule.pk for rule in gone]).delete()
    added = [OpeningRule(unit=unit, **dict(zip(COLUMNS, values, strict=True))) for values in new if values not in old]
    OpeningRule.objects.bulk_create(_with_lists(added))
    lines = [_("retiré : %(rule)s") % {"rule": told(rule)} for rule in gone]
    lines += [_("ajouté : %(rule)s") % {"rule": told(rule)} for rule in added]
    if lines:
        log(unit, " ; ".join(lines), by=by)


@transaction.atomic
def save_settings(unit: Unit, values: Mapping[str, Any], *, by: Officer) -> None:
    """Set what ``SETTINGS`` names; what changed is logged."""
    if not may_change(unit, by):
        raise NotYours
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    changed = [name for name in SETTINGS if getattr(unit, name) != values[name]]
    for name in changed:
        setattr(unit, name, values[name])
    if changed:
        unit.full_clean(exclude=[field.name for field in Unit._meta.fields if field.name not in SETTINGS])
        unit.save(update_fields=changed)
        names = [str(field.verbose_name) for field in Unit._meta.fields if field.name in changed]
        log(unit, _("réglages : %(names)s") % {"names": ", ".join(names)}, by=by)


def copied_week(rules: Sequence[OpeningRule], source: date, target: date) -> list[OpeningRule]:
    """These rules, and those that make the week of the Monday ``target`` like that of the Monday ``source``.

    Each day of the target gets rules of its own, those that hold on the source's day; a day that is closed there can't
    be copied, and keeps its usual hours.
    """
    days = [target + timedelta(days=number) for number in range(7)]
    kept = [rule for rule in rules if not (rule.is_exception and rule.valid_from in days)]
    return kept + [
        _on_day(rule, day) for day in days for rule in holding(rules, source + timedelta(days=day.weekday()))
    ]


def copied_unit(rules: Sequence[OpeningRule], *, today: date) -> list[OpeningRule]:
    """The usual hours of another unit, from today on; days of its own stay its own."""
    weekly = [rule for rule in rules if not rule.is_exception and (rule.valid_until or today) >= today]
    return [_from(rule, max(rule.valid_from, today)) for rule in weekly]


def log(unit: Unit, text: str, *, by: Officer) -> None:
    """A line of the log: who changed what of the agenda, and when."""
    LogEntry.objects.create(
        user_id=by.pk,
        content_type=ContentType.objects.get_for_model(Unit),
        object_id=str(unit.pk),
        object_repr=str(unit)[:200],
        action_flag=CHANGE,
        change_message=text,
    )


def last_changes(unit: Unit) -> list[LogEntry]:
    """The latest lines of the log about this unit, newest first."""
    about = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(Unit), object_id=str(unit.pk))
    return list(about.select_related("user").order_by("-action_time")[:LOGGED])


def _values(rule: OpeningRule) -> tuple[Any, ...]:
    return tuple(tuple(value) if isinstance(value := getattr(rule, name), list) else value for name in COLUMNS)


def _with_lists(rules: list[OpeningRule]) -> list[OpeningRule]:
    for rule in rules:
        rule.kinds = list(rule.kinds)
    return rules


def _on_day(rule: OpeningRule, day: date) -> OpeningRule:
    own = _from(rule, day)
    own.weekday, own.valid_until = day.weekday(), day
    return own


def _from(rule: OpeningRule, day: date) -> OpeningRule:
    own = copy(rule)
    own.pk, own.valid_from = None, day
    return own
