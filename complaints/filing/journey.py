"""Where a visitor stands: which steps are asked, which are answered, which comes next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.urls import reverse
from django.utils.datastructures import MultiValueDict

from complaints.enums import Kind
from complaints.filing.drafts import Given, OpenDraft
from complaints.filing.places import PUBLIC, Entry, Place
from complaints.models import Incident
from complaints.questions.answers import to_json
from complaints.questions.base import Answers, Json, Questions, Raw, StepForm
from complaints.questions.steps import steps_for
from complaints.questions.steps.recap import RecapStep
from complaints.questions.steps.situation import SELF, SituationStep
from complaints.questions.steps.triage import TriageStep
from complaints.questions.steps.unit import UnitStep
from complaints.services.filing import Declaration

Form = TypeVar("Form", bound=StepForm)

MOST_KEPT = 200_000  # signs of one page that isn't valid: far above the longest story, far below a nuisance


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
    """The steps of one draft, what the service noted of it, and where it is filled."""

    def __init__(
        self, given: Mapping[str, Given], notes: Mapping[str, Json] | None = None, place: Place = PUBLIC
    ) -> None:
        self.given, self.notes, self.place = given, notes or {}, place
        self.answers: Answers = {
            **self._sorted,
            **{slug: step.stored for slug, step in given.items() if step.done or step.stored},
        }
        self.steps = steps_for(self.answers)

    @classmethod
    def of(cls, draft: OpenDraft) -> Journey:
        return cls(draft.steps, draft.notes, draft.place)

    @property
    def _sorted(self) -> Answers:
        """What the sorting would have said of whoever comes from the page of an incident."""
        incident = self.notes.get("incident")
        if not incident:
            return {}
        return {
            TriageStep.slug: {"kind": Kind.DATA_LEAK.value, "incident": incident["id"], "routing": incident["routing"]}
        }

    def is_done(self, step: type[StepForm]) -> bool:
        """Answered, and still asked in the same words; or left out, where that is allowed."""
        given = self.given.get(step.slug)
        if step.optional and given is None:
            return True
        return given is not None and given.done and given.wording == step.variant(self.answers)

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
        """The step's form: with what is posted, else with what was typed before, else blank.

        What was typed and isn't answered yet is shown without saying what is wrong with it.
        """
        given = self.given.get(step.slug)
        data = posted if posted is not None else MultiValueDict(given.raw) if given else None
        form = step(data, wording=step.variant(self.answers), answers=self.answers)
        _fit(form, Entry.of(self.notes))
        if posted is None and given and not given.done:
            parts: list[Questions] = [form, *form.repeated]
            for part in parts:
                part.unjudged()
        return form

    def before(self, step: type[StepForm]) -> str:
        """The address of the step before."""
        place = self.steps.index(step)
        if place:
            return self.url_of(self.steps[place - 1])
        incident = self.notes.get("incident")
        return reverse("complaints:incident", args=[incident["slug"]]) if incident else self.place.start

    def url_of(self, step: type[StepForm]) -> str:
        return self.place.step(step.slug)

    # -- progress ----------------------------------------------------------------------------------
    def stages(self, current: type[StepForm]) -> list[Stage]:
        return [Stage(str(step.title), self._state(step, current), self.url_of(step)) for step in self.steps]

    def _state(self, step: type[StepForm], current: type[StepForm]) -> str:
        if step is current:
            return "current"
        return "done" if self.is_done(step) else "todo"

    def minutes_left(self, current: type[StepForm]) -> int:
        return sum(step.minutes for step in self.steps if step is current or not self.is_done(step))

    # -- the end -----------------------------------------------------------------------------------
    def declaration(self, language: str) -> Declaration:
        """All of it, validated again from what was posted. ``Incomplete`` with the first step that doesn't hold."""
        answers: dict[str, dict[str, Any]] = {slug: dict(said) for slug, said in self._sorted.items()}
        if answers:
            answers[SituationStep.slug] = {"who": SELF}
        places: dict[str, Any] = {"unit": None, "commune": None}
        for step in self.steps:
            if step is RecapStep or not step.applies(answers) or (step.optional and step.slug not in self.given):
                continue
            form = self._checked(step, answers)
            places |= {name: form.cleaned_data[name] for name in ("unit", "commune") if name in form.fields}
            answers[step.slug] = to_json(form)
        entry = Entry.of(self.notes)
        channel = entry.channel if entry else ""
        incident = self.notes.get("incident")
        return Declaration(
            answers=answers,
            language=language,
            notes=self.notes,
            channel=channel,
            incident=Incident.objects.get(pk=incident["id"]) if incident else None,
            **places,
        )

    def _checked(self, step: type[StepForm], answers: Answers) -> StepForm:
        given = self.given.get(step.slug)
        if given is None or not given.done:
            raise Incomplete(step.slug)
        form = step(MultiValueDict(given.raw), wording=step.variant(answers), answers=answers)
        if not form.is_valid():
            raise Incomplete(step.slug)
        return form


def _fit(form: StepForm, entry: Entry | None) -> None:
    """Fit two pages to an officer who types for somebody."""
    if entry and isinstance(form, RecapStep):
        form.read_aloud(present=entry.is_present)
    if entry and isinstance(form, UnitStep):
        form.own = entry.unit


def answered(form: StepForm) -> Given:
    """What is kept of a valid form."""
    return Given(raw=form.raw(), stored=to_json(form), wording=form.wording)


def keep(draft: OpenDraft, form: StepForm) -> None:
    """Keep what was typed on a page that isn't answered yet, or no longer: coming back shows it.

    Nothing of the page that sends: its tick is given each time. Nothing of sorting answers that lead to another
    service. Nothing of a page that holds more than anybody types.
    """
    if isinstance(form, RecapStep) or (isinstance(form, TriageStep) and form.door()):
        return
    raw, before = _with_blanks(form), draft.steps.get(form.slug)
    length = sum(len(text) for texts in raw.values() for text in texts)
    untouched = length == 0 and before is None
    if not raw or untouched or length > MOST_KEPT:
        return
    stored = before.stored if before else {}
    draft.save(form.slug, Given(raw=raw, stored=stored, wording=form.wording, done=False))


def _with_blanks(form: StepForm) -> Raw:
    """What was posted, and a mark for each thing just added: it stays on the page."""
    raw = form.raw()
    blanks: Raw = {}
    for thing in form.repeated:
        names = [thing.add_prefix(name) for name in thing.fields]
        if raw and not any(name in raw for name in names):
            blanks[names[0]] = [""]
    return {**raw, **blanks}
