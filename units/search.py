"""Which commune did they mean, and which unit should they go to? At most three queries for any question."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Expression, F, FloatField, Func, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Lower

from units.models import Commune, Competence, Unit
from units.normal import search_name

LONGEST_QUESTION = 100
MOST_COMMUNES = 20
CODE = re.compile(r"\b(\d{5}|2[AaBb]\d{3})\b")
NEAR_DEGREES = 1.0  # about 110 km: further away, a unit is no suggestion
EARTH_KM = 6371.0
ACCENTED, BARE = "àâäáãåçéèêëíìîïñóòôöõúùûüýÿ-'’.", "aaaaaaceeeeiiiinooooouuuuyy    "


@dataclass(frozen=True)
class Suggestion:
    """A unit to propose; ``competent`` for the place of the facts; the distance is as the crow flies, or unknown."""

    unit: Unit
    competent: bool
    distance_km: float | None


def find_communes(text: str) -> list[Commune]:
    """Communes by name, postal code, commune code, or both (« Évreux (27000) »): the best 20. One query.

    Accents, case, hyphens and « St » don't matter. The exact name comes first, then names that start like it, then
    names with such words; the largest first.
    """
    text = text[:LONGEST_QUESTION]
    codes = [code.upper() for code in CODE.findall(text)]
    name = search_name(CODE.sub(" ", text))
    if not name and not codes:
        return []
    found = Commune.objects.annotate(rank=_name_rank(name)).select_related("parent")
    for code in codes:
        found = found.filter(Q(postal_codes__contains=[code]) | Q(code=code))
    for word in name.split():
        found = found.filter(Q(search_name__startswith=word) | Q(search_name__contains=f" {word}"))
    return list(found.order_by("rank", "-population", "search_name", "code")[:MOST_COMMUNES])


def _name_rank(name: str) -> Expression:
    if not name:
        return Value(0)
    return Case(
        When(search_name=name, then=0),
        When(search_name__startswith=name, then=1),
        default=2,
        output_field=IntegerField(),
    )


def suggest_units(commune: Commune, *, home: Commune | None = None, limit: int = 8) -> list[Suggestion]:
    """Units to propose for facts committed in ``commune``, best first. Two queries.

    Those competent there come first. The others follow by distance from ``home`` (from ``commune`` when it isn't
    known); without coordinates: same inter-communal group, same arrondissement, same department.
    """
    competent = _competent_units(commune)
    centre = home or commune
    units = (
        Unit.objects.receiving()
        .filter(Q(pk__in=competent) | _around(centre))
        .annotate(
            rank=Case(When(pk__in=competent, then=0), default=1, output_field=IntegerField()),
            far=_far(centre),
            kinship=_kinship(centre),
        )
        .select_related("commune")
        .order_by("rank", F("far").asc(nulls_last=True), "kinship", "name", "code")
    )
    return [Suggestion(unit, unit.pk in competent, distance_km(centre, unit)) for unit in units[:limit]]


def _competent_units(commune: Commune) -> set[Any]:
    """Ids of the units competent there; for lack of any, of the whole commune or of its arrondissements."""
    family = Q(commune=commune) | Q(commune__parent=commune)
    if commune.parent_id:
        family |= Q(commune=commune.parent_id)
    links = Competence.objects.filter(family).values_list("commune_id", "unit_id")
    own = {unit for code, unit in links if code == commune.code}
    return own or {unit for _, unit in links}


def _around(centre: Commune) -> Q:
    around = Q(department=centre.department)
    if centre.epci:
        around |= Q(commune__epci=centre.epci)
    if centre.latitude is None or centre.longitude is None:
        return around
    reach = NEAR_DEGREES / _shrink(centre.latitude)
    return around | Q(
        latitude__range=(centre.latitude - NEAR_DEGREES, centre.latitude + NEAR_DEGREES),
        longitude__range=(centre.longitude - reach, centre.longitude + reach),
    )


def _kinship(centre: Commune) -> Expression:
    steps = [When(commune=centre.pk, then=0)]
    if centre.epci:
        steps.append(When(commune__epci=centre.epci, then=1))
    if centre.district:
        steps.append(When(commune__district=centre.district, commune__department=centre.department, then=2))
    return Case(*steps, default=3, output_field=IntegerField())


def _far(centre: Commune) -> Expression:
    """The square of the distance in degrees of latitude: enough to sort by, and cheap."""
    if centre.latitude is None or centre.longitude is None:
        return Value(None, output_field=FloatField())
    north = F("latitude") - Value(centre.latitude)
    east = (F("longitude") - Value(centre.longitude)) * Value(_shrink(centre.latitude))
    return north * north + east * east


def _shrink(latitude: float) -> float:
    return max(math.cos(math.radians(latitude)), 0.01)


def distance_km(commune: Commune, unit: Unit) -> float | None:
    """Great-circle distance from the commune's centre, to 100 m, where both are placed."""
    if commune.latitude is None or commune.longitude is None or unit.latitude is None or unit.longitude is None:
        return None
    return round(kilometres(commune.latitude, commune.longitude, unit.latitude, unit.longitude), 1)


def kilometres(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Great-circle distance between two points given in degrees."""
    here, there = math.radians(latitude), math.radians(other_latitude)
    across = math.radians(other_longitude - longitude)
    chord = math.sin((there - here) / 2) ** 2 + math.cos(here) * math.cos(there) * math.sin(across / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(chord))


def search_units(text: str, limit: int = 20) -> list[Unit]:
    """Any unit of the country that receives the public, by commune, postal code or name. Two queries."""
    communes = find_communes(text)
    words = search_name(text[:LONGEST_QUESTION]).split()
    if not words:
        return []
    seats = [code for commune in communes for code in (commune.code, commune.parent_id) if code]
    here = Q(commune__in=seats) | Q(commune__parent__in=seats)
    postal = Q(postal_code__in=CODE.findall(text))
    named = Q()
    for word in words:
        named &= Q(bare_name__contains=word)
    found: QuerySet[Unit] = Unit.objects.receiving().annotate(bare_name=_bare("name"))
    rank = Case(When(postal, then=0), When(here, then=1), default=2, output_field=IntegerField())
    return list(
        found.filter(here | postal | named)
        .annotate(rank=rank)
        .select_related("commune")
        .order_by("rank", "-commune__population", "name", "code")[:limit]
    )


def _bare(field: str) -> Expression:
    return Func(Lower(field), Value(ACCENTED), Value(BARE), function="TRANSLATE")
