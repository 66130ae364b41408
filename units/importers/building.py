"""From a raw unit and its commune to a ``Unit``, every repair noted on the raw unit."""

from __future__ import annotations

import re
from typing import Any

from units.enums import Institution
from units.importers import repair
from units.importers.raw import RawUnit
from units.importers.repair import Place
from units.models import Unit
from units.territories import zone_name

OPERATIONS_ROOM = {Institution.GN.value: "corg", Institution.PN.value: "cic"}
NOT_LOCAL = re.compile(r"[^a-z0-9-]+")
LONGEST_NOTE = 300


def build(raw: RawUnit, place: Place, *, is_known: bool, postal_codes: set[str], mailbox_domain: str) -> Unit:
    """The unit, repaired. ``postal_codes`` are those of all communes; see ``import_units`` for the mailbox domain.

    A unit already known (``is_known``) keeps its position when the file says none.
    """
    name = _kept(raw, repair.tidy_name(raw.name))
    days = raw.hours.normal()
    raw.repaired += [raw.hours.problem] if raw.hours.problem else []
    mailbox, operations_mailbox = _mailboxes(raw, place, mailbox_domain)
    return Unit(
        code=raw.code,
        service_number=raw.service_number,
        institution=raw.institution,
        name=name,
        short_name=name.removeprefix("Gendarmerie - "),
        receives_public=raw.receives_public,
        accessible=raw.accessible,
        phone=_kept(raw, repair.phone(raw.phone)),
        mailbox=mailbox,
        operations_mailbox=operations_mailbox,
        hours=days,
        hours_note=_note(raw),
        **_address(raw, place, postal_codes),
        **_position(raw, place, is_known=is_known),
    )


def _address(raw: RawUnit, place: Place, postal_codes: set[str]) -> dict[str, Any]:
    postal_code, city, did = repair.address(raw.postal_code, raw.city, place, postal_codes)
    raw.repaired += [did] if did else []
    return {
        "address_extra": raw.address_extra,
        "street": raw.street,
        "postal_code": postal_code,
        "city": city,
        "commune_id": place.code,
        "department": place.department,
        "time_zone": zone_name(place.department, place.code),
    }


def _position(raw: RawUnit, place: Place, *, is_known: bool) -> dict[str, Any]:
    if is_known and not raw.latitude and not raw.longitude:
        return {}
    latitude, longitude, moved = repair.position(raw.latitude, raw.longitude, place)
    raw.repaired += [moved] if moved else []
    if repair.is_far(latitude, longitude, place):
        raw.noted.append("more than 10 km from the centre of its commune")
    return {"latitude": latitude, "longitude": longitude}


def _kept(raw: RawUnit, repaired: tuple[str, str]) -> str:
    value, did = repaired
    raw.repaired += [did] if did else []
    return value


def _mailboxes(raw: RawUnit, place: Place, domain: str) -> tuple[str, str]:
    if not domain:
        return _kept(raw, repair.mailbox(raw.email)), ""
    own = NOT_LOCAL.sub("-", raw.code.lower())
    room = f"{OPERATIONS_ROOM.get(raw.institution, 'centre')}{place.department.lower()}"
    return f"{own}@{domain}", f"{room}@{domain}"


def _note(raw: RawUnit) -> str:
    note = " ".join(dict.fromkeys(raw.hours.notes))
    if len(note) <= LONGEST_NOTE:
        return note
    raw.repaired.append("the note on opening hours was cut at 300 characters")
    return note[: LONGEST_NOTE - 1] + "…"
