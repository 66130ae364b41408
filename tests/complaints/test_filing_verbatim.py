"""Naughty strings in every text field: stored and shown as they were typed, never interpreted."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django import forms
from django.test import Client
from django.utils.html import escape

from complaints.models import Complaint
from complaints.questions.answers import sections
from complaints.questions.fields import Text
from complaints.questions.identifiers import Identifier
from complaints.questions.steps import steps_for
from tests.complaints.driver import accepted, answers_for, evreux, fill, post, unit_of
from tests.complaints.questions.test_steps import bound

STEPS = steps_for({})
"""Those of the ordinary form."""

# A few for a machine without the shared file.
OWN = [
    "<script>alert(0)</script>",
    "' OR 1=1; --",
    "{{ 7 * 7 }} {% debug %} %(a)s %s {0}",
    "\u202etest\u202c \u200b \ufeff z\u0335a\u0335l\u0335g\u0335o",
    "田中さんにあげて下さい 👩🏽‍🚒 ﷽",
    "\x01\x02\x7f\x85 \u2028 fin",
    "&amp; &lt;b&gt; &#39;",
]


def naughty(folder: Path | None) -> list[str]:
    """Lines that say something: those a text field would keep after dropping blanks at both ends."""
    lines = OWN if folder is None else (folder / "divers" / "blns.txt").read_text(encoding="utf-8").split("\n")
    return [line.strip() for line in lines if line.strip() and "\x00" not in line]


TEXTS = {
    "identite": [
        *("birth_name", "usage_name", "first_names", "birth_place", "nationality"),
        *("address", "postal_code", "city", "country", "occupation", "family"),
    ],
    "faits": ["place", "narrative", "suspect", "plates", "witnesses", "cameras", "traces"],
    "objets": ["objects-0-description", "objects-0-brand", "objects-0-operator", "objects-0-bought"],
    "unite": ["wish_note", "call_note"],
}


def longest(slug: str, name: str) -> int:
    """How much that field holds."""
    step = next(step for step in STEPS if step.slug == slug)
    fields = step.repeats.base_fields if name.startswith("objects-") else step.base_fields
    return fields[name.rpartition("-")[2]].longest


def test_every_text_field_is_tried() -> None:
    """Or would be forgotten here."""
    texts = {
        f"{step.slug}.{name}"
        for step in STEPS
        for name, field in [*step.base_fields.items(), *(step.repeats.base_fields.items() if step.repeats else ())]
        if isinstance(field, Text)
        and not isinstance(field.widget, forms.HiddenInput)
        and not isinstance(field, Identifier)  # kept in one writing: test_identifiers
    }
    tried = {f"{slug}.{name.rpartition('-')[2]}" for slug, names in TEXTS.items() for name in names}
    # For other variants: same class, same treatment.
    others = {
        "identite.entity_name",
        "identite.siren",
        "identite.capacity",
        "identite.own_birth_name",
        "identite.own_first_names",
        "faits.commune",
        "faits.contacts",
        "faits.line",
        "faits.journey_end",
        "objets.payment_details",
        "objets.bank",
        "objets.colour",
        "recap.email_code",
    }

    assert texts == tried | others


def batches(lines: list[str]) -> list[dict[str, dict[str, str]]]:
    """Answers that put every line in every text field, as many lines to a field as it holds."""
    queue = {(slug, name): list(lines) for slug, names in TEXTS.items() for name in names}
    found = []
    while any(queue.values()):
        batch: dict[str, dict[str, str]] = {slug: {} for slug in TEXTS}
        for (slug, name), left in queue.items():
            batch[slug][name] = _take(left, longest(slug, name)) or "x"
        found.append(batch)
    return found


def _take(left: list[str], most: int) -> str:
    taken = ""
    while left and len(taken) + len(left[0]) + 1 <= most:
        taken = f"{taken} {left.pop(0)}".strip()
    if left and not taken:
        taken = left.pop(0)[:most].strip()  # longer than the field: its beginning
    return taken


@pytest.mark.django_db
def test_a_few_through_the_pages(client: Client) -> None:
    for batch in batches(naughty(None)):
        client.cookies.clear()
        _round(client, batch)


@pytest.mark.shared_data
@pytest.mark.django_db
def test_all_of_them_through_the_forms(shared_data: Path) -> None:
    """Each line, in each field, alone: stored verbatim, shown verbatim."""
    for slug, names in TEXTS.items():
        step = next(step for step in STEPS if step.slug == slug)
        for name in names:
            owner = step.repeats.base_fields if name.startswith("objects-") else step.base_fields
            field = owner[name.rpartition("-")[2]]
            for line in naughty(shared_data):
                if len(line) <= field.longest:
                    assert field.clean(line) == line


@pytest.mark.shared_data
@pytest.mark.django_db
def test_all_of_them_through_the_pages(client: Client, shared_data: Path) -> None:
    lines = naughty(shared_data)
    for start in range(0, len(lines), 150):
        client.cookies.clear()
        story = "\n".join(lines[start : start + 150])
        for part in range(0, len(story), 3_900):
            client.cookies.clear()
            _round(client, {"faits": {"narrative": story[part : part + 3_900].strip()}})


def _round(client: Client, batch: dict[str, dict[str, str]]) -> None:
    """File, and find each text as it was typed: at the recap, stored, and in what the desk reads."""
    unit = {"unit": str(unit_of(evreux()).pk)}
    answers = answers_for(**{**batch, "unite": unit | batch.get("unite", {})})
    fill(client, answers)
    recap = client.get("/deposer/recap/").content.decode()
    accepted(post(client, "recap", answers["recap"]))
    complaint = Complaint.objects.order_by("-filed_at")[:1].get()
    shown = {(section.slug, row.name): row.value for section in sections(complaint.answers()) for row in section.rows}
    stored = complaint.answers()
    for slug, given in batch.items():
        for name, text in given.items():
            kept = _stored(stored[slug], name)
            assert kept == text, (slug, name)
            row = "objects-1" if name.startswith("objects-") else name
            assert text in shown[slug, row]
            assert escape(text) in recap


def _stored(step: dict[str, object], name: str) -> object:
    if name.startswith("objects-"):
        return step["objects"][0][name.rpartition("-")[2]]  # type: ignore[index]
    return step[name]


@pytest.mark.django_db
@pytest.mark.parametrize("line", OWN)
def test_pages_show_it_and_never_run_it(client: Client, line: str) -> None:
    """Escaped, in a field that is revisited or refused."""
    answers = answers_for(faits={"plates": line})
    fill(client, answers, until="objets")

    revisited = client.get("/deposer/faits/").content.decode()
    refused = post(client, "faits", {**answers["faits"], "narrative": ""}).content.decode()

    for page in (revisited, refused):
        value = re.search(r'name="plates" value="([^"]*)"', page)
        assert value
        assert value[1] == str(escape(line))
        assert "<script>alert" not in page


@pytest.mark.django_db
def test_a_nul_is_refused_everywhere_with_a_sentence() -> None:
    for slug, names in TEXTS.items():
        step = next(step for step in STEPS if step.slug == slug)
        for name in names:
            form = bound(
                step,
                {"objects-0-category": "phone", name: "a\x00b"},
                wording="theft" if slug in {"faits", "objets"} else "",
            )
            assert any("caractère invisible" in text for text in form.errors[name]), name
