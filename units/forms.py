from __future__ import annotations

from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _


class SignInForm(AuthenticationForm):
    """Sign-in of an officer. The refusal never says which of the two was wrong."""

    error_messages = {
        "invalid_login": _("Identifiant ou mot de passe incorrect. Vérifiez les majuscules, puis recommencez."),
        "inactive": _("Ce compte n’est plus actif. Adressez-vous à votre administrateur."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("Matricule ou adresse de service")
        self.fields["password"].label = _("Mot de passe")
