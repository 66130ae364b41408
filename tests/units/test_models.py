from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from tests.factories import CommuneFactory, OfficerFactory, OpeningRuleFactory, UnitFactory
from units.enums import Role
from units.hours import describe
from units.ids import new_id
from units.models import Closure, Commune, Competence, Officer, OpeningRule, Unit
from units.territories import department_of, zone_name

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_ids_follow_time():
    ids = [new_id() for _ in range(1_000)]

    assert ids == sorted(ids)
    assert len(set(ids)) == 1_000
    assert {one.version for one in ids} == {7}


@pytest.mark.parametrize(
    ("model", "constraint", "change"),
    [
        (Commune, "commune_code_is_insee", {"code": "2C004"}),
        (Commune, "commune_coordinates_both_or_none", {"latitude": 49.0}),
        (Commune, "commune_coordinates_both_or_none", {"latitude": 49.0, "longitude": 181.0}),
        (Unit, "unit_institution_known", {"institution": "PM"}),
        (Unit, "unit_mail_content_known", {"mail_content": "all"}),
        (Unit, "unit_essentials_need_mailbox", {"mail_content": "essentials", "mailbox": ""}),
        (Unit, "unit_coordinates_both_or_none", {"longitude": 1.0}),
        (Unit, "unit_horizon_reasonable", {"horizon_days": 0}),
        (Unit, "unit_horizon_reasonable", {"minimum_notice_hours": 721}),
        (OpeningRule, "openingrule_weekday_known", {"weekday": 7}),
        (OpeningRule, "openingrule_ends_after_start", {"ends": time(9)}),
        (OpeningRule, "openingrule_slot_reasonable", {"slot_minutes": 0}),
        (OpeningRule, "openingrule_desks_reasonable", {"desks": 0}),
        (OpeningRule, "openingrule_valid_until_after_from", {"valid_until": "2019-12-31"}),
        (Closure, "closure_period_is_finite", {"period": DateTimeTZRange(NOON, None)}),
        (Closure, "closure_period_is_finite", {"period": DateTimeTZRange(empty=True)}),
        (Closure, "closure_desk_from_one", {"desk": 0}),
        (Competence, "competence_source_known", {"source": "rumour"}),
        (Officer, "officer_role_known", {"role": "chief"}),
    ],
)
def test_the_database_refuses(model, constraint, change):
    unit = UnitFactory(competent=[CommuneFactory()], agenda=1)
    Closure.objects.create(unit=unit, period=DateTimeTZRange(NOON, NOON.replace(hour=13)))
    OfficerFactory(units=[unit])
    row = model._default_manager.first()

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        model._default_manager.filter(pk=row.pk).update(**change)


@pytest.mark.parametrize("model", [Commune, Unit, Competence, OpeningRule, Closure, Officer])
def test_every_check_speaks_french(model):
    for constraint in model._meta.constraints:
        assert str(constraint.violation_error_message) != str(models.CheckConstraint.default_violation_error_message)
        assert constraint.name


@pytest.mark.parametrize("model", [Commune, Unit, Competence, OpeningRule, Closure, Officer])
def test_every_choice_is_also_a_check(model):
    checks = " ".join(
        str(constraint.condition) for constraint in model._meta.constraints if hasattr(constraint, "condition")
    )

    assert [field.name for field in model._meta.fields if field.choices and f"{field.name}__in" not in checks] == []


def test_competence_is_said_once():
    commune = CommuneFactory()
    unit = UnitFactory(competent=[commune])

    with pytest.raises(IntegrityError, match="competence_once"), transaction.atomic():
        Competence.objects.create(unit=unit, commune=commune)


# -- unit ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "mailbox", "transport", "sends"),
    [
        ("essentials", "a@gendarmerie.example", {"EMAIL_USE_TLS": True, "EMAIL_HOST": "relay.example"}, True),
        ("essentials", "a@GENDARMERIE.example", {"EMAIL_USE_SSL": True, "EMAIL_HOST": "relay.example"}, True),
        ("essentials", "a@gendarmerie.example", {"EMAIL_HOST": "127.0.0.1"}, True),
        ("essentials", "a@gendarmerie.example", {"EMAIL_HOST": "::1"}, True),
        ("essentials", "a@gendarmerie.example", {"EMAIL_HOST": "localhost"}, True),
        ("essentials", "a@gendarmerie.example", {"EMAIL_HOST": "relay.example"}, False),
        ("essentials", "a@gendarmerie.example", {"EMAIL_HOST": "10.0.0.1"}, False),
        ("essentials", "a@sub.gendarmerie.example", {"EMAIL_HOST": "localhost"}, False),
        ("essentials", "a@gendarmerie.example.evil.example", {"EMAIL_HOST": "localhost"}, False),
        ("essentials", "a@provider.example", {"EMAIL_HOST": "localhost"}, False),
        ("notice", "a@gendarmerie.example", {"EMAIL_HOST": "localhost"}, False),
        (
            "essentials",
            "a@gendarmerie.example",
            {"EMAIL_BACKEND": "anymail.backends.test.EmailBackend", "EMAIL_USE_TLS": True},
            False,
        ),
        (
            "essentials",
            "a@gendarmerie.example",
            {"EMAIL_BACKEND": "django.core.mail.backends.locmem.EmailBackend"},
            True,
        ),
    ],
)
def test_essentials_leave_only_for_a_secured_mailbox_over_a_safe_transport(
    settings, content, mailbox, transport, sends
):
    settings.SECURE_MAIL_DOMAINS = ("gendarmerie.example",)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    for name, value in transport.items():
        setattr(settings, name, value)

    assert Unit(mail_content=content, mailbox=mailbox).sends_essentials() is sends


def test_full_clean_refuses_essentials_for_an_ordinary_mailbox(settings):
    settings.SECURE_MAIL_DOMAINS = ("gendarmerie.example",)
    unit = UnitFactory.build(
        commune=CommuneFactory(), mail_content="essentials", mailbox="a@provider.example", hours=[]
    )

    with pytest.raises(ValidationError) as refusal:
        unit.full_clean()

    assert refusal.value.message_dict == {
        "mail_content": ["L’essentiel du dossier ne part que vers une boîte du réseau sécurisé."]
    }


@pytest.mark.parametrize(
    "hours",
    [
        "lundi", {"lundi": []}, [[]], [[], [], [], [], [], [], [["08:00"]]], [[["12:00", "08:00"]]] + [[]] * 6,
        [[["08:00", "12:00"], ["11:00", "13:00"]]] + [[]] * 6, [[["8:00", "12:00"]]] + [[]] * 6, [[[8, 12]]] + [[]] * 6,
        [[["08:00", "25:00"]]] + [[]] * 6, [["08:00"]] + [[]] * 6,
    ],
)  # fmt: skip
def test_unreadable_hours_are_refused(hours):
    with pytest.raises(ValidationError) as refusal:
        UnitFactory.build(commune=CommuneFactory(), hours=hours).full_clean()

    assert list(refusal.value.message_dict) == ["hours"]


def test_unknown_time_zone_is_refused():
    with pytest.raises(ValidationError) as refusal:
        UnitFactory.build(commune=CommuneFactory(), time_zone="Europe/Evreux").full_clean()

    assert refusal.value.message_dict == {"time_zone": ["Fuseau horaire inconnu\u00a0: Europe/Evreux."]}


def test_what_a_unit_says_of_itself():
    unit = UnitFactory.build(
        name="Gendarmerie - Brigade d’Évreux", short_name="Brigade d’Évreux", address_extra="", street="1 rue Haute",
        postal_code="97400", city="Saint-Denis", time_zone="Indian/Reunion", commune=CommuneFactory.build(),
    )  # fmt: skip

    assert str(unit) == "Brigade d’Évreux"
    assert unit.address_lines == ["1 rue Haute", "97400 Saint-Denis"]
    assert unit.zone == ZoneInfo("Indian/Reunion")


def test_only_units_that_receive_are_offered():
    open_unit, _ = UnitFactory(), UnitFactory(receives_public=False)

    assert list(Unit.objects.receiving()) == [open_unit]


def test_hours_are_told_in_words():
    day = [["08:00", "12:00"], ["14:00", "18:30"]]
    closed, whole = [], [["00:00", "24:00"]]

    assert describe([day, day, day, day, [["09:00", "12:05"]], closed, whole]) == [
        ("lundi à jeudi", "8\u00a0h\u00a0à\u00a012\u00a0h, 14\u00a0h\u00a0à\u00a018\u00a0h\u00a030"),
        ("vendredi", "9\u00a0h\u00a0à\u00a012\u00a0h\u00a005"),
        ("samedi", "fermé"),
        ("dimanche", "24 heures sur 24"),
    ]
    assert describe([]) == []


@pytest.mark.parametrize(
    ("code", "department", "zone"),
    [
        ("27229", "27", "Europe/Paris"),
        ("2A004", "2A", "Europe/Paris"),
        ("97105", "971", "America/Guadeloupe"),
        ("97411", "974", "Indian/Reunion"),
        ("97502", "975", "America/Miquelon"),
        ("98735", "987", "Pacific/Tahiti"),
        ("98731", "987", "Pacific/Marquesas"),
        ("98719", "987", "Pacific/Gambier"),
        ("98818", "988", "Pacific/Noumea"),
    ],
)
def test_department_and_clock(code, department, zone):
    assert department_of(code) == department
    assert zone_name(department, code) == zone
    assert ZoneInfo(zone)


# -- communes, officers ----------------------------------------------------------------------------


def test_a_commune_names_itself_with_its_postal_code():
    assert str(Commune(code="27229", name="Évreux", postal_codes=["27000"])) == "Évreux (27000)"
    assert str(Commune(code="98412", name="Archipel des Kerguelen")) == "Archipel des Kerguelen (98412)"


@pytest.mark.parametrize(
    ("role", "is_active", "enters"),
    [
        (Role.AGENT, True, False),
        (Role.HEAD, True, False),
        (Role.ADMINISTRATOR, True, True),
        (Role.ADMINISTRATOR, False, False),
    ],
)
def test_only_active_administrators_are_staff(role, is_active, enters):
    officer = OfficerFactory.build(role=role, is_active=is_active)

    assert {officer.is_staff, officer.has_perm("units.change_unit"), officer.has_module_perms("units")} == {enters}


def test_managers_make_officers_who_sign_in():
    officer = Officer.objects.create_user("agent@police.example", "trois petits mots secrets", name="Dominique Roy")
    administrator = Officer.objects.create_superuser(
        "admin@police.example", "encore trois mots secrets", name="Alix Noir"
    )

    assert officer.check_password("trois petits mots secrets")
    assert (officer.role, officer.is_staff, str(officer)) == (Role.AGENT, False, "Dominique Roy")
    assert (administrator.role, administrator.is_staff) == (Role.ADMINISTRATOR, True)
    assert not Officer.objects.create_user("sans@police.example", name="Sans").has_usable_password()


def test_rule_and_closure_name_themselves():
    rule = OpeningRuleFactory.build(unit=None, weekday=2)

    assert str(rule) == "mercredi 09:00–12:00"
    assert str(Closure(reason="Formation")) == "Formation"


@pytest.mark.parametrize(
    ("phone", "dialled"),
    [
        ("02 61 91 00 17", "0261910017"),
        ("+689 40 47 01 47", "+68940470147"),
        ("17", "17"),
        ("02 61 91 00 17 ou 02 61 91 00 18", ""),
        ("", ""),
    ],
)
def test_only_a_number_can_be_dialled(phone, dialled):
    assert Unit(phone=phone).dialled == dialled
