"""Closed lists, with the words shown for them. A leaf: imports nothing of the project."""

from __future__ import annotations

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Status(TextChoices):
    """Where a pre-complaint stands. Which may follow which: ``complaints.workflow``."""

    FILED = "filed", _("Déposée")
    RECEIVED = "received", _("Reçue")
    ASKED = "asked", _("Complément demandé")
    PROPOSED = "proposed", _("Rendez-vous proposé")
    CONFIRMED = "confirmed", _("Rendez-vous confirmé")
    SIGNED = "signed", _("Plainte signée")
    DISMISSED = "dismissed", _("Close sans suite en ligne")
    WITHDRAWN = "withdrawn", _("Retirée par la victime")
    EXPIRED = "expired", _("Expirée")


OPEN_STATUSES = (Status.FILED, Status.RECEIVED, Status.ASKED, Status.PROPOSED, Status.CONFIRMED)
"""Statuses in which somebody still has something to do."""


class Queue(TextChoices):
    """Views of the desk's inbox; the values stand in its addresses."""

    ALL = "toutes", _("Toutes")
    NEW = "nouvelles", _("Nouvelles")
    MINE = "les-miennes", _("Les miennes")
    TO_CONTACT = "a-contacter", _("À contacter")
    APPOINTMENTS = "rendez-vous", _("Rendez-vous")
    WAITING = "en-attente", _("Attente de la victime")
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
    DATA_LEAK = "data_leak", _("Fuite de données")


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
ORDINARY_KINDS = tuple(kind for kind in Kind if kind is not Kind.DATA_LEAK)
"""Kinds that the sorting leads to: a leak comes by the page of its incident."""


class Origin(TextChoices):
    """Who typed the pre-complaint."""

    ONLINE = "online", _("En ligne")
    OFFICER = "officer", _("Saisie par un agent")


class Channel(TextChoices):
    """How an officer heard what they type."""

    VISITOR = "visitor", _("À l’unité, pour un visiteur")
    CALLER = "caller", _("Au téléphone, pour un appelant")


class DismissReason(TextChoices):
    """Why an officer closes a pre-complaint without a signature. What the victim is told, a template of it says."""

    KNOWN_AUTHOR = "known_author", _("L’auteur est connu : la plainte se dépose directement à l’unité")
    OUT_OF_SCOPE = "out_of_scope", _("Les faits ne relèvent pas de la pré-plainte en ligne")
    DUPLICATE = "duplicate", _("Une autre pré-plainte existe pour les mêmes faits")
    NO_OFFENCE = "no_offence", _("Les faits décrits ne sont pas une infraction")
    UNREACHABLE = "unreachable", _("La victime n’a pas pu être jointe")
    ELSEWHERE = "elsewhere", _("Un autre service est compétent")


class ContactOutcome(TextChoices):
    """What came of an officer's attempt to reach the victim. Each of them keeps the promise of a first contact."""

    REACHED = "reached", _("Jointe par téléphone")
    NO_ANSWER = "no_answer", _("Appelée, sans réponse")
    MESSAGE_LEFT = "message_left", _("Message laissé")
    MAIL_SENT = "mail_sent", _("Courriel ou courrier envoyé")


class AlertLevel(IntegerChoices):
    """How far the alerts of a first contact that doesn't come have gone."""

    NONE = 0, _("Aucune")
    REMINDED = 1, _("Rappel")
    OVERDUE = 2, _("En retard")
    ALARMED = 3, _("Très en retard")


class ReplyPurpose(TextChoices):
    """What a reply template serves for."""

    DISMISS = "dismiss", _("Clore ou réorienter")
    ASK = "ask", _("Demander un complément")


class LinkKind(TextChoices):
    """What an officer decided about two pre-complaints that look alike."""

    SAME = "same", _("Mêmes faits")
    DISTINCT = "distinct", _("Faits distincts")


class BulkAction(TextChoices):
    """What is done to many pre-complaints in the background."""

    ASSIGN = "assign", _("Confier à un agent")
    TAG = "tag", _("Étiqueter")
    TRANSFER = "transfer", _("Transférer")
    PROPOSE = "propose", _("Proposer des rendez-vous")
    EXPORT = "export", _("Exporter")


class RunState(TextChoices):
    """Life of a bulk run."""

    PENDING = "pending", _("En attente")
    RUNNING = "running", _("En cours")
    DONE = "done", _("Terminé")
    STOPPED = "stopped", _("Arrêté")


class LineState(TextChoices):
    """What became of one pre-complaint of a bulk run."""

    PENDING = "pending", _("À faire")
    DONE = "done", _("Fait")
    REFUSED = "refused", _("Refusé")


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
    OFFICER = "officer", _("Agent")


class MailKind(TextChoices):
    """What a mail says. To whom it goes stands beside it, in ``OutgoingMail.recipient``."""

    CODE = "code", _("Code de confirmation de l’adresse")
    RESUME = "resume", _("Reprise d’un formulaire")
    FILED = "filed", _("Pré-plainte déposée")
    ACCESS = "access", _("Nouveau lien de suivi")
    ASKED = "asked", _("Complément demandé")
    ASK_AGAIN = "ask_again", _("Rappel d’un complément demandé")
    MESSAGE = "message", _("Message de l’unité")
    TRANSFER = "transfer", _("Transfert à une autre unité")
    PROPOSED = "proposed", _("Rendez-vous proposé")
    CONFIRMED = "confirmed", _("Rendez-vous confirmé")
    MOVED = "moved", _("Rendez-vous déplacé")
    CANCELLED = "cancelled", _("Rendez-vous annulé")
    MISSED = "missed", _("Absence au rendez-vous")
    ENDING = "ending", _("Effacement dans quelques jours")
    RECORD = "record", _("Constat de non-présentation")
    REMIND = "remind", _("Premiers contacts à prendre")
    OVERDUE = "overdue", _("Premiers contacts en retard")
    ALARM = "alarm", _("Premiers contacts très en retard")
    DIGEST = "digest", _("Résumé quotidien")
    INVITATION = "invitation", _("Invitation d’un agent")
    DORMANT = "dormant", _("Compte inutilisé")
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
    ASSIGNED = "assigned", _("Confiée à un agent")
    GIVEN_BACK = "given_back", _("Rendue à l’unité")
    TRANSFERRED = "transferred", _("Transfert")
    CONTACT = "contact", _("Contact avec la victime")
    ASKED = "asked", _("Complément demandé")
    ANSWERED = "answered", _("Complément reçu")
    ASK_ENDED = "ask_ended", _("Demande de complément terminée")
    MESSAGE = "message", _("Message")
    NOTED = "noted", _("Note interne")
    TAGGED = "tagged", _("Étiquettes changées")
    LINKED = "linked", _("Rapprochement")
    EXPORTED = "exported", _("Export")
    ESCALATED = "escalated", _("Alerte de retard")
    REMINDED = "reminded", _("Rappel à la victime")
    RECORDED = "recorded", _("Constat de non-présentation")
    CHANGED = "changed", _("Différence entre la déclaration et la plainte")
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
