"""Invented rows for tests. Nothing random: a test that fails, fails again."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

import factory
from django.contrib.auth.hashers import make_password
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from complaints.enums import (
    THEFTS,
    AppointmentState,
    DismissReason,
    Kind,
    MailKind,
    Recipient,
    ReplyPurpose,
    Status,
)
from complaints.models import Appointment, Ask, Complaint, Draft, Message, OutgoingMail, Proposal, ReplyTemplate
from units.enums import Institution, Role
from units.models import Commune, Competence, Officer, OpeningRule, Unit
from units.normal import search_name
from units.territories import department_of, zone_name

OFFICER_PASSWORD = "quatre mots pour un test"


@cache
def hashed(password: str) -> str:
    """Argon2 is slow by design: once a password and a process is enough."""
    return make_password(password)


class CommuneFactory(factory.django.DjangoModelFactory[Commune]):
    class Meta:
        model = Commune

    # Codes that no commune of the Eure bears: a test may use the real ones beside.
    code = factory.Sequence(lambda n: f"27{702 + n % 298}")
    name = factory.Sequence(lambda n: f"Villeneuve-{n}")
    search_name = factory.LazyAttribute(lambda commune: search_name(commune.name))
    department = factory.LazyAttribute(lambda commune: department_of(commune.code))
    postal_codes = ["27000"]
    population = 1_000


class OpeningRuleFactory(factory.django.DjangoModelFactory[OpeningRule]):
    class Meta:
        model = OpeningRule

    unit = factory.SubFactory("tests.factories.UnitFactory")
    weekday = 0
    starts = time(9)
    ends = time(12)
    slot_minutes = 30
    desks = 1
    valid_from = date(2020, 1, 1)


class UnitFactory(factory.django.DjangoModelFactory[Unit]):
    """A brigade without agenda; ``agenda=2`` gives it two desks, Monday to Friday, 9–12 and 14–17, every 30 minutes.

    ``competent=[commune, …]`` makes it competent there.
    """

    class Meta:
        model = Unit
        skip_postgeneration_save = True

    code = factory.Sequence(lambda n: f"gendarmerie-test-{n}")
    institution = Institution.GN
    name = factory.LazyAttribute(lambda unit: f"Brigade de gendarmerie de {unit.commune.name}")
    street = "1 rue des Tilleuls"
    postal_code = factory.LazyAttribute(lambda unit: unit.commune.postal_code)
    city = factory.LazyAttribute(lambda unit: unit.commune.name)
    commune = factory.SubFactory(CommuneFactory)
    department = factory.LazyAttribute(lambda unit: unit.commune.department)
    time_zone = factory.LazyAttribute(lambda unit: zone_name(unit.commune.department, unit.commune.code))
    phone = "02 61 91 00 17"
    mailbox = factory.Sequence(lambda n: f"unite{n}@gendarmerie.example")
    operations_mailbox = "corg27@gendarmerie.example"

    @factory.post_generation
    def agenda(self: Unit, create: bool, desks: int | None, **kwargs: Any) -> None:
        for weekday in range(5) if desks else ():
            for starts, ends in ((time(9), time(12)), (time(14), time(17))):
                OpeningRuleFactory(unit=self, weekday=weekday, starts=starts, ends=ends, desks=desks)

    @factory.post_generation
    def competent(self: Unit, create: bool, communes: list[Commune] | None, **kwargs: Any) -> None:
        Competence.objects.bulk_create(Competence(unit=self, commune=commune) for commune in communes or ())


class OfficerFactory(factory.django.DjangoModelFactory[Officer]):
    """An agent who signs in with ``OFFICER_PASSWORD``; ``units=[unit, …]`` gives the units."""

    class Meta:
        model = Officer
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"agent{n}@gendarmerie.example")
    name = factory.Sequence(lambda n: f"Agent {n}")
    role = Role.AGENT
    password = factory.LazyFunction(lambda: hashed(OFFICER_PASSWORD))

    @factory.post_generation
    def units(self: Officer, create: bool, units: list[Unit] | None, **kwargs: Any) -> None:
        self.units.set(units or ())


PHRASE = "canot tulipe fougère"


def identity_answers(*, email: str = "camille.martin@courriel.example", **changes: Any) -> dict[str, Any]:
    """Who files, as stored: an adult for herself, her address proved. ``changes`` replace whole steps.

    ``email=""`` gives no address; ``service={"phrase": PHRASE}`` leaves it unproved.
    """
    contact = {
        "phone": "+33639980017",
        "email": email,
        "address": "3 rue des Lilas\nBâtiment B",
        "postal_code": "27000",
        "city": "Évreux",
        "occupation": "Infirmière",
    }
    return {
        "situation": {"who": "self"},
        "identite": {
            "birth_name": "Martin",
            "usage_name": "Delattre",
            "first_names": "Camille Jeanne",
            "birth_day": "1985-03-27",
            "birth_place": "Oran (Algérie)",
            "nationality": "française",
            **{name: value for name, value in contact.items() if value},
        },
        "service": {"phrase": PHRASE, **({"email_proved": True} if email else {})},
        **changes,
    }


def statement_answers(*, kind: str = Kind.THEFT, commune: Commune | None = None, **changes: Any) -> dict[str, Any]:
    """What happened, as stored. ``changes`` replace whole steps."""
    place = {"code": commune.code, "name": str(commune)} if commune else {"code": "27229", "name": "Évreux (27000)"}
    harm: dict[str, Any] = {
        "objects": [
            {
                "category": "bicycle",
                "description": "Vélo de ville vert, panier en osier",
                "brand": "Bellavélo Cité",
                "value": "450.00",
                "marking_unknown": True,
                "serial": "BC-4471-XZ",
            },
            {"category": "bag", "description": "Sacoche noire", "value": "35.00"},
        ],
        "total": "485.00",
    }
    if kind == Kind.SCAM:
        harm = {
            "payment": "transfer",
            "money_lost": "1200.00",
            "payment_details": "Virement du 2 mars, vers un compte au nom de « Location Plage »",
            "total": "1200.00",
        }
    return {
        "tri": {"kind": str(Kind.THEFT if kind in THEFTS else kind), "violence": "no", "author": "no"},
        "faits": {
            "from_day": "2026-03-02",
            "from_time": "18:30",
            "to_day": "2026-03-03",
            "to_time": "07:15",
            "commune": place,
            "where": "address",
            "place": "Local à vélos, 3 rue des Lilas",
            "narrative": "J’ai attaché mon vélo lundi.\nMardi matin, l’antivol était coupé, le vélo avait disparu.",
            "suspect": "Un homme en veste rouge a été vu vers 23 h.",
            "plates": "AB-123-CD",
            "cameras": "Une caméra à l’entrée de l’immeuble.",
        },
        "objets": harm,
        **changes,
    }


class ComplaintFactory(factory.django.DjangoModelFactory[Complaint]):
    """A theft filed just now, with answers. ``email=""``: a victim without e-mail. ``erased=True``: nothing left of it.

    Other answers: ``identity=identity_answers(…)``, ``statement=statement_answers(…)``.
    """

    class Meta:
        model = Complaint

    class Params:
        email = "camille.martin@courriel.example"
        erased = factory.Trait(
            status=Status.SIGNED,
            identity=None,
            statement=None,
            commune=None,
            facts_on=date(2026, 3, 1),
            erased_at=factory.LazyFunction(timezone.now),
        )

    kind = Kind.THEFT
    status = Status.FILED
    unit = factory.SubFactory(UnitFactory)
    commune = factory.SelfAttribute("unit.commune")
    department = factory.SelfAttribute("unit.department")
    facts_on = date(2026, 3, 2)
    filed_at = factory.LazyFunction(timezone.now)
    contact_due_at = factory.LazyAttribute(lambda complaint: complaint.filed_at + timedelta(hours=24))
    expires_at = factory.LazyAttribute(lambda complaint: complaint.filed_at + timedelta(days=30))
    received_at = factory.LazyAttribute(
        lambda complaint: None if complaint.status == Status.FILED else complaint.filed_at + timedelta(minutes=5)
    )
    dismiss_reason = factory.LazyAttribute(
        lambda complaint: DismissReason.OUT_OF_SCOPE if complaint.status == Status.DISMISSED else ""
    )
    identity = factory.LazyAttribute(lambda complaint: identity_answers(email=complaint.email))
    statement = factory.LazyAttribute(
        lambda complaint: statement_answers(kind=complaint.kind, commune=complaint.commune)
    )


def _awaited(complaint: Complaint, until: datetime) -> None:
    """What the services note in the row itself: until when the victim is awaited."""
    complaint.awaited_at = until
    complaint.save(update_fields=["awaited_at"])


class ProposalFactory(factory.django.DjangoModelFactory[Proposal]):
    """An open proposal without slots yet, to answer within two days."""

    class Meta:
        model = Proposal
        skip_postgeneration_save = True

    complaint = factory.SubFactory(ComplaintFactory, status=Status.PROPOSED)
    officer = factory.SubFactory(OfficerFactory)
    deadline = factory.LazyFunction(lambda: timezone.now() + timedelta(days=2))

    @factory.post_generation
    def awaited(self: Proposal, create: bool, extracted: None, **kwargs: Any) -> None:
        _awaited(self.complaint, self.deadline)


class AppointmentFactory(factory.django.DjangoModelFactory[Appointment]):
    """A confirmed appointment of half an hour at desk 1, in a week, unless ``start`` says otherwise."""

    class Meta:
        model = Appointment
        skip_postgeneration_save = True

    class Params:
        start = factory.LazyFunction(
            lambda: timezone.now().replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=7)
        )

    complaint = factory.SubFactory(ComplaintFactory, status=Status.CONFIRMED)
    unit = factory.SelfAttribute("complaint.unit")
    desk = 1
    period = factory.LazyAttribute(lambda slot: DateTimeTZRange(slot.start, slot.start + timedelta(minutes=30)))
    state = AppointmentState.CONFIRMED

    @factory.post_generation
    def awaited(self: Appointment, create: bool, extracted: None, **kwargs: Any) -> None:
        if self.state == AppointmentState.CONFIRMED:
            _awaited(self.complaint, self.period.lower)


class DraftFactory(factory.django.DjangoModelFactory[Draft]):
    """A form being filled, as a row: nobody holds the token that would open it."""

    class Meta:
        model = Draft

    finder = factory.Sequence(lambda n: n.to_bytes(32, "big"))
    wrapped_key = b"wrapped"
    answers = b"sealed"
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=7))


class OutgoingMailFactory(factory.django.DjangoModelFactory[OutgoingMail]):
    """A receipt owed to a victim since now."""

    class Meta:
        model = OutgoingMail

    complaint = factory.SubFactory(ComplaintFactory)
    kind = MailKind.FILED
    recipient = Recipient.VICTIM
    next_try_at = factory.LazyFunction(timezone.now)


class ReplyTemplateFactory(factory.django.DjangoModelFactory[ReplyTemplate]):
    """What is told when a pre-complaint is closed as filed twice; ``purpose=ReplyPurpose.ASK, reason=""`` asks."""

    class Meta:
        model = ReplyTemplate

    purpose = ReplyPurpose.DISMISS
    reason = DismissReason.DUPLICATE
    name = factory.Sequence(lambda n: f"Modèle {n}")
    words = factory.LazyFunction(
        lambda: {
            "fr": "Une autre pré-plainte existe pour les mêmes faits. Celle-ci ({reference}) est fermée.",
            "en": "Another pre-complaint exists for the same facts. This one ({reference}) is closed.",
        }
    )


class MessageFactory(factory.django.DjangoModelFactory[Message]):
    """What the victim wrote; ``officer=…``: what the unit did."""

    class Meta:
        model = Message

    complaint = factory.SubFactory(ComplaintFactory, status=Status.RECEIVED)
    text = "Piège\u00a0: http://piege.example, de la part de Camille Martin"


class AskFactory(factory.django.DjangoModelFactory[Ask]):
    """Something asked, to answer within a week."""

    class Meta:
        model = Ask

    complaint = factory.SubFactory(ComplaintFactory, status=Status.ASKED)
    message = factory.SubFactory(
        MessageFactory,
        complaint=factory.SelfAttribute("..complaint"),
        officer=factory.SubFactory(OfficerFactory),
    )
    deadline = factory.LazyFunction(lambda: timezone.now() + timedelta(days=7))
