"""The walk, and the mails."""

from __future__ import annotations

from urllib.parse import urlencode

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp, csp_update
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from preplainte.demo import mailbox
from preplainte.demo.accounts import PASSWORD
from units.models import Officer, Unit

A_PAGE = 50
# A mail is styled inline, like every mail; nothing of it runs, loads or reaches our pages.
MAIL_POLICY = {
    "default-src": [NONE],
    "style-src": [UNSAFE_INLINE],
    "img-src": ["data:"],
    "frame-ancestors": [SELF],
    "base-uri": [NONE],
    "form-action": [NONE],
    "sandbox": ["allow-top-navigation-by-user-activation"],
}


@require_safe
def walk(request: HttpRequest) -> HttpResponse:
    """What can be tried, in the order of a pre-complaint's life, with the accounts and the mailboxes."""
    units = Unit.objects.filter(officers__isnull=False).distinct().prefetch_related("officers")
    operations = sorted({unit.operations_mailbox for unit in units if unit.operations_mailbox})
    context = {
        "units": [(unit, mailbox.key(unit.mailbox)) for unit in units],
        "operations": [(address, mailbox.key(address)) for address in operations],
        "administrators": Officer.objects.filter(units=None),
        "password": PASSWORD,
        "home": reverse("complaints:home"),
        "mails": reverse("demo:mails"),
        "desk": reverse("units:login"),
    }
    return render(request, "demo/walk.html", context)


@require_safe
def mails(request: HttpRequest) -> HttpResponse:
    """Every mail sent, newest first; ``?boite=`` keeps those of one mailbox."""
    box = request.GET.get("boite", "")
    page = Paginator(mailbox.summaries(box), A_PAGE).get_page(request.GET.get("page"))
    query = urlencode({"boite": box}) if box else ""
    return render(request, "demo/mails.html", {"page": page, "boxes": mailbox.boxes(), "box": box, "query": query})


@require_safe
@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]  # typed for views without arguments
def mail(request: HttpRequest, number: int) -> HttpResponse:
    """One mail: headers, text, HTML in a frame of its own, attachments."""
    return render(request, "demo/mail.html", {"mail": _mail_or_404(number)})


@require_safe
@csp(MAIL_POLICY)  # type: ignore[arg-type]  # typed for views without arguments
def mail_html(request: HttpRequest, number: int) -> HttpResponse:
    """The HTML part alone; its links open in the whole window."""
    html = _mail_or_404(number).html.replace("<head>", '<head><base target="_top">', 1)
    return HttpResponse(html, headers={"X-Frame-Options": "SAMEORIGIN"})


@require_safe
def mail_source(request: HttpRequest, number: int) -> HttpResponse:
    """The message as it was sent, to download."""
    source = mailbox.source_of(number)
    if source is None:
        raise Http404
    return _download(source, f"{number}.eml", "message/rfc822")


@require_safe
def attachment(request: HttpRequest, number: int, part: int) -> HttpResponse:
    """One attachment, to download: never shown by the site."""
    found = next((one for one in _mail_or_404(number).attachments if one.number == part), None)
    if found is None:
        raise Http404
    return _download(found.content, found.name, found.kind)


def _mail_or_404(number: int) -> mailbox.Mail:
    found = mailbox.read(number)
    if found is None:
        raise Http404
    return found


def _download(content: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response
