"""Numbers by which a thing is recognised: forgiven in their writing, checked where they can be, kept in one writing.

Beside each stands a tick, ``<name>_unknown``: it answers the question. What was typed all the same (half a plate) is
then kept as it was typed. Of an account or a card only the last four signs are ever kept, the draft included: ``kept``
says what may be.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from stdnum import iban, luhn
from stdnum.exceptions import ValidationError as WrongNumber
from stdnum.fr import nir

from complaints.questions.base import Questions
from complaints.questions.fields import Text

UNKNOWN = "_unknown"

SEPARATORS = re.compile(r"[\s.\-\u2010-\u2015_/·•'’]")
SEVERAL = re.compile(r"[,;\n]")
LETTERS = "[A-HJ-NP-TV-Z]"  # neither I, O nor U: too much like 1, 0 and V
SIV = re.compile(r"([A-Z]{2})([0-9]{3})([A-Z]{2})")
SIV_LETTERS = re.compile(rf"{LETTERS}{{4}}")
FNI = re.compile(r"([0-9]{1,4})([A-HJ-NP-Z]{2,3})(0[1-9]|[1-8][0-9]|9[0-5]|2[AB]|97[1-8])")
FOREIGN = re.compile(r"(?=.*\d)[^\W_]{2,12}")
VIN = re.compile(r"[A-HJ-NPR-Z0-9]{17}")
VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
VIN_VALUES = dict(
    zip("0123456789ABCDEFGHJKLMNPRSTUVWXYZ", [*range(10), *range(1, 9), *range(1, 6), 7, 9, *range(2, 10)], strict=True)
)


def _bare(text: str) -> str:
    """Without what people put between signs; wide digits become plain ones."""
    return SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper()


class Identifier(Text):
    """A number that tells one thing from all others.

    ``asked``: left blank, the tick is to be set. ``unmarked``: whether that is so depends on another answer.
    """

    def __init__(self, *, asked: bool = False, unmarked: bool = False, numeric: bool = False, **options: Any) -> None:
        super().__init__(required=False, autocomplete="off", **{"max_length": 60, **options})
        self.asked, self.unmarked = asked, asked or unmarked
        self.widget.attrs |= {"spellcheck": "false"} | ({"inputmode": "numeric"} if numeric else {})

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        return self.read(text) if text else ""

    def read(self, text: str) -> str:
        """The one writing of a number; refused in a sentence when it can't be one."""
        return " ".join(text.split())

    def uncertain(self, value: Any) -> str:
        """What is kept of it when the tick is set."""
        try:
            return self.clean(value)
        except ValidationError:
            return str(super().clean(value))


class Unknown(forms.BooleanField):
    """« I don't know », beside an identifier."""

    unmarked = True

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **options)


def settle(form: Questions) -> None:
    """Weigh each identifier of a bound form against its tick. To be called from the form's ``clean``."""
    for name, field in form.fields.items():
        if not isinstance(field, Identifier) or name + UNKNOWN not in form.fields:
            continue
        if form.cleaned_data.get(name + UNKNOWN):
            _keep_uncertain(form, name, field)
        elif field.asked and not form.cleaned_data.get(name) and name not in form.errors:
            text = gettext("Répondez, ou cochez « %(tick)s ».") % {"tick": form.fields[name + UNKNOWN].label}
            form.add_error(name, ValidationError(text))


def _keep_uncertain(form: Questions, name: str, field: Identifier) -> None:
    form.errors.pop(name, None)
    try:
        form.cleaned_data[name] = field.uncertain(form[name].data)
    except ValidationError as refusal:
        form.add_error(name, refusal)


class Imei(Identifier):
    """One IMEI, or those of a phone with two SIM cards: fifteen digits, the last one checking the others."""

    def __init__(self, **options: Any) -> None:
        super().__init__(numeric=True, **options)

    def read(self, text: str) -> str:
        return ", ".join(dict.fromkeys(_imei(part) for part in SEVERAL.split(text) if part.strip()))


def _imei(text: str) -> str:
    digits = _bare(text)
    if not re.fullmatch(r"[0-9]{14,17}", digits):
        raise ValidationError(gettext("Un IMEI compte 15 chiffres. Tapez *#06# sur le téléphone, ou lisez la boîte."))
    if len(digits) in (14, 16):  # without its check digit; with a software version, it has none either
        return digits[:14] + str(luhn.calc_check_digit(digits[:14]))
    if not luhn.is_valid(digits[:15]):
        raise ValidationError(gettext("Cet IMEI contient une faute de frappe : son dernier chiffre ne correspond pas."))
    return digits[:15]


class Plate(Identifier):
    """A registration: French ones in their official writing (since 2009, and before), foreign ones as typed."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": 20, **options})

    def read(self, text: str) -> str:
        bare = _bare(text)
        if found := SIV.fullmatch(bare):
            if not SIV_LETTERS.fullmatch(found[1] + found[3]) or "SS" in (found[1], found[3]) or found[2] == "000":
                raise ValidationError(
                    gettext("Cette plaque n’existe pas : une plaque AA-123-AA n’a jamais les lettres I, O ou U.")
                )
            return "-".join(found.groups())
        if (found := FNI.fullmatch(bare)) and found[1].strip("0") and len(found[1] + found[2]) <= 6:
            return " ".join(found.groups())
        if not FOREIGN.fullmatch(bare):
            raise ValidationError(gettext("Écrivez la plaque ainsi : AB-123-CD, ou 1234 AB 75."))
        return " ".join(unicodedata.normalize("NFKC", text).upper().split())


class Vin(Identifier):
    """The number of a vehicle, as on line E of its papers. Only North America puts a check digit in it."""

    def read(self, text: str) -> str:
        bare = _bare(text)
        if len(bare) != 17:
            raise ValidationError(
                gettext("Ce numéro (ligne E de la carte grise) compte 17 signes ; vous en avez tapé %(number)s.")
                % {"number": len(bare)}
            )
        if not VIN.fullmatch(bare):
            raise ValidationError(
                gettext("Ce numéro n’a que des chiffres et des lettres, jamais I, O ni Q : lisez plutôt 1 ou 0.")
            )
        if bare[0] in "12345" and bare[8] != _vin_check(bare):
            raise ValidationError(gettext("Ce numéro contient une faute de frappe : comparez-le à la carte grise."))
        return bare


def _vin_check(vin: str) -> str:
    rest = sum(VIN_VALUES[sign] * weight for sign, weight in zip(vin, VIN_WEIGHTS, strict=True)) % 11
    return "X" if rest == 10 else str(rest)


class Serial(Identifier):
    """A maker's number: each has their own way, only blanks and case are unified."""

    def read(self, text: str) -> str:
        return super().read(text).upper()


class BicycleMarking(Identifier):
    """The number engraved on a French bicycle since 2021, or by an association before."""

    def read(self, text: str) -> str:
        bare = _bare(text)
        if not re.fullmatch(r"[0-9A-Z]{8,14}", bare):
            raise ValidationError(gettext("Le marquage compte de 8 à 14 lettres ou chiffres, gravés sur le cadre."))
        return bare


class DocumentNumber(Identifier):
    """The number of an official document, of any country. That of a health card is its holder's for life: not kept."""

    def read(self, text: str) -> str:
        bare = _bare(text)
        if nir.is_valid(bare):
            raise ValidationError(
                gettext("C’est un numéro de sécurité sociale : il n’est pas demandé ici. Laissez vide.")
            )
        if not re.fullmatch(r"(?=.*\d)[^\W_]{4,24}", bare):
            raise ValidationError(gettext("Écrivez le numéro du document : des lettres et des chiffres, 4 au moins."))
        return bare

    def uncertain(self, value: Any) -> str:
        return super().uncertain(self.kept(value))

    def kept(self, value: Any) -> str:
        """What may be stored of something typed here."""
        text = str(value or "")
        return "" if nir.is_valid(_bare(text)) else text


class LastFour(Identifier):
    """A number that would let somebody pay: it is checked whole, and all but its last four signs are forgotten."""

    last_four = re.compile(r"[0-9]{4}")

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": 80, **options})

    def whole(self, bare: str) -> str:
        """The full number; refused in a sentence."""
        raise NotImplementedError

    def read(self, text: str) -> str:
        bare = _bare(text)
        return bare if self.last_four.fullmatch(bare) else self.whole(bare)[-4:]

    def uncertain(self, value: Any) -> str:
        return self.kept(value)

    def kept(self, value: Any) -> str:
        """What may be stored of something typed here, be it wrong: the last four signs of a right number, or none."""
        try:
            return self.clean(value)
        except ValidationError:
            return ""

    def shown(self, stored: str) -> str:
        return f"•••• {stored}"


class Card(LastFour):
    """A payment card."""

    def __init__(self, **options: Any) -> None:
        super().__init__(numeric=True, **options)

    def whole(self, bare: str) -> str:
        if not re.fullmatch(r"[0-9]{12,19}", bare) or not luhn.is_valid(bare):
            raise ValidationError(gettext("Écrivez seulement les quatre derniers chiffres de la carte."))
        return bare


class Iban(LastFour):
    """A bank account."""

    last_four = re.compile(r"[0-9A-Z]{4}")

    def whole(self, bare: str) -> str:
        try:
            return str(iban.validate(bare))
        except WrongNumber:
            raise ValidationError(
                gettext("Cet IBAN contient une faute de frappe. Ses quatre derniers signes suffisent.")
            ) from None
