"""What generated pre-complaints declare: the demo's stories as the form stores them, with somebody else's names."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from stdnum import luhn

from complaints.services.filing import Declaration
from preplainte.demo.files import EVREUX, Case, declaration, untouched
from preplainte.demo.stories import PEOPLE, STORIES
from units.models import Commune, Unit

# Ranges that ARCEP reserves for fiction: four free digits in each.
PHONES = ("+3319900", "+3326191", "+3335301", "+3346571", "+3353649", "+3363998")
PLATE = "ABCDEFGHJKLMNPQRSTVWXYZ"
FIRST_NAMES = (
    "Camille", "Zoé", "Jean-François", "Samira", "Loïc", "Odette", "Inês", "Mathieu", "Thi Mai", "Marcel", "Anaïs",
    "Bruno", "Chloé", "Driss", "Élodie", "Fatou", "Gaël", "Hélène", "Ibrahim", "Jeanne", "Karim", "Léa", "Moussa",
    "Noémie", "Olivier", "Paula", "Quentin", "Romane", "Stéphane", "Théo", "Ugo", "Valérie", "Wassim", "Yann",
)  # fmt: skip
BEGINNINGS = ("Mar", "Du", "Le", "Be", "Char", "Gau", "Lam", "Mo", "Per", "Rou", "Sau", "Vas", "Ha", "Fon", "Cor")
MIDDLES = ("", "ti", "re", "lai", "bou", "che", "mon", "ne", "ver", "dou", "qué", "gny")
ENDINGS = ("n", "nel", "rd", "lier", "not", "reau", "vel", "zier", "chon", "tel", "bin", "sson")


@dataclass(frozen=True)
class Fresh:
    """One invented person and the numbers that are theirs alone."""

    number: int
    birth_name: str
    first_names: str
    birth_day: str
    phone: str
    email: str
    plate: str
    facts_on: date
    commune: Commune

    @classmethod
    def draw(cls, number: int, *, filed_at: datetime, commune: Commune, rng: random.Random) -> Fresh:
        """The person of that number: phones come back every 60,000, e-mails and plates never within 12 millions."""
        return cls(
            number=number,
            birth_name=rng.choice(BEGINNINGS) + rng.choice(MIDDLES) + rng.choice(ENDINGS),
            first_names=rng.choice(FIRST_NAMES),
            birth_day=f"{rng.randint(1935, 2006)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}",
            phone=f"{PHONES[number % len(PHONES)]}{number // len(PHONES) % 10_000:04d}",
            email=f"v{number}@courriel.example" if number % 10 else "",
            plate=plate(number),
            facts_on=(filed_at - timedelta(hours=14)).date(),
            commune=commune,
        )


def plate(number: int) -> str:
    """A registration of its own for each number."""
    digits, letters = number % 999 + 1, number // 999
    signs = [PLATE[letters // len(PLATE) ** place % len(PLATE)] for place in range(4)]
    return f"{signs[3]}{signs[2]}-{digits:03d}-{signs[1]}{signs[0]}"


def imei(number: int) -> str:
    """A well-formed IMEI of its own for each number."""
    digits = f"35693{number:09d}"
    return digits + str(luhn.calc_check_digit(digits))


# What differs from one to the next, by the names of the questions, in whatever step they stand.
CHANGED: dict[str, Callable[[Fresh], Any]] = {
    "birth_name": lambda fresh: fresh.birth_name,
    "first_names": lambda fresh: fresh.first_names,
    "own_birth_name": lambda fresh: fresh.birth_name,
    "birth_day": lambda fresh: fresh.birth_day,
    "phone": lambda fresh: fresh.phone,
    "email": lambda fresh: fresh.email,
    "from_day": lambda fresh: fresh.facts_on.isoformat(),
    "commune": lambda fresh: {"code": fresh.commune.code, "name": str(fresh.commune)},
    "plate": lambda fresh: fresh.plate,
    "plates": lambda fresh: fresh.plate,
    "fled_plate": lambda fresh: fresh.plate,
    "phone_number": lambda fresh: fresh.phone,
    "robbed_plate": lambda fresh: fresh.plate,
    "imei": lambda fresh: imei(fresh.number),
    "serial": lambda fresh: f"SN-{fresh.number:07d}",
    "marking": lambda fresh: f"BC27{fresh.number:06d}",
    "document_number": lambda fresh: f"D2H{fresh.number:06d}",
}


def shapes(unit: Unit, *, now: datetime) -> list[Declaration]:
    """One a story, accepted by the form's own steps. The communes of the stories must be known."""
    cases = (Case(1, EVREUX, story % len(PEOPLE), story, untouched) for story in range(len(STORIES)))
    return [declaration(case, unit, now) for case in cases]


def told_by(fresh: Fresh, shape: Declaration, unit: Unit) -> Declaration:
    """The same story, told by somebody else at that unit."""
    answers = {step: _changed(given, fresh) for step, given in shape.answers.items()}
    notes = {"email_proved": fresh.email, "phrase": "canot tulipe fougère"}
    return replace(shape, answers=answers, unit=unit, commune=fresh.commune, notes=notes)


def _changed(value: Any, fresh: Fresh) -> Any:
    if isinstance(value, list):
        return [_changed(one, fresh) for one in value]
    if not isinstance(value, dict):
        return value
    kept = {name: CHANGED[name](fresh) if name in CHANGED else _changed(one, fresh) for name, one in value.items()}
    return {name: one for name, one in kept.items() if one != ""}
