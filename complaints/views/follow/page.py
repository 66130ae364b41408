"""Where one's own pre-complaint stands, and taking it back."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from complaints.documents import ics
from complaints.filing.pieces import Refusal
from complaints.forms.exchange import AnswerForm, LetterForm
from complaints.forms.tracking import ChoiceForm, DeclineForm
from complaints.models import Complaint
from complaints.questions.wishes import Wishes
from complaints.services import asking, triage
from complaints.services.erasure_proof import proof
from complaints.services.evidence import Limits
from complaints.services.status import TooLate
from complaints.views.follow.access import followed
from complaints.views.follow.events import events
from complaints.views.follow.state import Situation
from units import support

# An address to post to is also opened by hand, or reloaded: it then leads to the page of the pre-complaint.
act = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@followed
def follow(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    return page(request, complaint)


@require_safe
@followed
def follow_calendar(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    """The firm appointment, for a calendar."""
    appointment = Situation.of(complaint, now=timezone.now()).appointment
    if appointment is None:
        return redirect("complaints:follow", complaint.reference)
    headers = {"Content-Disposition": 'attachment; filename="rendez-vous.ics"'}
    return HttpResponse(ics.invitation(appointment), content_type="text/calendar; charset=utf-8", headers=headers)


@act
@followed
def follow_withdraw(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    """Ask first, then take the pre-complaint back."""
    if request.method == "POST":
        with suppress(TooLate):  # it is over already, by this very button or otherwise: its page says how
            triage.withdraw(complaint)
        return redirect("complaints:follow", complaint.reference)
    if not complaint.is_open:
        return redirect("complaints:follow", complaint.reference)
    situation = Situation.of(complaint, now=timezone.now())
    return render(request, "complaints/tracking/withdraw.html", {"situation": situation, "complaint": complaint})


@dataclass(frozen=True)
class Writing:
    """What a victim is writing to the unit: the forms as they stand, files that could not be kept.

    ``kept`` are words that found no reader: shown, so that they can be copied.
    """

    answer: AnswerForm | None = None
    letter: LetterForm | None = None
    refused_files: Sequence[Refusal] = ()
    kept: str = ""

    @property
    def wrong(self) -> bool:
        """Whether something is to be corrected."""
        return bool(self.refused_files) or any(form and form.is_bound for form in (self.answer, self.letter))

    def shown(self, situation: Situation) -> dict[str, Any]:
        """What the page shows of it, with the files added to the answer so far."""
        ask = situation.ask
        return {
            "answer": self.answer or AnswerForm(),
            "answer_files": asking.added(ask).pieces() if ask else [],
            "limits": Limits.current(),
            "letter": self.letter or LetterForm(),
            "writing": self.letter is not None,
            "refused_files": self.refused_files,
            "kept": self.kept,
        }


NOTHING = Writing()


def page(
    request: HttpRequest,
    complaint: Complaint,
    *,
    form: ChoiceForm | None = None,
    decline: DeclineForm | None = None,
    writing: Writing = NOTHING,
    refusal: str = "",
) -> HttpResponse:
    """The page as things stand; with what was refused, or the form to correct, it is a 422."""
    situation = Situation.of(complaint, now=timezone.now())
    context = {
        "complaint": complaint,
        "situation": situation,
        "events": events(situation),
        "form": form or ChoiceForm(held=situation.held),
        "decline": decline or _decline(situation),
        "declining": decline is not None,
        **writing.shown(situation),
        "refusal": refusal,
        "proof": proof(complaint),
        "office": support.nearest(complaint.unit),
        "listed_in": support.LISTED_IN,
    }
    wrong = form or decline or refusal or writing.wrong
    return render(request, "complaints/tracking/follow.html", context, status=422 if wrong else 200)


def _decline(situation: Situation) -> DeclineForm | None:
    """What may be answered to the proposal, when there is one: with the wishes of before."""
    if situation.proposal is None:
        return None
    wishes = Wishes.of(situation.complaint.identity)
    initial = {"target": situation.proposal.pk, "wishes": list(wishes.half_days), "wish_note": wishes.note}
    return DeclineForm(initial=initial)
