"""Putting right how one can be reached: another phone number, the proof that the address is one's own."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _

from complaints.forms.tracking import EmailCodeForm, PhoneForm
from complaints.models import Complaint
from complaints.questions.contact_rules import ContactRules
from complaints.questions.person import Person
from complaints.refusals import Refused
from complaints.services import corrections, proof
from complaints.views.follow.access import followed
from complaints.views.follow.page import act
from complaints.views.limited import too_many
from preplainte import limits

WINDOW = timedelta(hours=1)
PHONES_AN_HOUR = 5
"""Corrections of one pre-complaint: enough for fingers that slip twice."""


@act
@followed
def follow_phone(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    """Another phone number. The former one isn't shown: whoever holds the link learns nothing."""
    if not complaint.is_open:
        return redirect("complaints:follow", complaint.reference)
    form = PhoneForm(request.POST or None)
    if not form.is_valid():
        context = {"complaint": complaint, "form": form}
        return render(request, "complaints/tracking/phone.html", context, status=422 if form.is_bound else 200)
    if not limits.allow("phone-corrected", complaint.reference, limit=PHONES_AN_HOUR, window=WINDOW):
        return too_many(request, "complaints/tracking/limited.html", window=WINDOW)
    corrections.correct_phone(complaint, phone=form.cleaned_data["phone"])
    messages.success(request, _("Votre numéro est corrigé. L’unité voit le nouveau."))
    return redirect("complaints:follow", complaint.reference)


@act
@followed
def follow_email(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    """Show that the address is one's own, with the code sent there."""
    person = Person.of(complaint.identity)
    if not complaint.is_open or not person.email or person.email_proved:
        return redirect("complaints:follow", complaint.reference)
    if "send" in request.POST:
        return _send(request, complaint, person.email)
    form = EmailCodeForm(request.POST or None)
    if form.is_valid():
        if proof.check_code(subject=complaint.pk, email=person.email, typed=form.cleaned_data["code"]):
            corrections.prove_email(complaint, email=person.email)
            messages.success(request, _("Votre adresse est confirmée. Nos messages y arriveront."))
            return redirect("complaints:follow", complaint.reference)
        form.add_error("code", _("Ce code n’est pas le bon, ou il ne vaut plus. Vérifiez, ou demandez-en un autre."))
    return _email_page(request, complaint, form)


def _send(request: HttpRequest, complaint: Complaint, email: str) -> HttpResponse:
    try:
        proof.send_code(
            subject=complaint.pk,
            email=email,
            language=translation.get_language() or complaint.language,
            complaint=complaint,
            neutral=ContactRules.of(complaint.identity).neutral,
            network=limits.address_of(request),
        )
    except Refused as refusal:
        return _email_page(request, complaint, EmailCodeForm(), refusal=str(refusal))
    return redirect("complaints:follow_email", complaint.reference)


def _email_page(request: HttpRequest, complaint: Complaint, form: EmailCodeForm, *, refusal: str = "") -> HttpResponse:
    context = {
        "complaint": complaint,
        "form": form,
        "waiting": proof.is_waiting(subject=complaint.pk),
        "refusal": refusal,
    }
    status = 422 if refusal or form.is_bound else 200
    return render(request, "complaints/tracking/email.html", context, status=status)
