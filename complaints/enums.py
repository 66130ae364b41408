"""Closed lists, with the words shown for them. A leaf: imports nothing of the project."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Status(TextChoices):
    """Where a pre-complaint stands. Which may follow which: ``complaints.workflow``."""

    FILED = "filed", _("Déposée")
    RECEIVED = "received", _("Reçue")
    PROPOSED = "proposed", _("Rendez-vous proposé")
    CONFIRMED = "confirmed", _("Rendez-vous confirmé")
    SIGNED = "signed", _("Plainte signée")
    DISMISSED = "dismissed", _("Close sans suite en ligne")
    WITHDRAWN = "withdrawn", _("Retirée par la victime")
    EXPIRED = "expired", _("Expirée")


OPEN_STATUSES = (Status.FILED, Status.RECEIVED, Status.PROPOSED, Status.CONFIRMED)
"""Statuses in which somebody still has something to do."""


class Queue(TextChoices):
    """Views of the desk's inbox; the values stand in its addresses."""

    ALL = "toutes", _("Toutes")
    NEW = "nouvelles", _("Nouvelles")
    TO_CONTACT = "a-contacter", _("À contacter")
    APPOINTMENTS = "rendez-vous", _("Rendez-vous")
    LATE = "en-retard", _("En retard")


class Kind(TextChoices):
    """Kind of facts declared."""

    BURGLARY = "burglary", _("Cambriolage")
    FROM_VEHICLE = "from_vehicle", _("Vol dans un véhicule")
    VEHICLE = "vehicle", _("Vol de véhicule")
    PHONE = "phone", _("Vol de téléphone")
    PAPERS = "papers", _("Vol de papiers")
    BANK_MEANS = "bank_means", _("Vol de carte bancaire ou de chéquier")
    THEFT = "theft", _("Autre vol")
    DAMAGE = "damage", _("Dégradation")
    HIT_AND_RUN = "hit_and_run", _("Délit de fuite")
    SCAM = "scam", _("Escroquerie")
    ABUSE_OF_TRUST = "abuse_of_trust", _("Abus de confiance")
    DISCRIMINATION = "discrimination", _("Discrimination")


THEFTS = (
    Kind.BURGLARY,
    Kind.FROM_VEHICLE,
    Kind.VEHICLE,
    Kind.PHONE,
    Kind.PAPERS,
    Kind.BANK_MEANS,
    Kind.THEFT,
)
"""Kinds in which something was taken."""


class Origin(TextChoices):
    """Who typed the pre-complaint."""

    ONLINE = "online", _("En ligne")
    OFFICER = "officer", _("Saisie par un agent")


class DismissReason(TextChoices):
    """Why an officer closes a pre-complaint without a signature; each is a sentence of the mail."""

    KNOWN_AUTHOR = "known_author", _("L’auteur est connu : la plainte se dépose directement à l’unité")
    OUT_OF_SCOPE = "out_of_scope", _("Les faits ne relèvent pas de la pré-plainte en ligne")
    DUPLICATE = "duplicate", _("Une autre pré-plainte existe pour les mêmes faits")
    NO_OFFENCE = "no_offence", _("Les faits décrits ne sont pas une infraction")
    UNREACHABLE = "unreachable", _("La victime n’a pas pu être jointe")


class Language(TextChoices):
    """Languages in which a victim may file and be written to."""

    FRENCH = "fr", _("Français")
    ENGLISH = "en", _("Anglais")


class AppointmentState(TextChoices):
    """Life of one appointment. ``HELD`` and ``CONFIRMED`` occupy their desk."""

    HELD = "held", _("Proposé")
    CONFIRMED = "confirmed", _("Confirmé")
    RELEASED = "released", _("Libéré")
    CANCELLED = "cancelled", _("Annulé")
    HONOURED = "honoured", _("Honoré")
    MISSED = "missed", _("Manqué")


LIVE_APPOINTMENTS = (AppointmentState.HELD, AppointmentState.CONFIRMED)
"""States in which a desk is taken."""


class Recipient(TextChoices):
    """To whom a mail is owed; the address is resolved only when it is sent."""

    VICTIM = "victim", _("Victime")
    UNIT = "unit", _("Unité")
    OPERATIONS = "operations", _("Centre d’opérations")


class MailKind(TextChoices):
    """What a mail says. To whom it goes stands beside it, in ``OutgoingMail.recipient``."""

    CODE = "code", _("Code de confirmation de l’adresse")
    RESUME = "resume", _("Reprise d’un formulaire")
    FILED = "filed", _("Pré-plainte déposée")
    ACCESS = "access", _("Nouveau lien de suivi")
    PROPOSED = "proposed", _("Rendez-vous proposé")
    CONFIRMED = "confirmed", _("Rendez-vous confirmé")
    MOVED = "moved", _("Rendez-vous déplacé")
    CANCELLED = "cancelled", _("Rendez-vous annulé")
    DISMISSED = "dismissed", _("Pré-plainte close")
    WITHDRAWN = "withdrawn", _("Pré-plainte retirée")
    SIGNED = "signed", _("Plainte signée, données effacées")
    EXPIRED = "expired", _("Pré-plainte expirée")


ASKED_FOR = (MailKind.CODE, MailKind.RESUME)
"""Mails that somebody has just asked for and waits for: nobody is told by hand what they had to say."""


class MailState(TextChoices):
    """Life of a mail owed. ``BY_HAND`` is owed to somebody without e-mail: to call or to post."""

    PENDING = "pending", _("À envoyer")
    SENT = "sent", _("Envoyé")
    REFUSED = "refused", _("Refusé")
    BY_HAND = "by_hand", _("À appeler ou à poster")
    DONE = "done", _("Fait à la main")
    CANCELLED = "cancelled", _("Annulé")


class FileType(TextChoices):
    """What a piece of evidence really is, told by its content."""

    JPEG = "jpeg", _("Photo (JPEG)")
    PNG = "png", _("Image (PNG)")
    WEBP = "webp", _("Image (WebP)")
    PDF = "pdf", _("Document PDF")


class EvidenceState(TextChoices):
    """Whether a piece of evidence may be opened by an officer."""

    CHECKING = "checking", _("En cours de vérification")
    READY = "ready", _("Vérifié")
    INFECTED = "infected", _("Refusé par l’antivirus")


class Act(TextChoices):
    """What a journal line records: readings and changes (order of 2011: each is logged)."""

    FILED = "filed", _("Dépôt")
    OPENED = "opened", _("Consultation")
    STATUS = "status", _("Changement d’état")
    TAKEN = "taken", _("Prise en charge")
    PRINTED = "printed", _("Impression")
    PROPOSED = "proposed", _("Créneaux proposés")
    PROPOSAL_ENDED = "proposal_ended", _("Proposition terminée")
    CONFIRMED = "confirmed", _("Rendez-vous confirmé")
    MOVED = "moved", _("Rendez-vous déplacé")
    CANCELLED = "cancelled", _("Rendez-vous annulé")
    MISSED = "missed", _("Absence au rendez-vous")
    SIGNED = "signed", _("Signature")
    MAIL_REFUSED = "mail_refused", _("Courriel refusé")
    MAIL_BY_HAND = "mail_by_hand", _("Victime prévenue autrement")
    EMAIL_PROVED = "email_proved", _("Adresse électronique confirmée")
    CORRECTED = "corrected", _("Coordonnées corrigées par la victime")
    ACCESS_RENEWED = "access_renewed", _("Nouveau lien de suivi demandé")
    EVIDENCE = "evidence", _("Pièce jointe consultée")
    ERASED = "erased", _("Effacement")
