from __future__ import annotations

import re
from datetime import date, time

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from tests.factories import OFFICER_PASSWORD, CommuneFactory, OfficerFactory, UnitFactory
from units.enums import Role
from units.models import Officer, OpeningRule, RefusedSignIn, SignIn, Unit

pytestmark = pytest.mark.django_db

LISTS = ["unit", "officer", "commune", "competence", "refusedsignin", "signin"]
PASSWORD = "une phrase de passe bien longue"


@pytest.fixture
def administrator(client: Client) -> Officer:
    officer = OfficerFactory(role=Role.ADMINISTRATOR)
    client.force_login(officer)
    return officer


def unit_form(unit: Unit, **changes: object) -> dict[str, object]:
    names = (
        "code", "service_number", "institution", "name", "short_name", "address_extra", "street", "postal_code",
        "city", "department", "time_zone", "phone", "mailbox", "operations_mailbox", "mail_content", "hours_note",
        "contact_clock", "minimum_notice_hours", "move_cutoff_hours", "cancel_cutoff_hours", "horizon_days",
    )  # fmt: skip
    form: dict[str, object] = {name: getattr(unit, name) for name in names}
    form |= {"commune": unit.commune_id, "receives_public": "on", "accessible": "unknown"}
    form |= {f"hours_{day}": "" for day in range(7)}
    for prefix in ("rules", "closures"):
        form |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    return form | changes


@pytest.mark.parametrize("role", [Role.AGENT, Role.HEAD])
@pytest.mark.parametrize("model", LISTS)
def test_only_administrators_enter(client, role, model):
    client.force_login(OfficerFactory(role=role))

    response = client.get(reverse(f"admin:units_{model}_changelist"), follow=True)

    assert response.status_code == 403


def test_a_stranger_is_sent_to_the_sign_in_page(client):
    response = client.get(reverse("admin:units_unit_changelist"), follow=True)

    assert response.redirect_chain[-1][0] == f"{reverse('units:login')}?next={reverse('admin:units_unit_changelist')}"


def test_an_inactive_administrator_does_not_enter(client):
    client.force_login(OfficerFactory(role=Role.ADMINISTRATOR, is_active=False))

    assert client.get(reverse("admin:index")).status_code == 302


@pytest.mark.parametrize("model", LISTS)
def test_lists_cost_the_same_with_more_rows(client, administrator, model, django_assert_max_num_queries):
    for _ in range(3):
        OfficerFactory(units=[UnitFactory(competent=[CommuneFactory()])])

    with django_assert_max_num_queries(6):
        response = client.get(reverse(f"admin:units_{model}_changelist"))

    assert response.status_code == 200


def test_an_administrator_sets_a_unit_and_its_agenda(client, administrator):
    unit = UnitFactory()
    rule = {
        "weekday": 0,
        "starts": "09:00",
        "ends": "12:00",
        "slot_minutes": 30,
        "first_desk": 1,
        "desks": 2,
        "valid_from": "2026-01-01",
    }
    form = unit_form(unit, name="Brigade de Villeneuve", **{"rules-TOTAL_FORMS": 1})
    form |= {f"rules-0-{name}": value for name, value in rule.items()} | {"rules-0-unit": unit.pk}

    response = client.post(reverse("admin:units_unit_change", args=[unit.pk]), form)

    assert response.status_code == 302, response.context["errors"]
    unit.refresh_from_db()
    assert unit.name == "Brigade de Villeneuve"
    assert list(unit.rules.values_list("weekday", "starts", "ends", "slot_minutes", "desks", "valid_from")) == [
        (0, time(9), time(12), 30, 2, date(2026, 1, 1))
    ]


def test_a_rule_that_ends_before_it_starts_is_refused(client, administrator):
    unit = UnitFactory()
    rule = {
        "weekday": 0,
        "starts": "12:00",
        "ends": "09:00",
        "slot_minutes": 30,
        "first_desk": 1,
        "desks": 2,
        "valid_from": "2026-01-01",
    }
    form = unit_form(unit, **{"rules-TOTAL_FORMS": 1, "rules-0-unit": unit.pk})

    response = client.post(
        reverse("admin:units_unit_change", args=[unit.pk]), form | {f"rules-0-{k}": v for k, v in rule.items()}
    )

    assert response.status_code == 200
    assert "La fin vient après le début." in response.content.decode()
    assert not OpeningRule.objects.exists()


def test_essentials_are_refused_for_an_ordinary_mailbox(client, administrator, settings):
    settings.SECURE_MAIL_DOMAINS = ("gendarmerie.example",)
    unit = UnitFactory(mailbox="unite@provider.example")

    response = client.post(
        reverse("admin:units_unit_change", args=[unit.pk]), unit_form(unit, mail_content="essentials")
    )

    assert response.status_code == 200
    assert "une boîte du réseau sécurisé" in response.content.decode()
    unit.refresh_from_db()
    assert unit.mail_content == "notice"


def test_opening_hours_are_typed_day_by_day_and_shown_back(client, administrator):
    unit = UnitFactory(hours=[])
    path = reverse("admin:units_unit_change", args=[unit.pk])

    response = client.post(path, unit_form(unit, hours_0="8:30 – 12:00 et 14 h à 18 h", hours_6="24h/24"))

    assert response.status_code == 302, response.context["errors"]
    unit.refresh_from_db()
    assert unit.hours == [[["08:30", "12:00"], ["14:00", "18:00"]], [], [], [], [], [], [["00:00", "24:00"]]]
    page = client.get(path).content.decode()
    assert re.findall(r'name="hours_\d" value="([^"]*)"', page) == ["8h30-12h, 14h-18h", *["fermé"] * 5, "24h/24"]


def test_opening_hours_that_cannot_be_read_name_the_day_and_stay_as_typed(client, administrator):
    unit = UnitFactory(hours=[])
    form = unit_form(unit, hours_0="8h-12h", hours_1="<matin>", hours_3="18h-8h")

    page = client.post(reverse("admin:units_unit_change", args=[unit.pk]), form).content.decode()

    assert re.findall(r"<li>((?:Mardi|Jeudi).*?)</li>", page.replace("\u00a0", " ")) == [
        "Mardi : « &lt;matin&gt; » ne se lit pas. Écrivez par exemple « 8h30-12h, 14h-18h ».",
        "Jeudi : « 18h-8h » finit avant de commencer. Écrivez par exemple « 8h30-12h, 14h-18h ».",
    ]
    assert re.findall(r'name="hours_\d" value="([^"]+)"', page) == ["8h-12h", "&lt;matin&gt;", "18h-8h"]
    unit.refresh_from_db()
    assert unit.hours == []


def refuse(client: Client, username: str, *, times: int) -> None:
    for _ in range(times):
        client.post(reverse("units:login"), {"username": username, "password": "pas le bon mot"})


def test_an_administrator_unlocks_a_name_and_no_other(client, administrator):
    locked, other = OfficerFactory(), OfficerFactory()
    for officer in (locked, other):
        refuse(Client(), officer.username, times=5)
    row = RefusedSignIn.objects.get(username=locked.username)
    path = reverse("admin:units_refusedsignin_changelist")

    response = client.post(path, {"action": "unlock", "_selected_action": [row.pk]}, follow=True)

    assert "1 identifiant débloqué." in response.content.decode()
    assert list(RefusedSignIn.objects.values_list("username", flat=True)) == [other.username]
    answers = {
        officer: Client().post(reverse("units:login"), {"username": officer.username, "password": OFFICER_PASSWORD})
        for officer in (locked, other)
    }
    assert [answer.status_code for answer in answers.values()] == [302, 429]
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_repr, entry.get_change_message()) == (
        administrator,
        locked.username,
        "Débloqué.",
    )


def test_the_sign_in_log_is_only_read(client, administrator):
    visitor, officer = Client(), OfficerFactory()
    refuse(visitor, "personne@police.example", times=1)
    visitor.post(reverse("units:login"), {"username": officer.username, "password": OFFICER_PASSWORD})
    rows = [RefusedSignIn.objects.get(), SignIn.objects.get(username=officer.username)]

    for row in rows:
        name = row._meta.model_name
        changelist = client.get(reverse(f"admin:units_{name}_changelist"))
        assert str(row) in changelist.content.decode()
        assert "delete_selected" not in changelist.content.decode()
        assert client.get(reverse(f"admin:units_{name}_change", args=[row.pk])).status_code == 200
        for page in ("change", "delete"):
            answer = client.post(reverse(f"admin:units_{name}_{page}", args=[row.pk]), {"post": "yes"})
            assert answer.status_code == 403
        assert client.post(reverse(f"admin:units_{name}_add")).status_code == 403
    assert [row for row in rows if not type(row).objects.filter(pk=row.pk).exists()] == []
    assert client.get("/admin/axes/").status_code == 404


@pytest.mark.parametrize("page", ["add", "change", "delete"])
def test_communes_are_read_only_and_accounts_never_deleted(client, administrator, page):
    commune, officer = CommuneFactory(), OfficerFactory()
    arguments = [] if page == "add" else [commune.pk]

    response = client.post(reverse(f"admin:units_commune_{page}", args=arguments), {"name": "Autre"})

    assert response.status_code == 403
    assert client.post(reverse("admin:units_officer_delete", args=[officer.pk]), {"post": "yes"}).status_code == 403


def test_communes_are_searched_as_on_the_site(client, administrator):
    CommuneFactory(name="Évreux", code="27229")
    CommuneFactory(name="Vernon", code="27681")

    response = client.get(reverse("admin:units_commune_changelist"), {"q": "evreux"})

    assert [commune.name for commune in response.context["cl"].result_list] == ["Évreux"]


def test_the_pages_of_an_officer_and_of_a_unit_open(client, administrator):
    unit = UnitFactory(agenda=1)
    officer = OfficerFactory(units=[unit])

    assert client.get(reverse("admin:units_officer_change", args=[officer.pk])).status_code == 200
    assert client.get(reverse("admin:units_officer_add")).status_code == 200
    assert client.get(reverse("admin:units_unit_change", args=[unit.pk])).status_code == 200
    assert OFFICER_PASSWORD not in client.get(reverse("admin:units_officer_change", args=[officer.pk])).content.decode()
