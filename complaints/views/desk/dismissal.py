"""Closing a pre-complaint without a signature, or sending its victim elsewhere: read as they will, then done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _

from complaints.enums import Language, ReplyPurpose, Status
from complaints.forms.dismissal import DismissalForm
from complaints.mails import replies
from complaints.models import Complaint, ReplyTemplate
from complaints.services import status, templates, triage
from complaints.views.desk.access import file_view, page_or_act
from complaints.views.desk.acting import act, act_page
from units.access import OfficerRequest

CONFIRMED = "confirmer"
"""Name of the button that ends the pre-complaint, on the page that shows what will be told."""


@dataclass(frozen=True)
class Version:
    """The message in one language, with the language's name."""

    language: str
    name: str
    text: str


@file_view
@page_or_act
def dismiss(request: OfficerRequest, complaint: Complaint) -> HttpResponse:
    """A template, then what the victim will be told in their language, then the act."""
    status.check(complaint, Status.DISMISSED, by=request.officer)
    offered = templates.offered(ReplyPurpose.DISMISS)
    form = DismissalForm(request.POST if request.method == "POST" else None, templates=offered)
    if request.method != "POST" or not form.is_valid():
        return act_page(request, complaint, "dismiss.html", form=form)
    reply = form.chosen
    erased_on = triage.dismissed_until(complaint)
    told: dict[str, Any] = {"versions": versions(reply, complaint), "reply": reply, "erased_on": erased_on}
    if CONFIRMED not in request.POST:
        return act_page(request, complaint, "dismiss_confirm.html", form=form, **told)

    def close() -> object:
        return triage.dismiss(complaint, template=reply, by=request.officer)

    done = _("La pré-plainte est close.")
    return act(request, complaint, "dismiss_confirm.html", close, done=done, form=form, **told)


def versions(template: ReplyTemplate, complaint: Complaint) -> list[Version]:
    """The words in the victim's language and, where that isn't French, in French for the officer."""
    return [
        Version(code, str(Language(code).label), replies.told_in(code, template, complaint))
        for code in dict.fromkeys((complaint.language, settings.LANGUAGE_CODE))
    ]
