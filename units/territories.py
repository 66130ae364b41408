"""What depends on the department: time zone, public holidays, and the code itself read from a commune's code."""

from __future__ import annotations

METROPOLITAN_ZONE = "Europe/Paris"

ZONES = {
    "971": "America/Guadeloupe",
    "972": "America/Martinique",
    "973": "America/Cayenne",
    "974": "Indian/Reunion",
    "975": "America/Miquelon",
    "976": "Indian/Mayotte",
    "977": "America/St_Barthelemy",
    "978": "America/Marigot",
    "984": "Indian/Kerguelen",
    "986": "Pacific/Wallis",
    "987": "Pacific/Tahiti",
    "988": "Pacific/Noumea",
}

# French Polynesia lives on three clocks.
ZONES_OF_COMMUNES = {
    "98719": "Pacific/Gambier",
    "98723": "Pacific/Marquesas",
    "98718": "Pacific/Marquesas",
    "98731": "Pacific/Marquesas",
    "98746": "Pacific/Marquesas",
    "98756": "Pacific/Marquesas",
    "98757": "Pacific/Marquesas",
}

# Names of the subdivisions in the `holidays` library.
HOLIDAY_SUBDIVISIONS = {
    "57": "57",
    "67": "6AE",
    "68": "6AE",
    "971": "971",
    "972": "972",
    "973": "973",
    "974": "974",
    "975": "PM",
    "976": "976",
    "977": "BL",
    "978": "MF",
    "984": "TF",
    "986": "WF",
    "987": "PF",
    "988": "NC",
}


def department_of(commune_code: str) -> str:
    """The department's code, read from a commune's: three characters overseas, two elsewhere."""
    return commune_code[:3] if commune_code.startswith(("97", "98")) else commune_code[:2]


def department_of_postal_code(postal_code: str) -> str:
    """The department's code, read from a French postal code; empty when it can't be one.

    A few communes at the edge of a department bear the code of their neighbour's: near enough for a statistic.
    """
    if len(postal_code) != 5 or not postal_code.isdigit() or not "01" <= postal_code[:2] <= "98":
        return ""
    if postal_code.startswith("20"):
        return "2A" if postal_code < "20200" else "2B"
    return postal_code[:3] if postal_code.startswith(("97", "98")) else postal_code[:2]


def zone_name(department: str, commune_code: str = "") -> str:
    """The IANA name of the clock people live by there."""
    return ZONES_OF_COMMUNES.get(commune_code) or ZONES.get(department, METROPOLITAN_ZONE)
