"""What the recap asks besides the law's: the proof of the e-mail address, and the recognition phrase. Neither blocks.

Both stand in the draft's notes: ``phrase``; ``code`` (to which address one was sent by itself, and whether it left);
``email_proved`` (the very address that was proved: another one declared later isn't).
"""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from complaints.filing.drafts import OpenDraft
from complaints.filing.journey import Journey
from complaints.mails.addresses import same_address
from complaints.questions import phrase
from complaints.questions.contact_rules import ContactRules
from complaints.questions.person import Person
from complaints.questions.steps.recap import Confirmation, RecapStep
from complaints.refusals import Refused
from complaints.services import proof


def reach(draft: OpenDraft, form: RecapStep, *, network: str) -> None:
    """Fit the page to the draft. The first time, draw the phrase and send a code to the address; never again by itself.

    A code that may not be sent now is no obstacle: the page says so, and the button asks for another. No code is ever
    sent while an officer types: see ``take_reading``.
    """
    email = _email(draft)
    news: dict[str, object] = {}
    if not draft.notes.get("phrase"):
        news["phrase"] = phrase.draw()
    if draft.entry is None and email and not _is_proved(draft, email) and not _was_tried(draft, email):
        news["code"] = {"to": email, "sent": _sends(draft, email, network)}
    if news:
        draft.note(**news)
    form.phrase = str(draft.notes["phrase"])
    form.confirmation = _confirmation(draft, email)


def resend(draft: OpenDraft, *, network: str) -> None:
    """Another code, asked for. Refused with a sentence when it is too soon."""
    email = _email(draft)
    if draft.entry is None and email and not _is_proved(draft, email):
        _send(draft, email, network)
        draft.note(code={"to": email, "sent": True})


def take_proof(draft: OpenDraft, form: RecapStep) -> None:
    """What the page that sends says of the address: the code typed, or what the person read on an officer's screen."""
    if draft.entry is None:
        take_code(draft, form)
    else:
        take_reading(draft, form)


def take_reading(draft: OpenDraft, form: RecapStep) -> None:
    """Whoever stands before the officer read their address on the screen: nobody else's, and without a slip.

    On the phone nobody is seen and nothing is read: the address stays unproved until its owner confirms it on the
    page of the follow-up. A code read out over the phone would prove it, and teach people to read codes out to
    whoever says to be the police.
    """
    email = _email(draft)
    draft.note(email_proved=email if email and form.was_read else None)


def take_code(draft: OpenDraft, form: RecapStep) -> bool:
    """Check the code typed, if any: whether the address is proved. A wrong one is said on the form, once."""
    email = _email(draft)
    if not email or _is_proved(draft, email):
        return bool(email)
    if not form.typed_code:
        return False
    if not proof.check_code(subject=draft.row.pk, email=email, typed=form.typed_code):
        wrong = _("Ce code n’est pas le bon, ou il ne sert plus.")
        form.refuse_code(f"{wrong} {_('Tapez-le encore, demandez-en un autre, ou envoyez sans code.')}")
        return False
    draft.note(email_proved=email)
    return True


def redraw(draft: OpenDraft) -> None:
    """Another phrase."""
    draft.note(phrase=phrase.draw())


def _sends(draft: OpenDraft, email: str, network: str) -> bool:
    try:
        _send(draft, email, network)
    except proof.TooSoon:
        return True  # another tab has just had it sent
    except Refused:
        return False
    return True


def _send(draft: OpenDraft, email: str, network: str) -> None:
    proof.send_code(
        subject=draft.row.pk,
        email=email,
        language=translation.get_language() or "fr",
        neutral=ContactRules.of(Journey.of(draft).answers).neutral,
        network=network,
    )


def _email(draft: OpenDraft) -> str:
    return Person.of(Journey.of(draft).answers).email


def _is_proved(draft: OpenDraft, email: str) -> bool:
    return same_address(email, str(draft.notes.get("email_proved") or ""))


def _was_tried(draft: OpenDraft, email: str) -> bool:
    return bool(draft.notes.get("code")) and same_address(email, draft.notes["code"]["to"])


def _confirmation(draft: OpenDraft, email: str) -> Confirmation | None:
    if not email:
        return None
    sent = _was_tried(draft, email) and draft.notes["code"]["sent"]
    return Confirmation(email, proved=_is_proved(draft, email), sent=sent)
