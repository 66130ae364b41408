"""Choosing a password, by the link of an invitation."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from units import accounts
from units.forms import PasswordForm


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Opening the link does nothing: scanners of mails open links too. A password chosen, the officer signs in."""
    officer = accounts.invited(secret)
    if officer is None:
        return _over(request)
    form = PasswordForm(officer, request.POST or None)
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "officer": officer}
        return _discreet(render(request, "units/invitation.html", context, status=422 if form.errors else 200))
    if accounts.choose_password(secret, form.cleaned_data["new_password1"]) is None:
        return _over(request)
    logout(request)  # whoever was signed in here may be somebody else
    messages.success(request, _("Votre mot de passe est enregistré. Connectez-vous."))
    return redirect("units:login")


def _over(request: HttpRequest) -> HttpResponse:
    return _discreet(render(request, "units/invitation_over.html", status=410))


def _discreet(response: HttpResponse) -> HttpResponse:
    """Its address is a secret. Not « no-referrer »: browsers then hide where the form comes from, which is checked."""
    response.headers["Referrer-Policy"] = "strict-origin"
    return response
