"""The demo's units and accounts: invented, whole, loaded once, never in production."""

from __future__ import annotations

import gzip

import pytest
from django.core.management import call_command
from django.db.models import Count

from preplainte.demo.accounts import PASSWORD
from preplainte.demo.units import ACCOUNTS, DemoRefused, load_demo_officers, load_demo_units
from units.enums import MailContent, Role
from units.importers.communes import OWN_LIST
from units.models import Commune, Competence, Officer, OpeningRule, Unit
from units.search import suggest_units

pytestmark = pytest.mark.django_db


@pytest.fixture
def own_list(tmp_path):
    """The rows of the project's list that the demo units need: the whole takes seconds."""
    lines = gzip.decompress(OWN_LIST.read_bytes()).decode().splitlines()
    wanted = [line for line in lines[1:] if line.startswith(("27", "76540", "97411"))]
    path = tmp_path / "communes.csv"
    path.write_text("\n".join((lines[0], *wanted)), encoding="utf-8")
    call_command("import_communes", str(path), verbosity=0)


def test_demo_units_cover_the_eure(own_list, settings):
    settings.SECURE_MAIL_DOMAINS = ("gendarmerie.example", "police.example")

    units = load_demo_units()

    assert [unit.code for unit in units[:2]] == ["demo-pn-evreux", "demo-gn-evreux"]
    assert len(units) == 11
    for unit in units:
        unit.full_clean()
        assert unit.phone.startswith("02 61 91 00 ")
        assert unit.mailbox.endswith(("@gendarmerie.example", "@police.example"))
        assert unit.operations_mailbox.endswith(
            (f"{unit.department}@gendarmerie.example", f"{unit.department}@police.example")
        )
        assert unit.rules.exists()
        assert unit.hours
    assert {unit.mail_content for unit in units} == set(MailContent.values)
    assert {unit.time_zone for unit in units} == {"Europe/Paris", "Indian/Reunion"}
    competent = Commune.objects.filter(department="27").annotate(number=Count("competences"))
    assert set(competent.values_list("number", flat=True)) == {1}
    assert str(suggest_units(Commune.objects.get(name="Gisors"))[0].unit) == "Brigade de gendarmerie de Gisors"


def test_demo_data_is_loaded_once(own_list):
    units, officers = load_demo_units(), load_demo_officers()
    Unit.objects.filter(code="demo-pn-evreux").update(phone="02 61 91 00 99")
    counts = [model.objects.count() for model in (Unit, Competence, OpeningRule, Officer)]

    assert load_demo_units() == units
    assert load_demo_officers() == officers
    assert [model.objects.count() for model in (Unit, Competence, OpeningRule, Officer)] == counts
    assert Unit.objects.get(code="demo-pn-evreux").phone == "02 61 91 00 99"


def test_demo_accounts_of_each_role(own_list):
    load_demo_units()

    officers = load_demo_officers()

    assert [(one.username, one.role, [unit.code for unit in one.units.all()]) for one in officers] == [
        (account.username, account.role, [account.unit] if account.unit else []) for account in ACCOUNTS
    ]
    assert {officer.role for officer in officers} == set(Role.values)
    for officer in officers:
        assert officer.check_password(PASSWORD)
        assert officer.username.endswith(".example")


@pytest.mark.parametrize("load", [load_demo_units, load_demo_officers])
def test_demo_data_is_refused_in_production(settings, load):
    settings.PRODUCTION = True

    with pytest.raises(DemoRefused, match="never loaded in production"):
        load()

    assert not Unit.objects.exists()
    assert not Officer.objects.exists()


def test_demo_units_need_communes():
    with pytest.raises(DemoRefused, match="run import_communes first"):
        load_demo_units()
