"""What the README shows is what the site sends, and the pictures it names exist."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from complaints.enums import MailKind, Recipient
from complaints.mails.compose import compose
from tests.factories import CommuneFactory, ComplaintFactory, OutgoingMailFactory, UnitFactory
from units.enums import MailContent

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.django_db
def test_the_mail_it_shows_is_the_mail_that_leaves(settings) -> None:
    settings.SECURE_MAIL_DOMAINS = ("gendarmerie.example",)
    commune = CommuneFactory(code="27229", name="Évreux", postal_codes=["27000"])
    unit = UnitFactory(commune=commune, mailbox="bta.evreux@gendarmerie.example", mail_content=MailContent.ESSENTIALS)
    filed_at = datetime(2026, 3, 3, 18, 12, tzinfo=UTC)
    complaint = ComplaintFactory(unit=unit, reference="7KQ4M-2XW9D", filed_at=filed_at, facts_on=date(2026, 3, 2))
    mail = OutgoingMailFactory(complaint=complaint, kind=MailKind.FILED, recipient=Recipient.UNIT)

    message = compose(mail, now=filed_at)
    shown = re.search(r"<!-- essentials:begin -->\n```text\n(.*?)```\n<!-- essentials:end -->", README, re.DOTALL)
    assert shown
    assert shown[1] == f"Subject: {message.subject}\nTo: {message.to[0]}\n\n{message.body}"


def test_its_pictures_exist() -> None:
    pictures = re.findall(r"\]\((docs/screenshots/[^)]+)\)", README)

    assert len(pictures) >= 3
    assert [picture for picture in pictures if not (ROOT / picture).is_file()] == []
