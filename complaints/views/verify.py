"""Whether a receipt, or a proof of erasure, is one of ours: computed from what is typed, nothing is read or kept."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from complaints.forms.verify import CHECKS, ErasureCheck, PaperForm, ReceiptCheck
from complaints.views.limited import too_many
from preplainte import limits

WINDOW = timedelta(minutes=15)
TRIES_BY_ADDRESS = 300  # an insurer checks many papers from one address; the code has 75 bits


@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """One form a paper; which one was sent, its button says. What is typed stays out of the address."""
    asked = next((one for one in CHECKS if one.paper == request.POST.get("paper")), None)
    if request.method != "POST" or asked is None:
        return _page(request, None)
    if not limits.allow("verify", limits.address_of(request), limit=TRIES_BY_ADDRESS, window=WINDOW):
        return too_many(request, "complaints/verify/limited.html", window=WINDOW)
    return _page(request, asked(request.POST))


def _page(request: HttpRequest, sent: PaperForm | None) -> HttpResponse:
    checked = sent is not None and sent.is_valid()
    context = {
        "form": sent,
        "sent": sent.paper if sent else "",
        "checked": checked,
        "genuine": bool(sent and checked and sent.is_genuine),
        "receipt": sent if isinstance(sent, ReceiptCheck) else ReceiptCheck(),
        "erasure": sent if isinstance(sent, ErasureCheck) else ErasureCheck(),
    }
    return render(request, "complaints/verify/page.html", context, status=422 if sent and not checked else 200)
