"""The words that administrators write once for the units: checked before they are saved, tried before they serve."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from complaints.enums import Kind, ReplyPurpose, Status
from complaints.mails import replies
from complaints.models import Ask, Complaint, ReplyTemplate
from complaints.refusals import Refused
from complaints.services.asking import deadline_of
from units.models import Unit

INVENTED = "7KQ4M-2XW9A"
"""A reference that no pre-complaint has: its sum is wrong."""


class Faulty(Refused):
    """A template that can't be saved; ``faults`` holds the sentences by language."""

    def __init__(self, faults: Mapping[str, list[str]]) -> None:
        self.faults = faults
        super().__init__(" ".join(sentence for told in faults.values() for sentence in told))


@dataclass(frozen=True)
class Trial:
    """What one language gives on an invented file."""

    language: str
    name: str
    text: str


def tidy(text: str) -> str:
    """As it is kept: lines end alike, blanks at both ends are dropped."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def check(words: Mapping[str, str], *, purpose: str) -> None:
    """``Faulty`` unless there is a text in each language of the site, and each is sound."""
    found = {code: _faults(words.get(code, ""), purpose) for code, _name in settings.LANGUAGES}
    if wrong := {code: told for code, told in found.items() if told}:
        raise Faulty(wrong)


def _faults(text: str, purpose: str) -> list[str]:
    if not text:
        return [_("Écrivez le texte dans cette langue.")]
    if len(text) > replies.LONGEST:
        return [_("Ce texte est trop long : %(longest)s caractères au plus.") % {"longest": replies.LONGEST}]
    return [str(fault) for fault in replies.faults(text, purpose=purpose)]


def offered(purpose: ReplyPurpose) -> QuerySet[ReplyTemplate]:
    """What officers may choose from, by reason and name."""
    return ReplyTemplate.objects.filter(purpose=purpose, is_active=True).order_by("reason", "name", "pk")


def is_used(template: ReplyTemplate) -> bool:
    """Whether a pre-complaint was closed with it, or something asked: it is then retired rather than deleted."""
    return Complaint.objects.filter(dismissal=template).exists() or Ask.objects.filter(template=template.pk).exists()


def tried(template: ReplyTemplate) -> list[Trial]:
    """What it says in each language about a file that doesn't exist. The template needn't be saved."""
    complaint = invented()
    asks = template.purpose == ReplyPurpose.ASK
    deadline = deadline_of(complaint, settings.ASK_DAYS, now=timezone.now()) if asks else None
    return [
        Trial(code, str(name), replies.told_in(code, template, complaint, deadline=deadline))
        for code, name in settings.LANGUAGES
    ]


def invented() -> Complaint:
    """A file that isn't in the database, at a unit that isn't either."""
    unit = Unit(
        name=_("Brigade de gendarmerie de Villeneuve-l’Exemple"),
        street="1 rue des Tilleuls",
        postal_code="27000",
        city="Villeneuve",
        phone="02 61 91 00 17",
        time_zone=settings.TIME_ZONE,
    )
    now = timezone.now()
    return Complaint(
        reference=INVENTED,
        unit=unit,
        kind=Kind.THEFT,
        status=Status.RECEIVED,
        filed_at=now,
        expires_at=now + timedelta(days=settings.RETENTION_DAYS),
    )
