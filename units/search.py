"""Which commune did they mean, and which unit should they go to? At most three queries for any question."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery
from django.db.models import Case, Expression, F, FloatField, Func, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Lower

from units.models import Commune, Competence, Unit
from units.models.commune import NAME_WORDS
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
    if name:
        beginnings = " & ".join(f"{word}:*" for word in name.split())
        found = found.alias(words=NAME_WORDS).filter(words=SearchQuery(beginnings, config="simple", search_type="raw"))
    return list(found.order_by("rank", "-population", "search_name", "code")[:MOST_COMMUNES])


def meant(text: str) -> tuple[Commune | None, list[Commune]]:
    """The commune that the text means, where there is no doubt, and all those it may mean, best first. One query."""
    found = find_communes(text)
    name = search_name(CODE.sub(" ", text))
    sure = [commune for commune in found if name and commune.search_name == name] or found
    return sure[0] if len(sure) == 1 else None, found


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
    known, from the competent unit when the commune isn't placed); failing that: same inter-communal group, same
    arrondissement, same department.
    """
    links = _competences(commune)
    competent = {link.unit_id for link in links}
    centre = home or commune
    nearby = [_position(link.unit) for link in links] if centre == commune else []
    origin = _position(centre) or next(filter(None, nearby), None)
    units = (
        Unit.objects.receiving()
        .filter(Q(pk__in=competent) | _around(centre, origin))
        .annotate(
            rank=Case(When(pk__in=competent, then=0), default=1, output_field=IntegerField()),
            far=_far(origin),
            kinship=_kinship(centre),
        )
        .select_related("commune")
        .order_by("rank", F("far").asc(nulls_last=True), "kinship", "name", "code")
    )
    return [Suggestion(unit, unit.pk in competent, distance_km(centre, unit)) for unit in units[:limit]]


def _competences(commune: Commune) -> list[Competence]:
    """Competence there; for lack of any, in the whole commune or in its arrondissements."""
    family = Commune.objects.filter(Q(code__in=[commune.code, commune.whole_code]) | Q(parent=commune.code))
    links = list(Competence.objects.filter(commune__in=family.values("pk")).select_related("unit").order_by("pk"))
    return [link for link in links if link.commune_id == commune.code] or links


def _position(place: Commune | Unit) -> tuple[float, float] | None:
    if place.latitude is None or place.longitude is None:
        return None
    return place.latitude, place.longitude


def _around(centre: Commune, origin: tuple[float, float] | None) -> Q:
    around = Q(department=centre.department)
    if centre.epci:
        around |= Q(commune__epci=centre.epci)
    if origin is None:
        return around
    latitude, longitude = origin
    reach = NEAR_DEGREES / _shrink(latitude)
    return around | Q(
        latitude__range=(latitude - NEAR_DEGREES, latitude + NEAR_DEGREES),
        longitude__range=(longitude - reach, longitude + reach),
    )


def _kinship(centre: Commune) -> Expression:
    steps = [When(commune=centre.pk, then=0)]
    if centre.epci:
        steps.append(When(commune__epci=centre.epci, then=1))
    if centre.district:
        steps.append(When(commune__district=centre.district, commune__department=centre.department, then=2))
    return Case(*steps, default=3, output_field=IntegerField())


def _far(origin: tuple[float, float] | None) -> Expression:
    """The square of the distance in degrees of latitude: enough to sort by, and cheap."""
    if origin is None:
        return Value(None, output_field=FloatField())
    latitude, longitude = origin
    north = F("latitude") - Value(latitude)
    east = (F("longitude") - Value(longitude)) * Value(_shrink(latitude))
    return north * north + east * east


def _shrink(latitude: float) -> float:
    return max(math.cos(math.radians(latitude)), 0.01)


def distance_km(commune: Commune, unit: Unit) -> float | None:
    """Great-circle distance from the commune's centre, to 100 m, where both are placed."""
    here, there = _position(commune), _position(unit)
    return round(kilometres(*here, *there), 1) if here and there else None


def kilometres(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Great-circle distance between two points given in degrees."""
    here, there = math.radians(latitude), math.radians(other_latitude)
    across = math.radians(other_longitude - longitude)
    chord = math.sin((there - here) / 2) ** 2 + math.cos(here) * math.cos(there) * math.sin(across / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(chord))


def search_units(text: str, limit: int = 20) -> list[Unit]:
    """Any unit of the country that receives the public, by commune, postal code or name. Two queries.

    Few communes have a unit: those competent for the communes meant are found too.
    """
    communes = find_communes(text)
    words = search_name(text[:LONGEST_QUESTION]).split()
    if not words:
        return []
    seats = [code for commune in communes for code in (commune.code, commune.parent_id) if code]
    here = Q(commune__in=seats) | Q(commune__parent__in=seats)
    covering = Q(pk__in=Competence.objects.filter(commune__in=seats).values("unit"))
    postal = Q(postal_code__in=CODE.findall(text))
    named = Q()
    for word in words:
        named &= Q(bare_name__contains=word)
    found: QuerySet[Unit] = Unit.objects.receiving().annotate(bare_name=_bare("name"))
    rank = Case(
        When(postal, then=0), When(here, then=1), When(covering, then=2), default=3, output_field=IntegerField()
    )
    return list(
        found.filter(here | postal | covering | named)
        .annotate(rank=rank)
        .select_related("commune")
        .order_by("rank", "-commune__population", "name", "code")[:limit]
    )


def _bare(field: str) -> Expression:
    return Func(Lower(field), Value(ACCENTED), Value(BARE), function="TRANSLATE")
