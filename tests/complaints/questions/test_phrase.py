"""The words of the recognition phrase."""

from __future__ import annotations

import re
import unicodedata

from complaints.questions.phrase import WORDS, draw


def plain(word: str) -> str:
    return unicodedata.normalize("NFD", word).encode("ascii", "ignore").decode()


def test_there_are_enough_words_and_none_is_taken_for_another() -> None:
    assert len(WORDS) >= 512
    assert len({plain(word) for word in WORDS}) == len(WORDS)


def test_they_are_easily_read_out_and_spelled() -> None:
    odd = [word for word in WORDS if not re.fullmatch(r"[a-zàâçèéêëîïôûü]{3,12}", word)]

    assert odd == []


def test_a_phrase_is_three_different_words() -> None:
    for _ in range(200):
        words = draw().split(" ")
        assert len(set(words)) == 3
        assert set(words) <= set(WORDS)


def test_two_phrases_differ() -> None:
    assert len({draw() for _ in range(200)}) == 200
