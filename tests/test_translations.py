"""Every language is complete, and says what the compiled catalogue says."""

from __future__ import annotations

import gettext
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from complaints.enums import Language
from tests.catalogue import Entry, entries

BASE_DIR = Path(__file__).resolve().parent.parent
SOURCE = "fr"
LANGUAGES = sorted(code for code, _ in settings.LANGUAGES if code != SOURCE)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")


def _catalogue(language: str, root: Path = BASE_DIR) -> Path:
    return root / "locale" / language / "LC_MESSAGES" / "django.po"


def _live(language: str) -> list[Entry]:
    return [entry for entry in entries(_catalogue(language)) if not entry.obsolete]


def test_whoever_files_is_written_to_in_a_language_of_the_site() -> None:
    """Two lists, for their names differ: each in its own words for the switch, in French for the officer."""
    assert Language.values == [code for code, _ in settings.LANGUAGES]


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_doubtful(language: str) -> None:
    live = _live(language)
    keys = [entry.key for entry in live]

    assert {
        "twice": sorted({key for key in keys if keys.count(key) > 1}),
        "fuzzy": [entry.key for entry in live if "fuzzy" in entry.flags],
        "empty": [entry.key for entry in live if not all(entry.translations)],
        "obsolete": [entry.key for entry in entries(_catalogue(language)) if entry.obsolete],
    } == {"twice": [], "fuzzy": [], "empty": [], "obsolete": []}


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_are_those_of_the_source(language: str) -> None:
    wrong = [
        entry.key
        for entry in _live(language)
        for text in entry.translations
        if not set(PLACEHOLDER.findall(text)) <= {found for one in entry.sources for found in PLACEHOLDER.findall(one)}
    ]

    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_compiled_catalogue_is_up_to_date(language: str) -> None:
    with _catalogue(language).with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)

    stale = [
        entry.key
        for entry in _live(language)
        if (compiled.pgettext(*entry.key) if entry.key[0] else compiled.gettext(entry.key[1])) != entry.translations[0]
    ]

    assert stale == [], "Run: make messages"


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project in which the strings were looked for again."""
    if not shutil.which("xgettext"):
        pytest.skip("xgettext is not installed (apt install gettext)")
    copy = tmp_path_factory.mktemp("extracted")
    for name in ("preplainte", "units", "complaints", "templates", "static", "locale"):
        shutil.copytree(BASE_DIR / name, copy / name, ignore=shutil.ignore_patterns("__pycache__", "data"))
    shutil.copy(BASE_DIR / "manage.py", copy)
    languages = [word for language in LANGUAGES for word in ("-l", language)]
    subprocess.run(
        [sys.executable, "manage.py", "makemessages", *languages, "--no-location"],
        cwd=copy, env=os.environ | {"PYTHONPATH": ""}, check=True, capture_output=True,
    )  # fmt: skip
    return copy


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_string_of_the_sources_is_translated(language: str, extracted: Path) -> None:
    found = {entry.key for entry in entries(_catalogue(language, extracted)) if not entry.obsolete}
    translated = {entry.key for entry in _live(language)}

    assert {"missing": sorted(found - translated), "unused": sorted(translated - found)} == {
        "missing": [],
        "unused": [],
    }
