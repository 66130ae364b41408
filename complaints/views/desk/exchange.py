"""Asking the victim for more, writing to them, and reading what they answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from complaints.enums import Language, ReplyPurpose, Status
from complaints.forms.exchange import OWN_WORDS, AskForm, AskTextForm, UnitMessageForm
from complaints.mails import replies
from complaints.models import Ask, Complaint, Message
from complaints.services import asking, messages, status, templates
from complaints.views.desk.access import act_only, file_view, page_or_act
from complaints.views.desk.acting import act, act_page
from units.access import OfficerRequest

TEXT = "text"


@dataclass(frozen=True)
class Exchange:
    """All that unit and victim wrote, oldest first, and what is still waited for."""

    messages: list[Message]
    ask: Ask | None

    @classmethod
    def of(cls, complaint: Complaint) -> Exchange:
        """One query."""
        written = list(complaint.messages.select_related("officer", "ask"))
        asks = (one.ask for one in written if hasattr(one, "ask"))
        waited_for = next((ask for ask in asks if ask.closed_at is None), None)
        return cls(written, waited_for if complaint.is_open else None)


@file_view
@page_or_act
def ask(request: OfficerRequest, complaint: Complaint) -> HttpResponse:
    """What to start from and how long the victim has; then the text, to change before it is sent."""
    status.check(complaint, Status.ASKED, by=request.officer)
    form = _ask_form(request)
    if not form.is_valid():
        return act_page(request, complaint, "ask.html", form=form)
    days = form.cleaned_data["days"]
    deadline = asking.deadline_of(complaint, days, now=timezone.now())
    french = _in_french(form, complaint, deadline)
    shown = {"deadline": deadline, "days": days, "start": form.cleaned_data["template"], "french": french}
    typed = request.POST if TEXT in request.POST else None
    written = AskTextForm(typed, initial={"text": _start(form, complaint, deadline)})
    if not written.is_valid():
        return act_page(request, complaint, "ask_text.html", form=written, **shown)

    def send() -> None:
        asking.ask(complaint, text=written.cleaned_data["text"], template=form.chosen, days=days, by=request.officer)

    return act(request, complaint, "ask_text.html", send, done=_("La demande est envoyée."), form=written, **shown)


def _ask_form(request: OfficerRequest) -> AskForm:
    """Words already written don't depend on their template: one retired meanwhile is none the worse."""
    offered = templates.offered(ReplyPurpose.ASK)
    if request.method != "POST":
        return AskForm(templates=offered)
    posted = request.POST.copy()
    if TEXT in posted and posted.get("template") not in {str(one.pk) for one in offered}:
        posted["template"] = OWN_WORDS
    return AskForm(posted, templates=offered)


def _start(form: AskForm, complaint: Complaint, deadline: datetime) -> str:
    """The template's words in the victim's language."""
    if form.chosen is None:
        return ""
    return replies.told_in(complaint.language, form.chosen, complaint, deadline=deadline)


def _in_french(form: AskForm, complaint: Complaint, deadline: datetime) -> str:
    """The same for the officer, where the victim reads another language; else nothing."""
    if form.chosen is None or complaint.language == Language.FRENCH:
        return ""
    return replies.told_in(Language.FRENCH, form.chosen, complaint, deadline=deadline)


@file_view
@act_only
def end_ask(request: OfficerRequest, complaint: Complaint) -> HttpResponse:
    """The officer waits no more for the complement."""

    def end() -> None:
        asking.end(complaint, by=request.officer)

    return act(request, complaint, "end_ask.html", end, done=_("Vous n’attendez plus de complément."))


@file_view
@page_or_act
def message(request: OfficerRequest, complaint: Complaint) -> HttpResponse:
    """Write to the victim."""
    status.check_open(complaint)
    form = UnitMessageForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return act_page(request, complaint, "message.html", form=form)

    def send() -> None:
        messages.write(complaint, text=form.cleaned_data["message"], by=request.officer)

    return act(request, complaint, "message.html", send, done=_("Le message est envoyé."), form=form)
