"""From the official files to the mailbox of the competent unit."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.test import Client

from complaints.enums import Recipient
from complaints.services import mailing
from tests.complaints.driver import accepted, answers_for, fill, post
from units.models import Commune

pytestmark = [pytest.mark.django_db, pytest.mark.shared_data]
SAFE_DOMAIN = "units.example"


def import_france(shared_data: Path) -> None:
    """Communes and units of the official lists, competence as derived from them (no official list covers the Eure)."""
    units = shared_data / "unites"
    call_command("import_communes", shared_data / "communes" / "communes-2026.csv", stdout=StringIO())
    call_command("import_units", units / "unites-annuaire-2017.csv", mailbox_domain=SAFE_DOMAIN, stdout=StringIO())
    call_command("import_competence", units / "competence-DERIVEE-non-officielle.csv.gz", stdout=StringIO())


def test_facts_in_a_commune_of_the_eure_reach_its_competent_unit(
    client: Client, shared_data: Path, mailoutbox: list[EmailMessage]
) -> None:
    import_france(shared_data)
    commune = Commune.objects.get(code="27165")
    assert str(commune) == "Conches-en-Ouche (27190)"
    unit = commune.competent_units.get()
    assert unit.mailbox

    answers = answers_for(faits={"commune": "conches en ouche"}, unite={"unit": str(unit.pk)})
    fill(client, answers, until="unite")
    page = client.get("/deposer/unite/").content.decode()
    offered = re.findall(r'name="unit" value="([0-9a-f-]{36})"', page)
    assert offered[0] == str(unit.pk)
    accepted(post(client, "unite", answers["unite"]))
    accepted(post(client, "recap", answers["recap"]))

    complaint = unit.complaints.get()
    assert (complaint.commune, complaint.department) == (commune, "27")
    mailing.deliver(complaint.mails.get(recipient=Recipient.UNIT).pk)
    (announced,) = mailoutbox
    assert announced.to == [unit.mailbox]
    assert unit.mailbox.endswith(f"@{SAFE_DOMAIN}")
