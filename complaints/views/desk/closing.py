"""Printing a file, and ending it by the signature."""

from __future__ import annotations

from csp.decorators import csp_exempt
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from complaints.enums import Status
from complaints.forms.closing import SignatureForm
from complaints.models import Complaint
from complaints.refusals import Refused
from complaints.services import reminders, status, triage
from complaints.views.desk.access import act_only, file_view, page_or_act
from complaints.views.desk.acting import act, act_page
from units.access import OfficerRequest


@csp_exempt()  # type: ignore[arg-type]  # its types know no argument; browsers' PDF viewers need styles of their own
@file_view
@act_only
def print_file(request: OfficerRequest, complaint: Complaint) -> HttpResponse:
    """The whole file as PDF, shown by the browser rather than left in a folder of downloads."""
    pdf = triage.print_file(complaint, by=request.officer)
    name = f"preplainte-{complaint.reference}.pdf"
    return HttpResponse(
        pdf, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'}
    )


@csp_exempt()  # type: ignore[arg-type]  # as above
@file_view
@act_only
def print_record(request: OfficerRequest, complaint: Complaint) -> HttpResponse:
    """The record that nobody came to sign, as PDF, while it is due."""
    if not reminders.record_due(complaint, timezone.now()):
        raise Refused(_("Le constat de non-présentation n’est dû que la veille de l’effacement."))
    pdf = reminders.print_record(complaint, by=request.officer)
    name = f"constat-{complaint.reference}.pdf"
    return HttpResponse(
        pdf, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'}
    )


@file_view
@page_or_act
def sign(request: OfficerRequest, complaint: Complaint) -> HttpResponse:
    """The complaint is signed: everything personal is erased at once."""
    status.check(complaint, Status.SIGNED, by=request.officer)
    form = SignatureForm(request.POST or None, complaint=complaint, printed=triage.was_printed(complaint))
    if request.method != "POST" or not form.is_valid():
        return act_page(request, complaint, "sign.html", form=form)
    number, changed = form.cleaned_data["pv_number"], form.changed_names

    def end() -> object:
        return triage.sign(complaint, pv_number=number, changed=changed, by=request.officer)

    done = _("La signature est enregistrée et les données de la victime sont effacées.")
    return act(request, complaint, "sign.html", end, done=done, form=form)
