"""Taking a file in charge, printing it, and ending it by the signature."""

from __future__ import annotations

from csp.decorators import csp_exempt
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from complaints.enums import Status
from complaints.forms.closing import SignatureForm
from complaints.models import Complaint
from complaints.services import assignment, status, triage
from complaints.views.desk.access import act_only, file_view, page_or_act
from complaints.views.desk.file import act_page
from units.access import OfficerRequest


@file_view
@act_only
def take(request: OfficerRequest, complaint: Complaint) -> HttpResponse:
    """The officer is in charge; a colleague who was first is named."""
    assignment.take(complaint, by=request.officer)
    messages.success(request, _("Vous avez ce dossier en charge."))
    return redirect(complaint)


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


@file_view
@page_or_act
def sign(request: OfficerRequest, complaint: Complaint) -> HttpResponse:
    """The complaint is signed: everything personal is erased at once."""
    status.check(complaint, Status.SIGNED, by=request.officer)
    form = SignatureForm(request.POST or None, complaint=complaint, printed=triage.was_printed(complaint))
    if request.method != "POST" or not form.is_valid():
        return act_page(request, complaint, "sign.html", form=form)
    triage.sign(complaint, pv_number=form.cleaned_data["pv_number"], changed=form.changed_names, by=request.officer)
    messages.success(request, _("La signature est enregistrée et les données de la victime sont effacées."))
    return redirect(complaint)
