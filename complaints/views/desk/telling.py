"""What victims without a working e-mail are still to be told: by phone or by post, and in which words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import reduce
from operator import or_

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from complaints.enums import OPEN_STATUSES, AppointmentState, MailKind, MailState, Recipient
from complaints.mails import replies
from complaints.models import Appointment, OutgoingMail
from complaints.models.mail import Constant, OutgoingMailQuerySet
from complaints.questions.contact_rules import ContactRules
from complaints.questions.fields import Phone
from complaints.questions.person import Person
from complaints.views.desk.zones import zone_label
from units.models import Officer, Unit

BOOKED_STATE = {
    MailKind.PROPOSED: AppointmentState.HELD,
    MailKind.CONFIRMED: AppointmentState.CONFIRMED,
    MailKind.MOVED: AppointmentState.CONFIRMED,
    MailKind.COMING: AppointmentState.CONFIRMED,
    MailKind.TODAY: AppointmentState.CONFIRMED,
}
"""Mails that name times, and the state of the appointments they name."""

ALERTS_SHOWN = timedelta(days=7)
"""How long it is shown that an alert about a whole unit could not be delivered."""

PHONE = Phone()
NO_RULES = ContactRules()


@dataclass(frozen=True)
class Line:
    """One mail owed by hand: whom to tell (nothing once the contact is wiped), where, and what."""

    mail: OutgoingMail
    words: str
    name: str = ""
    phone: str = ""
    address_lines: Sequence[str] = ()
    rules: ContactRules = NO_RULES
    unproved: bool = False
    """An e-mail address is known, and nobody has confirmed it."""
    code: str = ""
    """The follow-up code to dictate, shown with the contacts only: it opens the victim's page."""

    @property
    def phone_shown(self) -> str:
        """The number as it is read out."""
        return phone_shown(self.phone)

    @property
    def refused(self) -> bool:
        """An e-mail left and came back, rather than none being known."""
        return self.mail.state == MailState.REFUSED


def phone_shown(phone: str) -> str:
    """A stored number as it is read out; empty for none."""
    return PHONE.shown(phone) if phone else ""


def owed_by_hand(units: Iterable[Unit]) -> OutgoingMailQuerySet:
    """Mails owed by hand to the victims of these units, oldest first.

    The units are named, not joined: knowing how many files they have, the database begins with the mails.
    """
    named = [Q(complaint__unit=Constant(str(unit.pk))) for unit in units]
    owed = OutgoingMail.objects.to_tell()
    return owed.filter(reduce(or_, named)).order_by("pk") if named else owed.none()


def lines(mails: QuerySet[OutgoingMail]) -> list[Line]:
    """One line a mail, with two queries whatever their number."""
    dated = Appointment.objects.live().select_related("unit").order_by("period")
    dated_mails = mails.select_related("complaint__unit").prefetch_related(
        Prefetch("complaint__appointments", queryset=dated, to_attr="dated")
    )
    return [line(mail, mail.filed.dated) for mail in dated_mails]  # type: ignore[attr-defined]  # from the Prefetch


def line(mail: OutgoingMail, dated: Iterable[Appointment]) -> Line:
    """The line of one mail; ``dated`` are the live appointments of its pre-complaint."""
    identity = mail.filed.identity
    person = Person.of(identity)
    contact = person.contact() if identity else mail.payload or {}
    return Line(
        mail=mail,
        words=_words(mail, dated),
        name=contact.get("name", ""),
        phone=contact.get("phone", ""),
        address_lines=contact.get("address_lines", ()),
        rules=ContactRules.of(identity or contact.get("rules")),
        unproved=bool(person.email) and not person.email_proved,
        code=mail.filed.next_code if mail.kind == MailKind.ACCESS else "",
    )


def _words(mail: OutgoingMail, dated: Iterable[Appointment]) -> str:
    """What the mail would have said, in one or two sentences to read out."""
    if mail.kind in BOOKED_STATE:
        state = BOOKED_STATE[MailKind(mail.kind)]
        return _dated_words(MailKind(mail.kind), [one for one in dated if one.state == state])
    complaint = mail.filed
    held = [one for one in dated if one.state == AppointmentState.HELD]
    if mail.kind == MailKind.MISSED:
        offered = _dated_words(MailKind.PROPOSED, held) if held else _("L’unité va proposer un autre rendez-vous.")
        return _("Personne n’est venu au rendez-vous.") + " " + offered
    if mail.kind == MailKind.DISMISSED:
        return _("Pré-plainte close. %(reason)s Les données seront effacées le %(day)s.") % {
            "reason": replies.why_dismissed(complaint),
            "day": date_format(complaint.unit.local(complaint.expires_at), "j F Y"),
        }
    return {
        MailKind.FILED: _("Votre pré-plainte est bien arrivée. Ce n’est pas encore une plainte."),
        MailKind.ACCESS: _("Code de suivi perdu. Vérifiez à qui vous parlez, puis dictez la référence et le code."),
        MailKind.TRANSFER: _("Pré-plainte transférée à %(unit)s. Un rendez-vous pris dans l’ancienne unité est annulé.")
        % {"unit": complaint.unit.name},
        MailKind.ASKED: _("L’unité demande un complément : lisez la demande dans le dossier, sous « Échanges »."),
        MailKind.ASK_AGAIN: _("L’unité attend encore un complément : relisez la demande dans le dossier."),
        MailKind.MESSAGE: _("Message de l’unité : lisez-le dans le dossier, sous « Échanges »."),
        MailKind.CLOSED: _("L’unité ferme à l’heure du rendez-vous, et s’en excuse. %(next)s")
        % {"next": _dated_words(MailKind.PROPOSED, held) if held else _("L’unité va proposer un autre rendez-vous.")},
        MailKind.LAPSED: _("La proposition de rendez-vous a pris fin sans réponse. Une autre suivra."),
        MailKind.CANCELLED: _("Rendez-vous annulé. Un autre sera proposé."),
        MailKind.ENDING: _("Sans signature avant le %(day)s, la pré-plainte et ses données seront effacées.")
        % {"day": date_format(complaint.unit.local(complaint.expires_at), "j F Y")},
        MailKind.WITHDRAWN: _("Pré-plainte retirée. Les données sont effacées de ce site."),
        MailKind.SIGNED: _("Plainte signée. Les données sont effacées de ce site."),
        MailKind.EXPIRED: _("Pré-plainte expirée sans signature. Les données sont effacées de ce site."),
    }[MailKind(mail.kind)]


def _dated_words(kind: MailKind, appointments: list[Appointment]) -> str:
    if not appointments:
        return _("Ce message n’est plus d’actualité : voyez le dossier avant d’appeler.")
    times = ", ".join(date_format(one.start, _("l j F à H:i")) for one in appointments)
    if label := zone_label(appointments[0].unit, appointments[0].start):
        times = f"{times} ({label})"
    return {
        MailKind.PROPOSED: _("Créneaux proposés : %(times)s. Lequel vous convient ?"),
        MailKind.CONFIRMED: _("Rendez-vous confirmé : %(times)s."),
        MailKind.MOVED: _("Rendez-vous déplacé : %(times)s."),
        MailKind.COMING: _("Rappel du rendez-vous : %(times)s. Redites les papiers à apporter."),
        MailKind.TODAY: _("Rappel du rendez-vous : %(times)s. Redites les papiers à apporter."),
    }[kind] % {"times": times}


@dataclass(frozen=True)
class Undelivered:
    """Mails to a mailbox of the service itself that were refused: somebody has to look at its address."""

    unit: str
    recipient: str
    number: int


def undelivered(officer: Officer) -> list[Undelivered]:
    """Per unit of the officer and kind of mailbox, how many mails were refused: about open pre-complaints, and alerts
    about the unit itself for a while. Two queries."""
    about_files = _refused("complaint__unit", officer).filter(complaint__status__in=OPEN_STATUSES)
    about_units = _refused("unit", officer).filter(created_at__gt=timezone.now() - ALERTS_SHOWN)
    numbers: Counter[tuple[str, str]] = Counter()
    for unit, recipient, number in (*about_files, *about_units):
        numbers[unit, recipient] += number
    return [
        Undelivered(unit, str(Recipient(recipient).label), number)
        for (unit, recipient), number in sorted(numbers.items())
    ]


def _refused(place: str, officer: Officer) -> QuerySet[OutgoingMail, tuple[str, str, int]]:
    """Mails to the service itself that were refused, counted by unit and recipient; ``place`` leads to the unit."""
    refused = OutgoingMail.objects.filter(state=MailState.REFUSED, **{f"{place}__officers": officer})
    inside = refused.exclude(recipient=Recipient.VICTIM).order_by()
    return inside.values_list(f"{place}__name", "recipient").annotate(number=Count("pk"))
