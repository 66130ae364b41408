"""Where a visitor stands: which steps are asked, which are answered, which comes next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from django.urls import reverse
from django.utils.datastructures import MultiValueDict

from complaints.filing.drafts import Given
from complaints.questions.answers import to_json
from complaints.questions.base import Answers, StepForm
from complaints.questions.steps import steps_for
from complaints.questions.steps.recap import RecapStep
from complaints.questions.steps.triage import TriageStep
from complaints.services.filing import Declaration

Form = TypeVar("Form", bound=StepForm)


class Incomplete(Exception):
    """An earlier step no longer holds: to be answered again."""

    def __init__(self, slug: str) -> None:
        self.slug = slug
        super().__init__(slug)


@dataclass(frozen=True)
class Stage:
    """One step in the line of progress."""

    label: str
    state: str
    url: str


class Journey:
    """The steps of one draft."""

    def __init__(self, given: Mapping[str, Given]) -> None:
        self.given = given
        self.answers: Answers = {slug: step.stored for slug, step in given.items()}
        self.steps = steps_for(self.answers)

    def is_done(self, step: type[StepForm]) -> bool:
        """Answered, and still asked in the same words."""
        given = self.given.get(step.slug)
        return given is not None and given.wording == step.variant(self.answers)

    @property
    def next(self) -> type[StepForm]:
        """The first step without its answer; the recap when all are answered."""
        return next(step for step in self.steps if step is RecapStep or not self.is_done(step))

    def find(self, slug: str) -> type[StepForm] | None:
        return next((step for step in self.steps if step.slug == slug), None)

    def is_open(self, step: type[StepForm]) -> bool:
        """Whether everything before it is answered."""
        return self.steps.index(step) <= self.steps.index(self.next)

    def form(self, step: type[Form], posted: Mapping[str, Any] | None = None) -> Form:
        """The step's form: with what is posted, else with what was answered before, else blank."""
        given = self.given.get(step.slug)
        data = posted if posted is not None else MultiValueDict(given.raw) if given else None
        return step(data, wording=step.variant(self.answers), answers=self.answers)

    def before(self, step: type[StepForm]) -> str:
        """The address of the step before."""
        place = self.steps.index(step)
        return url_of(self.steps[place - 1]) if place else reverse("complaints:start")

    # -- progress: the sorting comes before the count ----------------------------------------------
    @property
    def counted(self) -> list[type[StepForm]]:
        return [step for step in self.steps if step is not TriageStep]

    def stages(self, current: type[StepForm]) -> list[Stage]:
        return [Stage(str(step.title), self._state(step, current), url_of(step)) for step in self.counted]

    def _state(self, step: type[StepForm], current: type[StepForm]) -> str:
        if step is current:
            return "current"
        return "done" if self.is_done(step) else "todo"

    def minutes_left(self, current: type[StepForm]) -> int:
        return sum(step.minutes for step in self.counted if step is current or not self.is_done(step))

    # -- the end -----------------------------------------------------------------------------------
    def declaration(self, language: str) -> Declaration:
        """All of it, validated again from what was posted. ``Incomplete`` with the first step that doesn't hold."""
        answers: dict[str, dict[str, Any]] = {}
        places: dict[str, Any] = {}
        for step in self.steps:
            if step is RecapStep or not step.applies(answers):
                continue
            form = self._checked(step, answers)
            places |= {name: form.cleaned_data[name] for name in ("unit", "commune") if name in form.fields}
            answers[step.slug] = to_json(form)
        return Declaration(answers=answers, language=language, **places)

    def _checked(self, step: type[StepForm], answers: Answers) -> StepForm:
        given = self.given.get(step.slug)
        if given is None:
            raise Incomplete(step.slug)
        form = step(MultiValueDict(given.raw), wording=step.variant(answers), answers=answers)
        if not form.is_valid():
            raise Incomplete(step.slug)
        return form


@cache  # asked for every step of the progress on every page
def url_of(step: type[StepForm]) -> str:
    return reverse("complaints:step", args=[step.slug])


def answered(form: StepForm) -> Given:
    """What is kept of a valid form."""
    return Given(raw=form.raw(), stored=to_json(form), wording=form.wording)
