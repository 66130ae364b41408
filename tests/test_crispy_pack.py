"""The form pack: each question's label, hint and error are tied to it, whatever its sort."""

from __future__ import annotations

from datetime import date

import pytest
from crispy_forms.helper import FormHelper
from crispy_forms.layout import ButtonHolder, Div, Fieldset, Layout, Row, Submit
from django import forms
from django.template import engines
from django.template.loader import render_to_string

from tests.markup import Elements

HOSTILE = '"><script>alert(1)</script>'


class DayMonthYear(forms.MultiWidget):
    def __init__(self) -> None:
        super().__init__(
            [forms.TextInput(attrs={"data-label": part, "class": "w-2"}) for part in ("Jour", "Mois", "Année")]
        )

    def decompress(self, value: date | None) -> list[int | None]:
        return [value.day, value.month, value.year] if value else [None, None, None]


class DateInParts(forms.MultiValueField):
    widget = DayMonthYear

    def __init__(self, **named) -> None:
        super().__init__(fields=[forms.IntegerField(), forms.IntegerField(), forms.IntegerField()], **named)

    def compress(self, values):
        return tuple(values)


class Questions(forms.Form):
    name = forms.CharField(label="Nom", help_text="Celui de naissance.")
    email = forms.EmailField(label="Courriel", required=False)
    born = DateInParts(label="Né le", help_text="Par exemple 27 3 1985.")
    kind = forms.ChoiceField(
        label="Faits", widget=forms.RadioSelect, choices=[(1, "Vol"), (2, "Dégradation")], help_text="Le plus proche."
    )
    slot = forms.ChoiceField(
        label="Créneau",
        widget=forms.RadioSelect(attrs={"class": "options-inline"}),
        required=False,
        choices=[("Mardi", [("a", "9 h"), ("b", "10 h")])],
    )
    taken = forms.MultipleChoiceField(
        label="Pris", widget=forms.CheckboxSelectMultiple, choices=[("t", "Téléphone"), ("p", "Papiers")]
    )
    story = forms.CharField(label="Récit", widget=forms.Textarea)
    country = forms.ChoiceField(label="Pays", choices=[("", "Choisir"), ("fr", "France")])
    accept = forms.BooleanField(label="Accepté", help_text="Article 434-26.")
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self):
        if self.data.get("name") == "contradictoire":
            raise forms.ValidationError("La fin est avant le début.")


def show(form: forms.Form) -> str:
    return engines["django"].from_string("{% load crispy_forms_tags %}{% crispy form %}").render({"form": form})


@pytest.fixture
def empty():
    return Elements(show(Questions()))


@pytest.fixture
def refused():
    return Elements(show(Questions({"email": "non", "born_0": "31"})))


def test_single_questions_have_a_bound_label(empty):
    for name in ("name", "email", "story", "country", "accept"):
        assert empty.attributes("label", **{"for": f"id_{name}"}) == [{"for": f"id_{name}"}]
        assert empty.by_id(f"id_{name}")[1]["name"] == name


def test_choices_stand_in_a_fieldset_with_a_label_each(empty):
    for name, options in {"kind": ["0", "1"], "slot": ["0_0", "0_1"], "taken": ["0", "1"]}.items():
        assert empty.by_id(f"id_{name}")[0] == "fieldset"
        for option in options:
            assert empty.by_id(f"id_{name}_{option}")[1]["name"] == name
            assert empty.attributes("label", **{"for": f"id_{name}_{option}"})


def test_each_part_of_a_date_has_its_label(empty):
    assert empty.by_id("id_born")[0] == "fieldset"
    assert empty.texts("label")[2:5] == ["Jour", "Mois", "Année"]
    assert [attrs["name"] for attrs in empty.attributes("input", **{"class": "w-2"})] == ["born_0", "born_1", "born_2"]
    assert all(empty.attributes("label", **{"for": f"id_born_{part}"}) for part in range(3))


def test_hint_is_tied_to_the_question(empty):
    for name, holder in {"name": "input", "born": "fieldset", "kind": "fieldset", "accept": "input"}.items():
        tag, attrs = empty.by_id(f"id_{name}")
        assert (tag, attrs["aria-describedby"]) == (holder, f"id_{name}_helptext")
        assert empty.by_id(f"id_{name}_helptext")[0] == "p"


def test_nothing_is_described_without_hint_or_error(empty):
    for name in ("email", "story", "country", "slot", "taken"):
        assert "aria-describedby" not in empty.by_id(f"id_{name}")[1]


def test_error_is_tied_to_the_question_after_its_hint(refused):
    described = {
        name: refused.by_id(f"id_{name}")[1]["aria-describedby"]
        for name in Questions.base_fields
        if name not in ("slot", "token")
    }

    assert described == {
        "name": "id_name_helptext id_name_error",
        "email": "id_email_error",
        "born": "id_born_helptext id_born_error",
        "kind": "id_kind_helptext id_kind_error",
        "taken": "id_taken_error",
        "story": "id_story_error",
        "country": "id_country_error",
        "accept": "id_accept_helptext id_accept_error",
    }
    assert all(refused.by_id(id_) for ids in described.values() for id_ in ids.split())


def test_wrong_answers_are_marked_invalid(refused):
    """Not the radio buttons: ``aria-invalid`` is not allowed on their role."""
    marked = [attrs["name"] for _tag, attrs in refused.found if attrs.get("aria-invalid") == "true"]

    assert marked == ["name", "email", "born_0", "born_1", "born_2", "taken", "taken", "story", "country", "accept"]


def test_optional_questions_say_so(empty):
    assert show(Questions()).count("(facultatif)") == 2
    assert [attrs["name"] for _tag, attrs in empty.found if "required" in attrs] == [
        "name", "born_0", "born_1", "born_2", "kind", "kind", "story", "country", "accept",
    ]  # fmt: skip


def test_answers_come_back_checked_and_escaped():
    answers = {
        "name": HOSTILE,
        "kind": "2",
        "taken": ["t", "p"],
        "slot": "b",
        "accept": "on",
        "born_2": HOSTILE,
        "story": HOSTILE,
    }

    html = show(Questions(answers))
    page = Elements(html)

    assert "<script>" not in html
    assert page.by_id("id_name")[1]["value"] == page.by_id("id_born_2")[1]["value"] == HOSTILE
    assert [attrs["id"] for _tag, attrs in page.found if "checked" in attrs] == [
        "id_kind_1", "id_slot_0_1", "id_taken_0", "id_taken_1", "id_accept",
    ]  # fmt: skip


def test_only_the_fields_are_rendered(empty):
    """No form tag, no token, no button: they stand outside, so that the body can be rendered once."""
    assert {tag for tag, _attrs in empty.found} & {"form", "button"} == set()
    assert empty.attributes("input", type="hidden") == [{"type": "hidden", "name": "token", "id": "id_token"}]


def test_ids_are_unique(refused):
    ids = [attrs["id"] for _tag, attrs in refused.found if "id" in attrs]

    assert len(ids) == len(set(ids))


def test_layout_groups_questions():
    form = Questions()
    form.helper = FormHelper()
    form.helper.layout = Layout(
        Fieldset("Vous", Row("name", "email"), css_class="plain"),
        Div("accept", css_id="fin"),
        ButtonHolder(Submit("go", "Envoyer")),
    )

    page = Elements(show(form))

    assert page.attributes("fieldset") == [{"class": "group plain"}]
    assert page.texts("legend") == ["Vous"]
    assert page.attributes("div", **{"class": "row"}) == [{"class": "row"}]
    assert page.by_id("fin")[0] == "div"
    assert [(b["type"], b["name"], b["value"]) for b in page.attributes("button")] == [("submit", "go", "Envoyer")]
    assert "id_story" not in show(form)


def test_question_missing_from_the_form_is_an_error():
    form = Questions()
    form.helper = FormHelper()
    form.helper.layout = Layout("absent")

    with pytest.raises(Exception, match="absent"):
        show(form)


def test_error_summary_leads_to_each_question():
    form = Questions({"name": "contradictoire", "accept": "on", "kind": "1", "story": "Récit", "country": "fr"})

    page = Elements(render_to_string("components/error_summary.html", {"form": form}))
    shown = Elements(show(form))

    assert page.by_id("error-summary")[1]["tabindex"] == "-1"
    assert page.texts("h2") == ["3 réponses sont à corriger"]
    assert page.texts("li")[0] == "La fin est avant le début."
    assert [attrs["href"] for attrs in page.attributes("a")] == ["#id_born", "#id_taken"]
    assert all(shown.by_id(attrs["href"][1:]) for attrs in page.attributes("a"))


def test_error_summary_is_absent_without_error():
    assert render_to_string("components/error_summary.html", {"form": Questions()}).strip() == ""
