"""Papers to save, as they stand now."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone

from complaints.documents.erasure import ErasureProof, erasure_pdf
from complaints.documents.receipt import receipt_pdf
from complaints.enums import AppointmentState
from complaints.models import Complaint
from complaints.views.served import served


def receipt(complaint: Complaint) -> HttpResponse:
    """The receipt of an open pre-complaint, with the appointment once one is confirmed. One query."""
    booked = complaint.appointments.filter(state=AppointmentState.CONFIRMED).select_related("unit").first()
    paper = receipt_pdf(complaint, printed_at=timezone.now(), booked=booked)
    return _saved(paper, name=f"recepisse-{complaint.reference}.pdf")


def erasure(proof: ErasureProof) -> HttpResponse:
    """The proof that everything personal is gone."""
    paper = erasure_pdf(proof, printed_at=timezone.now())
    return _saved(paper, name=f"effacement-{proof.complaint.reference}.pdf")


def _saved(paper: bytes, *, name: str) -> HttpResponse:
    return served(paper, content_type="application/pdf", name=name, save=True)
