"""The steps of the form, one a file, in the order in which they are asked."""

from __future__ import annotations

from complaints.questions.base import Answers, StepForm
from complaints.questions.steps.facts import FactsStep
from complaints.questions.steps.household import HouseholdStep
from complaints.questions.steps.identity import IdentityStep
from complaints.questions.steps.letter import LetterStep
from complaints.questions.steps.recap import RecapStep
from complaints.questions.steps.situation import SituationStep
from complaints.questions.steps.things import ThingsStep
from complaints.questions.steps.triage import TriageStep
from complaints.questions.steps.unit import UnitStep

STEPS: tuple[type[StepForm], ...] = (
    TriageStep,
    SituationStep,
    FactsStep,
    ThingsStep,
    IdentityStep,
    LetterStep,
    UnitStep,
    HouseholdStep,
    RecapStep,
)


def steps_for(answers: Answers) -> list[type[StepForm]]:
    """The steps that these answers lead through, in order; the sorting first but for a leak, the recap last."""
    return [step for step in STEPS if step.applies(answers)]
