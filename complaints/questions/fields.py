"""Fields that forgive how an answer is written, and say in one sentence what is wrong with it.

Each knows three forms of its answer: what ``clean`` gives, what is stored (JSON), and what a person reads.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField
from phonenumber_field.phonenumber import PhoneNumber
from phonenumbers import NumberParseException, is_possible_number
from stdnum.exceptions import ValidationError as WrongNumber
from stdnum.fr import siren, siret

LINE = 120
SIRET = 14
PARAGRAPH = 1_000
NARRATIVE = 4_000
LARGEST_AMOUNT = Decimal("99999999.99")
# Where a number written the local way may come from: overseas departments have their own country codes.
PHONE_REGIONS = ("FR", "RE", "GP", "MQ", "GF", "YT")
FICTION = re.compile(r"(?:0|33|0033)63998\d{4}")  # kept for fiction by ARCEP, within what is otherwise Mayotte's range


def _no_nul() -> ProhibitNullCharactersValidator:
    return ProhibitNullCharactersValidator(
        _("Ce texte contient un caractère invisible qui ne peut pas être gardé. Effacez-le, puis réécrivez.")
    )


class Text(forms.CharField):
    """A text kept as it was typed: only line ends are unified, and blanks at both ends dropped.

    No ``maxlength`` in the page: a browser would cut a pasted text without a word. The server says by how much it is
    too long, and gives it back whole. ``suggestions`` are offered while one types, and never impose themselves.
    """

    def __init__(
        self,
        *,
        max_length: int = LINE,
        missing: Any = None,
        autocomplete: str = "",
        suggestions: Sequence[Any] = (),
        **options: Any,
    ) -> None:
        self.longest, self.autocomplete, self.suggestions = max_length, autocomplete, suggestions
        if missing:
            options["error_messages"] = {"required": missing}
        super().__init__(**options)
        self.validators = [_no_nul(), self._check_length]

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        return {"autocomplete": self.autocomplete} if self.autocomplete else {}

    def to_python(self, value: Any) -> str:
        text = "" if value is None else str(value)
        return text.replace("\r\n", "\n").replace("\r", "\n").strip()

    def _check_length(self, value: str) -> None:
        excess = len(value) - self.longest
        if excess > 0:
            raise ValidationError(
                ngettext(
                    "Ce texte est trop long : %(longest)s caractères au plus. Enlevez-en %(excess)s.",
                    "Ce texte est trop long : %(longest)s caractères au plus. Enlevez-en %(excess)s.",
                    excess,
                )
                % {
                    "longest": number_format(self.longest, force_grouping=True),
                    "excess": number_format(excess, force_grouping=True),
                }
            )


class LongText(Text):
    """A text of several lines."""

    def __init__(self, *, max_length: int = PARAGRAPH, rows: int = 4, **options: Any) -> None:
        super().__init__(max_length=max_length, widget=forms.Textarea(attrs={"rows": rows}), **options)


YES, NO, UNKNOWN = "yes", "no", "unknown"
YES_NO = [(YES, _("Oui")), (NO, _("Non"))]
YES_NO_UNKNOWN = [*YES_NO, (UNKNOWN, _("Je ne sais pas"))]
INLINE = {"class": "options-inline"}


class Choice(forms.ChoiceField):
    """One answer of a closed list, as radio buttons unless said otherwise; ``inline``: side by side."""

    def __init__(self, *, missing: Any = None, inline: bool = False, **options: Any) -> None:
        options.setdefault("widget", forms.RadioSelect(attrs=INLINE if inline else None))
        super().__init__(**options)
        self.error_messages["invalid_choice"] = _("Choisissez une des réponses proposées.")
        if missing:
            self.error_messages["required"] = missing

    def shown(self, stored: Any) -> str:
        return str(dict(self.choices).get(stored, stored))  # type: ignore[arg-type]  # flat lists only


class Choices(forms.MultipleChoiceField):
    """Several answers of a closed list, as boxes to tick; ``inline``: side by side."""

    def __init__(self, *, missing: Any = None, inline: bool = False, **options: Any) -> None:
        super().__init__(widget=forms.CheckboxSelectMultiple(attrs=INLINE if inline else None), **options)
        self.error_messages["invalid_choice"] = _("Choisissez parmi les réponses proposées.")
        if missing:
            self.error_messages["required"] = missing

    def shown(self, stored: list[str]) -> str:
        words = dict(self.choices)  # type: ignore[arg-type]  # flat lists only
        return "\n".join(str(words.get(value, value)) for value in stored)


class Email(forms.EmailField):
    """An e-mail address."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.widget.attrs |= {"autocomplete": "email", "inputmode": "email", "spellcheck": "false"}
        self.validators.append(_no_nul())
        self.error_messages["invalid"] = _("Cette adresse n’est pas complète. Exemple : prenom.nom@domaine.fr")

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        return {}


class Phone(PhoneNumberField):  # type: ignore[misc]  # untyped library
    """A telephone number in any usual writing, stored in E.164."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}), **options)
        self.validators: list[
            object
        ] = []  # to_python judges: a rare but well-formed number is better kept than refused

    def to_python(self, value: Any) -> PhoneNumber | None:
        if value in self.empty_values or not str(value).strip():
            return None
        regions = PHONE_REGIONS[:1] if FICTION.fullmatch(re.sub(r"\D", "", str(value))) else PHONE_REGIONS
        numbers = [number for number in (_parsed(str(value), region) for region in regions) if number]
        fitting = [n for n in numbers if n.is_valid()] or [n for n in numbers if is_possible_number(n)]
        if not fitting:
            raise ValidationError(
                gettext("Ce numéro n’est pas complet. Exemple : 06 39 98 00 00, ou +32 et la suite pour l’étranger.")
            )
        return fitting[0]

    def stored(self, value: PhoneNumber) -> str:
        return str(value.as_e164)

    def shown(self, stored: str) -> str:
        number = PhoneNumber.from_string(stored)
        return str(number.as_national if number.country_code == 33 else number.as_international)


def _parsed(text: str, region: str) -> PhoneNumber | None:
    try:
        return PhoneNumber.from_string(text, region=region)
    except NumberParseException:
        return None


class Siren(Text):
    """The SIREN of a company or an association, or the SIRET of one of its establishments: kept whole, both checked."""

    def clean(self, value: Any) -> str:
        digits = re.sub(r"[\s.\-]", "", super().clean(value))
        if not digits:
            return ""
        try:
            return str(siret.validate(digits) if len(digits) == SIRET else siren.validate(digits))
        except WrongNumber:
            raise ValidationError(_no_such_number(len(digits))) from None

    def shown(self, stored: str) -> str:
        return f"{stored[:3]} {stored[3:6]} {stored[6:9]} {stored[9:]}".strip()


def _no_such_number(length: int) -> str:
    if length == SIRET:
        return gettext("Ce numéro SIRET n’existe pas. Vérifiez ses quatorze chiffres.")
    return gettext("Ce numéro SIREN n’existe pas. Il compte neuf chiffres, par exemple 732 829 320.")


class Amount(forms.CharField):
    """An amount in euros: « 1 234,50 € », « 1234.5 », « 1.234,50 »."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            widget=forms.TextInput({"inputmode": "decimal", "class": "w-6", "autocomplete": "off"}), **options
        )
        self.validators = []

    def clean(self, value: Any) -> Decimal | None:
        text = re.sub(r"[\s'’]|€|euros?|eur", "", str(value or ""), flags=re.IGNORECASE)
        if not str(value or "").strip():
            self.validate("")
            return None
        try:
            amount = Decimal(_decimal_point(text))
        except InvalidOperation:
            amount = Decimal("NaN")
        if not re.fullmatch(r"[\d.,]+", text) or amount.is_nan() or amount > LARGEST_AMOUNT:
            raise ValidationError(gettext("Écrivez le montant en chiffres. Exemple : 1 234,50"))
        return amount.quantize(Decimal("0.01"))

    def stored(self, value: Decimal) -> str:
        return str(value)

    def shown(self, stored: str) -> str:
        amount = number_format(Decimal(stored), decimal_pos=2, force_grouping=True)
        return gettext("%(amount)s €") % {"amount": amount}


def _decimal_point(text: str) -> str:
    """The last « , » or « . » followed by one or two digits marks the cents; the others separate thousands."""
    whole, mark, cents = re.fullmatch(r"(.*?)(?:([.,])(\d{1,2}))?", text, re.DOTALL).groups()  # type: ignore[union-attr]
    return re.sub(r"[.,]", "", whole) + (f".{cents}" if mark else "")
