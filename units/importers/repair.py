"""Putting right what official files are known to have wrong. Each function returns the value and what it did."""

from __future__ import annotations

import re
from dataclasses import dataclass

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from units.search import kilometres

PHONE = re.compile(r"\+?\d[\d .]{7,}\d")
SHORT_NUMBER = re.compile(r"^(3\d{3}|1\d{1,2}|11\d)$")
# Numbers as they were before 2009 (Antilles, Guyane, Réunion) and 2014 (Polynesia): the prefix to put back.
OLD_NUMBERS = {590: "590", 594: "594", 596: "596", 262: "262", 689: "40"}
OLD_DIGITS = 6
FRENCH_PREFIXES = (33, *(code for code in OLD_NUMBERS if code != 689))
CEDEX = re.compile(r"\s+cedex(\s+\d+)?$", re.IGNORECASE)
POSTAL = re.compile(r"^\d{5}$")
SPLIT_HYPHEN = re.compile(r"(?<=\w)- (?=\w)|(?<=\w) -(?=\w)")
FAR_KM, TOO_FAR_KM = 10.0, 30.0


@dataclass(frozen=True)
class Place:
    """What the importer knows of a commune."""

    code: str
    name: str
    department: str
    postal_codes: tuple[str, ...]
    latitude: float | None
    longitude: float | None


def tidy_name(text: str) -> tuple[str, str]:
    """One space between words, none inside a hyphenated name, a capital first."""
    tidy = SPLIT_HYPHEN.sub("-", " ".join(text.split()))
    tidy = tidy[:1].upper() + tidy[1:]
    return tidy, "" if tidy == text else "the name was tidied"


def phone(text: str) -> tuple[str, str]:
    """The number as people dial it in France; the first full number of a sentence."""
    if not text or SHORT_NUMBER.match(text):
        return text, ""
    for candidate in PHONE.findall(text):
        number = phonenumbers.parse(candidate, "FR")
        prefix = OLD_NUMBERS.get(number.country_code or 0, "")
        old = len(str(number.national_number)) == OLD_DIGITS and bool(prefix)
        if old:
            number.national_number = int(f"{prefix}{number.national_number}")
        if phonenumbers.is_valid_number(number):
            return _dialled(number), _phone_repair(text, candidate, old=old)
    return "", "the telephone number is not one: left out"


def _phone_repair(text: str, candidate: str, *, old: bool) -> str:
    if old:
        return "the telephone number lacked its prefix"
    return "" if candidate == text else "the telephone number was picked out of a sentence"


def _dialled(number: phonenumbers.PhoneNumber) -> str:
    french = number.country_code in FRENCH_PREFIXES
    style = phonenumbers.PhoneNumberFormat.NATIONAL if french else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, style)


def mailbox(text: str) -> tuple[str, str]:
    if not text:
        return "", ""
    try:
        validate_email(text)
    except ValidationError:
        return "", "the mailbox is not an address: left out"
    return text.lower(), ""


def swapped(postal_code: str, city: str) -> tuple[str, str, str]:
    """Postal code and locality, each in its place."""
    if POSTAL.match(city) and not POSTAL.match(postal_code):
        return city, postal_code, "postal code and locality were swapped"
    return postal_code, city, ""


def address(postal_code: str, city: str, place: Place, known_codes: set[str]) -> tuple[str, str, str]:
    """Postal code and locality where visitors go: those of a CEDEX or of a business are for letters only."""
    bare = CEDEX.sub("", city) or place.name
    if postal_code in place.postal_codes:
        return postal_code, bare, "" if bare == city else "CEDEX left out of the address"
    if postal_code in known_codes and bare == city:
        return postal_code, city, ""
    right = place.postal_codes[0] if place.postal_codes else ""
    return right, bare, "the postal code (CEDEX, special or mistyped) was replaced by the commune's"


def position(latitude: str, longitude: str, place: Place) -> tuple[float | None, float | None, str]:
    """Where the unit stands, or the centre of its commune when the file says nothing or something impossible."""
    centre = place.latitude, place.longitude
    if not latitude and not longitude:
        return *centre, "" if centre[0] is None else "no coordinates: centre of the commune instead"
    try:
        here = float(latitude), float(longitude)
    except ValueError:
        return *centre, "coordinates that are not numbers: centre of the commune instead"
    if here[0] == here[1] or not (-90 <= here[0] <= 90 and -180 <= here[1] <= 180):
        return *centre, "impossible coordinates: centre of the commune instead"
    if place.latitude is not None and place.longitude is not None:
        away = kilometres(place.latitude, place.longitude, *here)
        if away > TOO_FAR_KM:
            return *centre, "coordinates more than 30 km from the commune: its centre instead"
    return *here, ""


def is_far(latitude: float | None, longitude: float | None, place: Place) -> bool:
    """Placed between 10 and 30 km from the centre of its commune: possible, but to be looked at."""
    if latitude is None or longitude is None or place.latitude is None or place.longitude is None:
        return False
    return kilometres(place.latitude, place.longitude, latitude, longitude) > FAR_KM
