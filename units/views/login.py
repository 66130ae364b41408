from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from preplainte import limits
from units.accounts import signed_in
from units.forms import SignInForm

WINDOW = timedelta(minutes=15)
TRIES_BY_ADDRESS = 200  # a whole station signs in from one address in the morning; a list of names takes more


class SignInView(LoginView):
    """Sign-in to the desk; five failures lock the pair of name and address out for a quarter of an hour (axes).

    An address may not try one password on every name either.
    """

    form_class = SignInForm
    template_name = "units/login.html"
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        response = super().form_valid(form)
        signed_in(form.get_user())
        return response

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not limits.allow("sign-in", limits.address_of(request), limit=TRIES_BY_ADDRESS, window=WINDOW):
            return render(request, "units/locked_out.html", status=429)
        response: HttpResponse = super().post(request, *args, **kwargs)
        return response
