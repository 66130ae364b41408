from __future__ import annotations

from typing import Any

from django.contrib.auth.forms import AuthenticationForm, SetPasswordForm
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


class PasswordForm(SetPasswordForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """A password, twice. Its rules stand on the page, in plain words."""

    error_messages = {"password_mismatch": _("Les deux mots de passe ne sont pas les mêmes.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].label = _("Mot de passe")
        self.fields["new_password1"].help_text = ""
        self.fields["new_password2"].label = _("Le même, encore une fois")
        self.fields["new_password2"].help_text = ""
