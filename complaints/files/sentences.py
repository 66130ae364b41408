"""What is said of a file that can't be taken: why, and what to do instead."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from complaints.files.faults import Fault, Unfit

WORDS: dict[Fault, Promise] = {
    Fault.EMPTY: _("Ce fichier est vide."),
    Fault.BROKEN: _(
        "Ce fichier est abîmé ou incomplet : il ne s’ouvre pas. Envoyez-le de nouveau, ou une autre copie."
    ),
    Fault.MISLABELLED: _(
        "Le nom de ce fichier annonce autre chose que son contenu : c’est en réalité « %(real)s ». "
        "Renommez-le selon son contenu, puis ajoutez-le de nouveau."
    ),
    Fault.FOREIGN: _("C’est %(real)s. Envoyez une photo (JPEG, PNG, WebP) ou un PDF."),
    Fault.HEIC: _(
        "C’est une photo HEIC, que beaucoup d’ordinateurs ne lisent pas. Sur un iPhone : Réglages, Appareil photo, "
        "Formats, « Le plus compatible ». Ou faites une capture d’écran de la photo, et envoyez la capture."
    ),
    Fault.PROGRAM: _("C’est un programme, pas une preuve. Envoyez une photo (JPEG, PNG, WebP) ou un PDF."),
    Fault.TOO_MANY_PIXELS: _(
        "Cette image est démesurée : plus de 60 millions de points. Envoyez-la en plus petit, ou une capture d’écran."
    ),
    Fault.TOO_MANY_PAGES: _("Ce PDF a plus de 200 pages. Envoyez seulement les pages utiles."),
    Fault.BOMB: _(
        "Ce fichier demande une quantité de travail anormale pour s’ouvrir. "
        "Envoyez une photo ou une capture d’écran à la place."
    ),
    Fault.ENCRYPTED: _("Ce PDF demande un mot de passe. Enregistrez-en une copie sans mot de passe, et envoyez-la."),
    Fault.UNCHECKED: _("Ce fichier n’a pas pu être vérifié, de notre fait. Essayez de nouveau dans quelques minutes."),
}


def sentence(unfit: Unfit) -> str:
    """Why the file isn't taken, in the language of whoever sent it."""
    return gettext(str(WORDS[unfit.fault])) % {"real": unfit.real}
