from __future__ import annotations

from django.contrib.auth.views import LoginView

from units.forms import SignInForm


class SignInView(LoginView):
    """Sign-in to the desk; five failures lock the pair of name and address out for a quarter of an hour (axes)."""

    form_class = SignInForm
    template_name = "units/login.html"
    redirect_authenticated_user = True
