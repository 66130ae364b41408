"""What a step of the form is: a Form class that also says where its answers go and how they are grouped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.utils.datastructures import MultiValueDict
from django.utils.functional import cached_property
from django.utils.translation import gettext

from complaints.questions.layout import Conditions, Lazy, layout_of
from complaints.questions.sorting import Door
from complaints.sealing.tokens import TokenKind

Json = Any
Answers = Mapping[str, Mapping[str, Json]]
"""The answers given so far, as stored: by step, then by question."""
Raw = dict[str, list[str]]
"""What was posted, as it came."""
Part = Literal["identity", "statement", "none"]


@dataclass(frozen=True)
class ErrorLine:
    """One line of the error summary: the field it leads to, what it is called, what is wrong."""

    anchor: str
    label: str
    text: str

    def __str__(self) -> str:
        return f"{self.label} – {self.text}" if self.label else self.text


class Questions(forms.Form):
    """Questions asked together, and the order, groups and rows in which they are shown.

    Order is that of the fields. ``legends`` maps the first field of a group to its title, ``folded`` that of a group
    which opens on demand; ``rows`` are fields shown side by side where there is room; ``conditions`` are questions
    that go with one answer only. A field named in none of them still has its place: adding one is one edit.
    """

    tokens: ClassVar[Mapping[str, TokenKind]] = {}
    legends: Mapping[str, Lazy] = {}
    folded: Mapping[str, Lazy] = {}
    conditions: Conditions = {}
    rows: ClassVar[tuple[tuple[str, ...], ...]] = ()

    def __init__(self, data: Mapping[str, Any] | None = None, **options: Any) -> None:
        super().__init__(data, label_suffix="", **options)
        for name, field in self.fields.items():
            if getattr(field, "suggestions", ()):
                field.widget.attrs["list"] = f"{self.add_prefix(name)}-list"

    @cached_property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        helper.layout = layout_of(self)
        return helper

    def check_conditions(self) -> None:
        """Ask for what the answers given call for, and refuse what doesn't go with them: nothing typed is dropped."""
        for name, condition in self.conditions.items():
            if not {name, condition.chooser} <= self.fields.keys() or {name, condition.chooser} & self.errors.keys():
                continue
            chosen, given = self.cleaned_data.get(condition.chooser), self.cleaned_data.get(name)
            if chosen in condition.values:
                if condition.missing and not given:
                    self.add_error(name, ValidationError(str(condition.missing)))
            elif given and isinstance(self.fields[name].widget, forms.RadioSelect):
                self.cleaned_data[name] = ""  # a radio button can't be taken back: the choice above tells
            elif given:
                self.add_error(name, ValidationError(gettext("Cette réponse ne va pas avec votre choix. Effacez-la.")))

    @property
    def error_lines(self) -> list[ErrorLine]:
        """Every error below its own field, in the order of the page."""
        return [
            ErrorLine("" if bound.is_hidden else bound.auto_id, str(bound.label), str(error))
            for bound in self
            for error in bound.errors
        ]

    def unjudged(self) -> None:
        """Show what was typed without saying yet what is wrong with it."""
        self._errors = ErrorDict()
        self.cleaned_data = {}


class Repeated(Questions):
    """The questions asked about each of several things; which ones depends on its sort."""

    name: ClassVar[str]
    """Under which the step stores the list."""
    label: ClassVar[Lazy]
    """What one is called; its number follows."""
    list_label: ClassVar[Lazy]
    """What all of them together are called."""
    ask_label: ClassVar[Lazy]
    """What is asked beside the button that adds one."""
    chooser: ClassVar[str]
    """The question that gives the sort."""
    number = 0

    def __init__(self, data: Mapping[str, Any] | None = None, *, sort: str = "", **options: Any) -> None:
        super().__init__(data, **options)
        self.sort = str(self.data.get(self.add_prefix(self.chooser), "")) if self.is_bound else sort
        self.initial.setdefault(self.chooser, self.sort)
        self.arrange()

    def arrange(self) -> None:
        """Fit fields and words to ``self.sort``."""

    @cached_property
    def helper(self) -> FormHelper:
        """Without the chooser, which stands apart, beside the button that changes it."""
        helper = super().helper
        helper.layout.fields.remove(self.chooser)
        return helper

    @property
    def legend(self) -> str:
        return f"{self.label} {self.number}"


class StepForm(Questions):
    """One page of the form.

    ``part`` says which sealed column its answers go to ("none": they aren't kept). ``tokens`` says which answers feed
    the blind index; those of a repeated thing stand in its own class. Fields and wording may depend on ``wording``, a
    name that ``variant`` derives from the earlier answers: nothing else of them reaches an unanswered page, which is
    rendered once for everybody.
    """

    slug: ClassVar[str]
    title: ClassVar[Lazy]
    """What it is about, in a noun: progress, recap, desk."""
    heading: Lazy = ""
    """The title of the page, when the noun doesn't do."""
    intro: Lazy = ""
    part: ClassVar[Part] = "none"
    minutes: ClassVar[int] = 1
    repeats: ClassVar[type[Repeated] | None] = None
    optional: ClassVar[bool] = False
    """Whether it may be left out: one is led to it by a link, and past it by the others."""
    page: ClassVar[str] = "complaints/filing/step.html"
    """Its template; ``body`` is that of the questions in it."""
    body: ClassVar[str] = "complaints/filing/step_body.html"
    same_for_all: ClassVar[bool] = True
    """Whether the unanswered page is the same for everybody, and so rendered once."""
    extra_keys: ClassVar[tuple[str, ...]] = ()
    """Posted names that belong to the step besides those of its fields."""
    elsewhere: ClassVar[tuple[str, ...]] = ()
    """Questions whose answer has a column and a place of its own: not sealed nor listed with the others."""
    unmarked: ClassVar[tuple[str, ...]] = ()
    """Questions that may be left out depending on another answer: their label doesn't say « facultatif »."""

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, wording: str = "", answers: Answers | None = None
    ) -> None:
        super().__init__(data)
        self.wording, self.answers = wording, answers or {}
        self.arrange()
        for name in self.fields.keys() & set(self.unmarked):
            self.fields[name].unmarked = True  # type: ignore[attr-defined]  # read by the template of a question
        self.repeated = self.repeat()

    @classmethod
    def applies(cls, answers: Answers) -> bool:
        """Whether the step is asked, after these answers."""
        return True

    @classmethod
    def variant(cls, answers: Answers) -> str:
        """The name of its wording after these answers. When it changes, the step is to be answered again."""
        return ""

    @classmethod
    def edition(cls, wording: str) -> str:
        """What its blank page shows beside its questions, where that may change while the site runs."""
        return ""

    def arrange(self) -> None:
        """Fit fields and words to ``self.wording``."""

    def keep(self, *names: str) -> None:
        """Ask only these questions."""
        self.fields = {name: field for name, field in self.fields.items() if name in names}

    def drop(self, *names: str) -> None:
        """Don't ask these questions."""
        for name in names:
            del self.fields[name]

    def reword(self, **labels: Lazy) -> None:
        for name, label in labels.items():
            self.fields[name].label = label  # type: ignore[assignment]  # any lazy text does

    # -- things asked about several times: see ``repeating`` ---------------------------------------
    @property
    def asks_repeated(self) -> bool:
        return False

    def repeat(self) -> list[Repeated]:
        """The questions about each of the things, in the order of the page."""
        return []

    def press(self, posted: Mapping[str, Any]) -> bool:
        """Do what a button of the page other than « Continuer » asks; whether one was pressed."""
        return False

    @classmethod
    def computed_rows(cls, stored: Mapping[str, Json]) -> list[tuple[str, str, str]]:
        """Label, value and name of what follows from the stored answers and is shown below them: totals."""
        return []

    def door(self) -> Door | None:
        """Where to go instead, as far as the answers already tell; ``None`` to go on."""
        return None

    def clean(self) -> dict[str, Any]:
        self.check_conditions()
        return self.cleaned_data

    @property
    def error_lines(self) -> list[ErrorLine]:
        return [*(ErrorLine("", "", str(error)) for error in self.non_field_errors()), *super().error_lines]

    # -- what is kept of it ------------------------------------------------------------------------
    def raw(self) -> Raw:
        """What was posted for this step's questions, as it came: binding it again gives the same answers.

        But for what a field may not keep, such as a card's whole number.
        """
        posted = self.data if isinstance(self.data, MultiValueDict) else MultiValueDict(self.data)
        bounds = [bound for form in (self, *self.repeated) for bound in form]
        fields = {key: bound.field for bound in bounds for key in _keys(bound)} | dict.fromkeys(self.extra_keys)
        return {
            key: [_kept(fields[key], text) for text in posted.getlist(key)] for key in sorted(fields) if key in posted
        }


def _kept(field: forms.Field | None, text: str) -> str:
    return str(field.kept(text)) if field is not None and hasattr(field, "kept") else text


def _keys(bound: forms.BoundField) -> list[str]:
    suffixes = getattr(bound.field.widget, "widgets_names", [])
    return [bound.html_name, *(bound.html_name + suffix for suffix in suffixes)]
