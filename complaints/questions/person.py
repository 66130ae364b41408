"""Whom a pre-complaint is about and how to reach them: read from the sealed identity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from complaints.questions.answers import index_values
from complaints.questions.base import Answers
from complaints.questions.steps.identity import IdentityStep
from complaints.questions.steps.situation import ENTITY, who
from complaints.sealing.tokens import TokenKind

SERVICE = "service"
"""Beside the steps of the identity: what the service noted itself, and nobody typed."""


@dataclass(frozen=True)
class Person:
    """The victim, and whoever acts for them.

    ``name`` is the natural person's: the victim's, or for an entity that of its representative. ``declarant`` is who
    files and comes to sign, when it isn't that person (parent, guardian); the contact is always the declarant's.
    """

    name: str
    birth_date: date | None
    email: str
    phone: str
    address_lines: list[str]
    entity: str = ""
    declarant: str = ""
    who: str = ""
    answers: Answers = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, identity: Answers | None) -> Person:
        """From the ``identity`` column; empty for an erased one."""
        answers = identity or {}
        given = answers.get(IdentityStep.slug, {})
        born = given.get("birth_day")
        return cls(
            name=_full_name(given.get("usage_name"), given.get("birth_name"), given.get("first_names")),
            birth_date=date.fromisoformat(born) if born else None,
            email=given.get("email", ""),
            phone=given.get("phone") or given.get("other_phone", ""),
            address_lines=_address(given),
            entity=given.get("entity_name", ""),
            declarant=_full_name(None, given.get("own_birth_name"), given.get("own_first_names")),
            who=who(answers),
            answers=answers,
        )

    def contact(self) -> dict[str, Any]:
        """Whom to write to or to call: what a mail that outlives the erasure keeps, in the same words."""
        return {"name": self.signer, "email": self.email, "phone": self.phone, "address_lines": self.address_lines}

    @property
    def phrase(self) -> str:
        """The words by which the victim recognises our messages; empty for an erased one."""
        return str(self._service.get("phrase", ""))

    @property
    def email_proved(self) -> bool:
        """Whether the victim showed that the address is theirs: by a code, or face to face."""
        return self._service.get("email_proved") is True

    @property
    def _service(self) -> Mapping[str, Any]:
        """What the service itself noted beside the answers."""
        return self.answers.get(SERVICE, {})

    @property
    def title(self) -> str:
        """How the victim is called on one line of a list."""
        return self.entity or self.name

    @property
    def signer(self) -> str:
        """Who comes to sign."""
        return self.declarant or self.name

    def index_values(self) -> list[tuple[TokenKind, str]]:
        """What the blind index is fed with from the identity."""
        return index_values(self.answers)

    def fingerprint_source(self) -> str:
        """What two pre-complaints of the same victim have in common, whatever the way it was written."""
        given = self.answers.get(IdentityStep.slug, {})
        if self.who == ENTITY:
            return str(given.get("siren", "")[:9] or given.get("entity_name", ""))
        born = given.get("birth_day", "")
        return " ".join([born, given.get("birth_name", ""), given.get("first_names", "").split(" ")[0]])


def _full_name(usage: str | None, birth: str | None, first: str | None) -> str:
    """« DURAND/MARTIN Anne »: usage name, then birth name where they differ."""
    names = dict.fromkeys(name.upper() for name in (usage, birth) if name)
    return " ".join(part for part in ("/".join(names), first) if part)


def _address(contact: Any) -> list[str]:
    town = f"{contact.get('postal_code', '')} {contact.get('city', '')}".strip()
    lines = [*contact.get("address", "").split("\n"), town, contact.get("country", "")]
    return [line for line in lines if line]
