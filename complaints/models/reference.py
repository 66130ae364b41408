"""The reference of a pre-complaint: short enough to read out, impossible to guess, wrong ones recognised."""

from __future__ import annotations

import re
import secrets

from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_37_36

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # 30 signs (31 is prime, which the check needs); no 0 1 I L O U
RANDOM_SIGNS = 9


def new_reference() -> str:
    """Nine random signs and a check sign (ISO 7064), in two groups: ``7KQ4M-2XW9D``."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(RANDOM_SIGNS))
    signs += mod_37_36.calc_check_digit(signs, ALPHABET)
    return f"{signs[:5]}-{signs[5:]}"


def parse_reference(typed: str) -> str:
    """The reference as stored, from any writing of it. ``ValueError`` when a sign is wrong or missing."""
    signs = re.sub(r"[\W_]", "", typed).upper()
    try:
        mod_37_36.validate(signs, ALPHABET)
    except ValidationError:
        signs = ""
    if len(signs) != RANDOM_SIGNS + 1:
        raise ValueError("not a reference")
    return f"{signs[:5]}-{signs[5:]}"
