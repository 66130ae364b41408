"""A step that asks the same questions about each of several things, added, changed and removed without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from complaints.questions.base import ErrorLine, Questions, Repeated, StepForm
from complaints.questions.fields import Choice
from complaints.questions.layout import Lazy

MOST_REPEATED = 30


class Adding(Questions):
    """Of which sort the next thing is: stands beside the button « Ajouter », and is never kept."""

    added = Choice(
        choices=[],
        widget=forms.Select,
        required=False,
        help_text=_("Choisissez, puis appuyez sur « Ajouter ». Recommencez autant de fois que nécessaire."),
    )

    def __init__(self, label: Lazy, choices: Sequence[tuple[str, Lazy]]) -> None:
        super().__init__()
        field = self.fields["added"]
        field.label, field.choices, field.unmarked = label, choices, True  # type: ignore[assignment,attr-defined]  # a Choice, marked for the template


class RepeatingStep(StepForm):
    """A page with several things. What was typed stays, whichever button is pressed."""

    repeats: ClassVar[type[Repeated]]
    money_first: bool = False
    """Whether its other questions come before the things."""
    sum_typed: str = ""
    """What the amounts typed so far come to, in words."""

    def opened(self) -> Sequence[str]:
        """The things already asked about on the blank page, each by its sort."""
        return ("",)

    def sorts(self) -> Sequence[tuple[str, Lazy]]:
        """What may be added, the most likely first."""
        return ()

    @property
    def asks_repeated(self) -> bool:
        return True

    @property
    def may_add(self) -> bool:
        return self.asks_repeated and len(self.repeated) < MOST_REPEATED

    @property
    def adding(self) -> Adding:
        return Adding(self.repeats.ask_label, self.sorts())

    # -- which are asked about ---------------------------------------------------------------------
    def repeat(self) -> list[Repeated]:
        if not self.asks_repeated:
            return []
        if self.is_bound:
            return self._numbered([self._thing(number) for number in self._numbers()])
        return self._numbered([self._thing(number, sort) for number, sort in enumerate(self.opened())])

    def _numbers(self) -> list[int]:
        """The numbers things have in the page; gaps stay where one was removed."""
        pattern = re.compile(rf"{self.repeats.name}-([0-9]{{1,4}})-")
        found = {int(match[1]) for key in self.data if (match := pattern.match(key))}
        return sorted(found)[:MOST_REPEATED]

    def _thing(self, number: int, sort: str = "") -> Repeated:
        return self.repeats(
            self.data if self.is_bound else None,
            sort=sort,
            prefix=f"{self.repeats.name}-{number}",
            empty_permitted=True,
            use_required_attribute=False,
        )

    def _numbered(self, things: list[Repeated]) -> list[Repeated]:
        for place, thing in enumerate(things, start=1):
            thing.number = place
        return things

    # -- buttons -----------------------------------------------------------------------------------
    def press(self, posted: Mapping[str, Any]) -> bool:
        if not self.asks_repeated:
            return False
        if "add" in posted:
            self.add(str(posted.get("added", "")))
        elif "remove" in posted:
            self.remove(str(posted["remove"]))
        elif "change" not in posted:  # the sort just posted already decides which questions are asked
            return False
        for form in (self, *self.repeated):
            form.unjudged()
        return True

    def add(self, sort: str = "") -> None:
        """Ask about one more thing, of this sort if it is known."""
        if not self.may_add:
            return
        number = max(self._numbers(), default=-1) + 1
        lists = self.data.lists() if isinstance(self.data, MultiValueDict) else ((k, [v]) for k, v in self.data.items())
        posted = MultiValueDict(lists)
        posted[f"{self.repeats.name}-{number}-{self.repeats.chooser}"] = sort
        self.data = posted
        self.repeated = self._numbered([*self.repeated, self._thing(number)])

    def remove(self, prefix: str) -> None:
        """Stop asking about one of the things."""
        self.repeated = self._numbered([thing for thing in self.repeated if thing.prefix != prefix])

    # -- judging -----------------------------------------------------------------------------------
    def clean(self) -> dict[str, Any]:
        super().clean()
        if not self.asks_repeated:
            return self.cleaned_data
        given = [thing for thing in self.repeated if thing.has_changed()]
        for thing in given:
            # Named as in the page, so that ``errors`` counts every answer to correct.
            self.errors.update({thing.add_prefix(name): errors for name, errors in thing.errors.items()})
        self.cleaned_data[self.repeats.name] = [thing.cleaned_data for thing in given]
        self._check_most()
        return self.cleaned_data

    def _check_most(self) -> None:
        pattern = re.compile(rf"{self.repeats.name}-([0-9]+)-")
        if len({match[1] for key in self.data if (match := pattern.match(key))}) > MOST_REPEATED:
            text = gettext("%(most)s au plus : décrivez les autres dans votre récit.") % {"most": MOST_REPEATED}
            self.add_error(None, ValidationError(text))

    @property
    def error_lines(self) -> list[ErrorLine]:
        lines = super().error_lines
        # What is wrong with all the things together leads to the first question about them.
        anchor = next((bound.auto_id for form in (*self.repeated, self.adding) for bound in form), "")
        general = [ErrorLine(anchor, "", line.text) for line in lines if not line.label]
        repeated = [
            ErrorLine(line.anchor, f"{thing.legend}, {line.label}", line.text)
            for thing in self.repeated
            for line in thing.error_lines
        ]
        return [*general, *repeated, *(line for line in lines if line.label)]
