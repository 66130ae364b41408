"""What a step of the form is: a Form class that also says where its answers go and how they are grouped."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext

from complaints.sealing.tokens import TokenKind

Json = Any
Answers = Mapping[str, Mapping[str, Json]]
"""The answers given so far, as stored: by step, then by question."""
Raw = dict[str, list[str]]
"""What was posted, as it came."""
Lazy = str | Promise
Part = Literal["identity", "statement", "none"]

MOST_REPEATED = 30


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

    Order is that of the fields. ``legends`` maps the first field of a group to its title; ``rows`` are fields shown
    side by side where there is room. A field named in neither still has its place: adding one is one edit.
    """

    tokens: ClassVar[Mapping[str, TokenKind]] = {}
    legends: Mapping[str, Lazy] = {}
    rows: ClassVar[tuple[tuple[str, ...], ...]] = ()

    def __init__(self, data: Mapping[str, Any] | None = None, **options: Any) -> None:
        super().__init__(data, label_suffix="", **options)

    @cached_property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        helper.layout = Layout(*self._groups())
        return helper

    def _groups(self) -> Iterator[Any]:
        legend: Lazy = ""
        group: list[Any] = []
        for row in self._rows():
            if row[0] in self.legends:
                yield from [Fieldset(legend, *group)] if legend else group
                legend, group = self.legends[row[0]], []
            group.append(Row(*row) if len(row) > 1 else row[0])
        yield from [Fieldset(legend, *group)] if legend else group

    def _rows(self) -> Iterator[list[str]]:
        together = {name: row for row in self.rows for name in row}
        current: tuple[str, ...] | None = None
        names: list[str] = []
        for name in self.fields:
            row = together.get(name)
            if names and (row is None or row is not current):
                yield names
                names = []
            names, current = [*names, name], row
        if names:
            yield names

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
    """The questions asked about each of several things, on one page and without JavaScript."""

    name: ClassVar[str]
    """Under which the step stores the list."""
    label: ClassVar[Lazy]
    """What one is called; its number follows."""
    add_label: ClassVar[Lazy]
    number = 0

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
    body: ClassVar[str] = "complaints/filing/body.html"
    same_for_all: ClassVar[bool] = True
    """Whether the unanswered page is the same for everybody, and so rendered once."""
    extra_keys: ClassVar[tuple[str, ...]] = ()
    """Posted names that belong to the step besides those of its fields."""
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
        self.repeated = self._repeated(self._numbers() if self.is_bound else [0])

    @classmethod
    def applies(cls, answers: Answers) -> bool:
        """Whether the step is asked, after these answers."""
        return True

    @classmethod
    def variant(cls, answers: Answers) -> str:
        """The name of its wording after these answers. When it changes, the step is to be answered again."""
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

    # -- things asked about several times ----------------------------------------------------------
    @property
    def asks_repeated(self) -> bool:
        return self.repeats is not None

    def _numbers(self) -> list[int]:
        if self.repeats is None:
            return []
        pattern = re.compile(rf"{self.repeats.name}-(\d{{1,4}})-")
        found = {int(match[1]) for key in self.data if (match := pattern.match(key))}
        return sorted(found)[:MOST_REPEATED] or [0]

    def _repeated(self, numbers: list[int]) -> list[Repeated]:
        if self.repeats is None or not self.asks_repeated:
            return []
        things = []
        for place, number in enumerate(numbers, start=1):
            thing = self.repeats(
                self.data if self.is_bound else None,
                prefix=f"{self.repeats.name}-{number}",
                empty_permitted=True,
                use_required_attribute=False,
            )
            thing.number = place
            things.append(thing)
        return things

    @property
    def may_add(self) -> bool:
        return len(self.repeated) < MOST_REPEATED

    def add(self) -> None:
        """Ask about one more thing."""
        if self.may_add and self.asks_repeated:
            self.repeated = self._repeated([*self._numbers(), max(self._numbers(), default=-1) + 1])
        self._show_unjudged()

    def remove(self, prefix: str) -> None:
        """Stop asking about one of the things; one always remains."""
        left = [thing for thing in self.repeated if thing.prefix != prefix]
        fresh = max(self._numbers(), default=-1) + 1
        self.repeated = left or self._repeated([fresh])
        for place, thing in enumerate(self.repeated, start=1):
            thing.number = place
        self._show_unjudged()

    def _show_unjudged(self) -> None:
        for form in (self, *self.repeated):
            form.unjudged()

    def clean(self) -> dict[str, Any]:
        given = [thing for thing in self.repeated if thing.has_changed()]
        for thing in given:
            # Named as in the page, so that ``errors`` counts every answer to correct.
            self.errors.update({thing.add_prefix(name): errors for name, errors in thing.errors.items()})
        if self.repeats and self.asks_repeated:
            self.cleaned_data[self.repeats.name] = [thing.cleaned_data for thing in given]
            self._check_most()
        return self.cleaned_data

    def _check_most(self) -> None:
        pattern = re.compile(r"-(\d+)-")
        if len({match[1] for key in self.data if (match := pattern.search(key))}) > MOST_REPEATED:
            text = gettext("%(most)s au plus : décrivez les autres dans votre récit.") % {"most": MOST_REPEATED}
            self.add_error(None, ValidationError(text))

    @property
    def error_lines(self) -> list[ErrorLine]:
        # What is wrong with all the things together leads to the first question about them.
        anchor = next((bound.auto_id for thing in self.repeated for bound in thing), "")
        general = [ErrorLine(anchor, "", str(error)) for error in self.non_field_errors()]
        repeated = [
            ErrorLine(line.anchor, f"{thing.legend}, {line.label}", line.text)
            for thing in self.repeated
            for line in thing.error_lines
        ]
        return [*general, *repeated, *super().error_lines]

    # -- what is kept of it ------------------------------------------------------------------------
    def raw(self) -> Raw:
        """What was posted for this step's questions, as it came: binding it again gives the same answers."""
        posted = self.data if isinstance(self.data, MultiValueDict) else MultiValueDict(self.data)
        keys = {key for form in (self, *self.repeated) for bound in form for key in _keys(bound)}
        return {key: posted.getlist(key) for key in sorted(keys.union(self.extra_keys)) if key in posted}


def _keys(bound: forms.BoundField) -> list[str]:
    suffixes = getattr(bound.field.widget, "widgets_names", [])
    return [bound.html_name, *(bound.html_name + suffix for suffix in suffixes)]
