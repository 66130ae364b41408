"""Taking in charge, printing, signing, dismissing, telling: one service each, nothing half done."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.formats import date_format

from complaints.enums import Act, DismissReason, MailKind, MailState, Recipient, Status
from complaints.models import Complaint, OutgoingMail, ReplyTemplate
from complaints.refusals import Refused
from complaints.services import triage
from tests.complaints.desk.pages import acts, flat, said, url, words
from tests.factories import ComplaintFactory, OfficerFactory, OutgoingMailFactory, ReplyTemplateFactory
from units.models import Officer, Unit

pytestmark = pytest.mark.django_db

SignIn = Callable[[Officer], Client]


# -- taking ------------------------------------------------------------------------------------
def test_taking_puts_in_charge_and_a_colleague_is_told(
    received: Complaint, officer: Officer, colleague: Officer, desk: Client, signed_in: SignIn
) -> None:
    first, second = desk.post(url("take", received)), signed_in(colleague).post(url("take", received))

    received.refresh_from_db()
    assert (first["Location"], second["Location"]) == (received.get_absolute_url(),) * 2
    assert said(first) == ["Vous avez ce dossier en charge."]
    assert said(second) == ["Claire Morel a déjà pris en charge cette pré-plainte."]
    assert (received.officer, acts(received)) == (officer, [Act.TAKEN])


# -- printing ----------------------------------------------------------------------------------
def test_printing_gives_the_pdf_and_is_journaled(received: Complaint, desk: Client) -> None:
    response = desk.post(url("print", received))

    assert (response["Content-Type"], response.content[:5]) == ("application/pdf", b"%PDF-")
    assert response["Content-Disposition"] == f'inline; filename="preplainte-{received.reference}.pdf"'
    assert response["Cache-Control"] == "no-store"
    assert acts(received) == [Act.PRINTED]


def test_an_erased_file_is_not_printed(unit: Unit, desk: Client) -> None:
    complaint = ComplaintFactory(unit=unit, erased=True)

    response = desk.post(url("print", complaint))

    assert response["Location"] == complaint.get_absolute_url()
    assert "il n’y a plus rien à imprimer" in said(response)[0]
    assert acts(complaint) == []


# -- signing -----------------------------------------------------------------------------------
@pytest.mark.parametrize("writing", ["{0}", " {0} ", "{1}", "{2}"])
@pytest.mark.parametrize("number", ["2026/001234", "12345/00678/2026", "2026-000123", "A 12.34_5"])
def test_the_signature_erases(writing: str, number: str, received: Complaint, officer: Officer, desk: Client) -> None:
    triage.note_printing(received, by=officer)
    reference = received.reference
    typed = writing.format(reference, reference.replace("-", "").lower(), " ".join(reference))

    response = desk.post(url("sign", received), {"reference": typed, "pv_number": number})

    received.refresh_from_db()
    assert said(response) == ["La signature est enregistrée et les données de la victime sont effacées."]
    assert (received.status, received.identity, received.statement) == (Status.SIGNED, None, None)
    assert "Données effacées" in words(desk.get(received.get_absolute_url()))


@pytest.mark.parametrize(
    ("changes", "field", "error"),
    [
        ({"reference": ""}, "reference", "Recopiez la référence du dossier."),
        ({"reference": "ABCDE-FGHJK"}, "reference", "Cette référence comporte une erreur. Vérifiez chaque signe."),
        ({"reference": "x" * 4000}, "reference", None),
        ({"pv_number": ""}, "pv_number", "Indiquez le numéro du procès-verbal."),
        ({"pv_number": "abc"}, "pv_number", None),
        ({"pv_number": "abcdef"}, "pv_number", None),
        ({"pv_number": "12<b>34</b>"}, "pv_number", None),
        ({"pv_number": "9" * 61}, "pv_number", None),
        (
            {"unprinted": ""},
            "unprinted",
            "Imprimez d’abord le dossier, ou cochez la case pour continuer sans impression.",
        ),
    ],
)
def test_a_doubtful_signature_erases_nothing(
    changes: dict[str, str], field: str, error: str | None, received: Complaint, desk: Client
) -> None:
    right = {"reference": received.reference, "pv_number": "2026/001234", "unprinted": "on"}

    response = desk.post(url("sign", received), right | changes)

    received.refresh_from_db()
    errors = response.context["form"].errors
    assert (response.status_code, list(errors)) == (422, [field])
    assert error in (None, flat(errors[field][0]))
    assert (received.status, received.identity is None, acts(received)) == (Status.RECEIVED, False, [])


def test_the_reference_of_another_file_is_refused(unit: Unit, received: Complaint, desk: Client) -> None:
    other = ComplaintFactory(unit=unit, status=Status.RECEIVED)

    response = desk.post(
        url("sign", received), {"reference": other.reference, "pv_number": "2026/001", "unprinted": "on"}
    )

    assert "Cette référence est celle d’un autre dossier." in words(response)
    assert not Complaint.objects.exclude(erased_at=None).exists()


def test_an_unprinted_file_asks_for_a_tick_a_printed_one_does_not(
    received: Complaint, officer: Officer, desk: Client
) -> None:
    before = words(desk.get(url("sign", received)))
    desk.post(url("print", received))

    assert "Le dossier n’a jamais été imprimé : il ne pourra plus l’être." in before
    assert "jamais été imprimé" not in words(desk.get(url("sign", received)))


# -- dismissing --------------------------------------------------------------------------------
def test_dismissing_shows_the_words_before_it_does_it(received: Complaint, desk: Client) -> None:
    reply = ReplyTemplateFactory(reason=DismissReason.ELSEWHERE)
    preview = desk.post(url("dismiss", received), {"template": reply.pk})
    untouched = acts(received)

    response = desk.post(url("dismiss", received), {"template": reply.pk, "confirmer": "oui"})

    received.refresh_from_db()
    assert preview.status_code == 200
    assert f"Celle-ci ({received.reference}) est fermée." in words(preview)
    day = date_format(received.unit.local(received.expires_at), "l j F Y")
    assert f"Vos données seront effacées le {day}." in words(preview)
    assert untouched == []
    assert said(response) == ["La pré-plainte est close."]
    assert (received.status, received.dismiss_reason) == (Status.DISMISSED, DismissReason.ELSEWHERE)
    assert received.dismissal == reply
    assert [mail.kind for mail in received.mails.all()] == [MailKind.DISMISSED]


def test_who_files_in_english_is_told_in_english_and_the_officer_reads_it_in_french_too(
    unit: Unit, desk: Client
) -> None:
    complaint = ComplaintFactory(unit=unit, status=Status.RECEIVED, language="en")
    preview = words(desk.post(url("dismiss", complaint), {"template": ReplyTemplateFactory().pk}))

    english, french = preview.index("This one (" + complaint.reference), preview.index("Celle-ci (")
    assert english < french
    assert "Your data will be erased on" in preview


def test_templates_stand_under_their_reason_and_retired_ones_nowhere(received: Complaint, desk: Client) -> None:
    ReplyTemplateFactory(name="Portail bleu", reason=DismissReason.ELSEWHERE)
    retired = ReplyTemplateFactory(name="Portail rouge", is_active=False)

    page = words(desk.get(url("dismiss", received)))
    response = desk.post(url("dismiss", received), {"template": retired.pk, "confirmer": "oui"})

    assert page.index("Un autre service est compétent") < page.index("Portail bleu")
    assert "Portail rouge" not in page
    assert (response.status_code, acts(received)) == (422, [])
    with pytest.raises(Refused, match="n’est plus proposé"):
        triage.dismiss(received, template=retired, by=OfficerFactory())


@pytest.mark.parametrize("template", ["", "boredom", "\u0000"])
def test_dismissing_needs_a_template_of_the_list(template: str, received: Complaint, desk: Client) -> None:
    response = desk.post(url("dismiss", received), {"template": template, "confirmer": "oui"})

    assert (response.status_code, acts(received)) == (422, [])


def test_without_any_template_the_page_says_whom_to_ask(received: Complaint, desk: Client) -> None:
    ReplyTemplate.objects.update(is_active=False)

    assert "Aucun modèle de message" in words(desk.get(url("dismiss", received)))


# -- to call or to post ------------------------------------------------------------------------
@pytest.mark.parametrize(("back", "name"), [("liste", "desk:to_tell"), ("", ""), ("https://x.example", "")])
def test_a_message_told_by_hand_is_done_once(
    back: str, name: str, unit: Unit, colleague: Officer, desk: Client, signed_in: SignIn
) -> None:
    complaint = ComplaintFactory(unit=unit, email="")
    mail = OutgoingMailFactory(complaint=complaint, state=MailState.BY_HAND)
    path = reverse("desk:told", args=[mail.pk])

    first, second = desk.post(path, {"retour": back}), signed_in(colleague).post(path)

    mail.refresh_from_db()
    assert first["Location"] == (reverse(name) if name else complaint.get_absolute_url())
    assert said(first) == ["C’est noté : la victime est prévenue."]
    assert said(second) == ["Ce message n’est plus à transmettre."]
    assert (mail.state, acts(complaint)) == (MailState.DONE, [Act.MAIL_BY_HAND])


def test_only_messages_to_victims_are_told(unit: Unit, desk: Client) -> None:
    mail = OutgoingMailFactory(complaint=ComplaintFactory(unit=unit), recipient=Recipient.UNIT, state=MailState.REFUSED)

    assert desk.post(reverse("desk:told", args=[mail.pk])).status_code == 404
    assert OutgoingMail.objects.get().state == MailState.REFUSED
