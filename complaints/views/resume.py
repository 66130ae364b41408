"""Going on with a form later or elsewhere: the code, the link, and the browser that takes it up."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from complaints.enums import MailKind
from complaints.filing import drafts, resume
from complaints.filing.drafts import OpenDraft
from complaints.forms.resume import ResumeForm, ResumeMailForm
from complaints.mails.addresses import mailbox
from complaints.services import mailing
from complaints.views import filing_pages as pages
from complaints.views.filing_guard import draft_required
from complaints.views.limited import minutes_left, too_many
from preplainte import limits

TRY_WINDOW = timedelta(minutes=15)
TRIES_BY_ADDRESS = 100  # against 100 bits of code: a school or a town hall behind one address stays far below
MAIL_WINDOW = timedelta(hours=1)
MAILS_BY_ADDRESS = 60
DAY = timedelta(days=1)
MAILS_BY_MAILBOX = 5  # whoever types a stranger's address can't flood it
TWO_CLICKS = timedelta(minutes=1)


# -- stopping here ---------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
@draft_required
def later(request: HttpRequest, draft: OpenDraft) -> HttpResponse:
    """The ways to come back: the code of this form, and a mail with its link. Each POST does one thing."""
    if request.method != "POST":
        return _later_page(request, draft, ResumeMailForm(known=known_email(draft)))
    if "email" in request.POST:
        return _mail_link(request, draft)
    resume.issue(draft, renew="renew" in request.POST)
    return redirect("complaints:later")


def _mail_link(request: HttpRequest, draft: OpenDraft) -> HttpResponse:
    form = ResumeMailForm(request.POST)
    if not form.is_valid():
        return _later_page(request, draft, form, status=422)
    email = form.cleaned_data["email"]
    # The second of two clicks sends nothing more.
    if limits.allow("resume-mail", f"{draft.row.pk} {email}", limit=1, window=TWO_CLICKS):
        if wait := _too_many_mails(request, email):
            form.add_error("email", wait)
            return _later_page(request, draft, form, status=429)
        resume.issue(draft)
        mailing.queue_for_draft(draft.row.pk, MailKind.RESUME, payload=_payload(draft, email))
    messages.success(request, _("Un courriel part vers votre adresse. Il arrive d’habitude en moins d’une minute."))
    return redirect("complaints:later")


def _payload(draft: OpenDraft, email: str) -> dict[str, Any]:
    return {
        "email": email,
        "language": translation.get_language(),
        "secret": resume.code_of(draft),
        # Ticked is enough: a rule of safety is obeyed before its page is accepted.
        "neutral": any(given.raw.get("neutral") for given in draft.steps.values()),
    }


def _too_many_mails(request: HttpRequest, email: str) -> str:
    """Why no mail leaves now; empty when one may."""
    if not limits.allow("resume-mail-address", limits.address_of(request), limit=MAILS_BY_ADDRESS, window=MAIL_WINDOW):
        minutes = minutes_left(MAIL_WINDOW)
        text = ngettext(
            "Trop de courriels demandés depuis votre connexion : réessayez dans %(minutes)s minute, ou notez le code.",
            "Trop de courriels demandés depuis votre connexion : réessayez dans %(minutes)s minutes, ou notez le code.",
            minutes,
        )
        return text % {"minutes": minutes}
    if not limits.allow("resume-mailbox", mailbox(email), limit=MAILS_BY_MAILBOX, window=DAY):
        return _("Cette adresse a déjà reçu plusieurs liens aujourd’hui. Notez le code, ou réessayez demain.")
    return ""


def _later_page(request: HttpRequest, draft: OpenDraft, form: ResumeMailForm, *, status: int = 200) -> HttpResponse:
    context = {
        **pages.way_on(draft),
        "code": resume.code_of(draft),
        "address": settings.SITE_URL.partition("://")[2] + reverse("complaints:resume"),
        "until": draft.row.expires_at,
        "days": settings.DRAFT_DAYS,
        "draft": draft.number,
        "form": form,
    }
    return render(request, "complaints/filing/saved.html", context, status=status)


def known_email(draft: OpenDraft) -> str:
    """The address typed on any page of the form, to spare typing it again."""
    typed = (given.raw["email"][-1] for given in draft.steps.values() if given.raw.get("email"))
    return next((email for email in typed if email), "")


# -- going on --------------------------------------------------------------------------------------
@require_safe
def resume_code(request: HttpRequest) -> HttpResponse:
    """The field for a code noted by hand."""
    return _resume_page(request, {"form": ResumeForm()})


@require_safe
def resume_link(request: HttpRequest, secret: str) -> HttpResponse:
    """The link of a mail. Opening it does nothing and shows nothing: scanners of mails open links too."""
    return _resume_page(request, {"form": ResumeForm(), "secret": secret})


@require_http_methods(["GET", "HEAD", "POST"])
def resume_take(request: HttpRequest) -> HttpResponse:
    """Take the form up in this browser. Wrong, used, replaced and too old codes get the same answer.

    Stands below the address that the cookie of an open form goes to: another form left open here isn't lost unasked.
    """
    if request.method != "POST":
        return redirect("complaints:resume")
    form = ResumeForm(request.POST)
    if not form.is_valid():
        return _resume_page(request, {"form": form}, status=422)
    mine = drafts.of(request)
    mine = mine if mine and not mine.is_filed else None
    if mine and resume.opens(form.cleaned_data["code"], mine):
        return redirect(pages.way_on(mine)["resume"])  # it is open here already: the code stays good
    if not limits.allow("resume", limits.address_of(request), limit=TRIES_BY_ADDRESS, window=TRY_WINDOW):
        return too_many(request, "complaints/filing/resume_limited.html", window=TRY_WINDOW)
    if mine and not mine.is_blank and "replace" not in request.POST:
        return _other_form_open(request, mine, form)
    return _take(request, form, instead_of=mine)


def _take(request: HttpRequest, form: ResumeForm, *, instead_of: OpenDraft | None) -> HttpResponse:
    draft = resume.take_up(form.cleaned_data["code"], form.cleaned_data["place"])
    if draft is None:
        return _resume_page(request, {"form": ResumeForm(), "failed": True}, status=404)
    if instead_of and instead_of.row.pk != draft.row.pk:
        instead_of.discard()
    response = redirect("complaints:receipt" if draft.is_filed else "complaints:resumed")
    drafts.remember(response, draft, until_closed=draft.is_filed)
    return response


def _other_form_open(request: HttpRequest, mine: OpenDraft, form: ResumeForm) -> HttpResponse:
    """Another form is open in this browser: which of the two is to go on here?"""
    context = {**pages.way_on(mine), "code": form.cleaned_data["code"], "place": form.cleaned_data["place"]}
    return render(request, "complaints/filing/resume_other.html", context, status=409)


@require_safe
@draft_required
def resumed(request: HttpRequest, draft: OpenDraft) -> HttpResponse:
    """The form is open here: what has become of the link, how long it is kept, and the way on."""
    context = {
        **pages.way_on(draft),
        "draft": draft.number,
        "until": draft.row.expires_at,
        "days": settings.DRAFT_DAYS,
    }
    return render(request, "complaints/filing/resumed.html", context)


def _resume_page(request: HttpRequest, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    whole = {"secret": "", "failed": False, "days": settings.DRAFT_DAYS, **context}
    response = render(request, "complaints/filing/resume.html", whole, status=status)
    # Its address may be a secret. Not « no-referrer »: browsers then hide where the form comes from, which is checked.
    response.headers["Referrer-Policy"] = "strict-origin"
    return response
