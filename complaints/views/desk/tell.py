"""Victims to call or to write to: the whole list, and the button that says it is done."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from complaints.enums import Act
from complaints.refusals import Refused
from complaints.services import journal, mailing
from complaints.services.filters import Filters
from complaints.views.desk import telling
from complaints.views.desk.access import mail_for
from complaints.views.desk.inbox import heading
from complaints.views.desk.paging import PAGE_SIZE
from units.access import OfficerRequest, officer_required

FROM_LIST = "liste"
"""Where the button stood, as its form says it; anything else is the page of the file."""


@officer_required
@require_safe
def to_tell(request: OfficerRequest) -> HttpResponse:
    """All that victims are still to be told by phone or by post, oldest first; one page, the rest follows.

    It shows how to reach them: a reading of each pre-complaint, and journaled as such.
    """
    filters = Filters.read({}, request.officer)
    owed = telling.owed_by_hand(filters.units)
    waiting = owed.count()
    lines = telling.lines(owed[:PAGE_SIZE])
    journal.record_each([line.mail.filed for line in lines], Act.OPENED, by=request.officer, detail="to tell")
    context = {
        **heading(filters, now=timezone.now(), waiting=waiting, elsewhere=True),
        "lines": lines,
        "left": max(0, waiting - PAGE_SIZE),
    }
    return render(request, "complaints/desk/to_tell.html", context)


@officer_required
def told(request: OfficerRequest, mail: UUID) -> HttpResponse:
    """The victim has been called or written to. A GET comes from signing in again: it only shows the list."""
    if request.method != "POST":
        return redirect("desk:to_tell")
    owed = mail_for(request.officer, mail)
    try:
        mailing.told(owed, by=request.officer)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("C’est noté : la victime est prévenue."))
    return redirect("desk:to_tell" if request.POST.get("retour") == FROM_LIST else owed.filed)
