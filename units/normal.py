"""Place names as they are compared: no accent, no case, no hyphen, « St » spelt out."""

from __future__ import annotations

import re
import unicodedata

LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})
NOT_A_LETTER = re.compile(r"[^a-z0-9]+")
ABBREVIATIONS = {"st": "saint", "ste": "sainte"}


def search_name(text: str) -> str:
    """The name as words of ``a-z0-9`` separated by one space: « L’Haÿ-les-Roses » → ``l hay les roses``."""
    folded = unicodedata.normalize("NFKD", text).casefold().translate(LIGATURES)
    bare = "".join(character for character in folded if not unicodedata.combining(character))
    return " ".join(ABBREVIATIONS.get(word, word) for word in NOT_A_LETTER.split(bare) if word)
