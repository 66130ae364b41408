"""A day at the desk, as a browser shows it: two officers, their head, an administrator, a stranger who sees nothing."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from complaints import desk_urls
from complaints.enums import Act, ReplyPurpose, Status
from complaints.models import BulkRun, Complaint, ReplyTemplate
from complaints.services import accounts as owed
from complaints.services import bulk, escalation
from tests.browser import kinds
from tests.browser.cast import Cast, Desks, Fingers, Typist, cast, filed
from tests.browser.eyes import Eyes
from tests.complaints import stages
from tests.complaints.files import samples
from tests.factories import OFFICER_PASSWORD, ReplyTemplateFactory
from units import accounts
from units.models import Competence, Officer, Unit

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("desk-day"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("on_sunday"),
]


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def press(page: Page, label: str) -> None:
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=label, exact=True).first.click()


def send(page: Page) -> None:
    """Press the main button of the page."""
    with page.expect_navigation():
        page.locator("main :is(.btn-primary, .btn-danger)[type=submit]").first.click()


def acts(complaint: Complaint) -> list[str]:
    """Without who looked, and without the status that goes with an act."""
    return list(
        complaint.journal.exclude(act__in=[Act.OPENED, Act.STATUS]).order_by("pk").values_list("act", flat=True)
    )


# -- the main path, without a mouse ----------------------------------------------------------------
def test_a_morning_by_keyboard_alone_and_a_colleague_with_an_old_page(desks: Desks, eyes: Eyes) -> None:
    who = cast()
    late = filed(who.unit, "Vasseur", hours=25)
    filed(who.unit, "Bellanger", hours=3)
    filed(who.unit, "Caron", hours=1)
    page, old = desks.blank(), desks.of(who.paul)
    fingers = Fingers(page)

    signs_in(page, fingers)
    expect(page.locator("tbody th a")).to_have_text(
        ["VASSEUR Camille Jeanne", "BELLANGER Camille Jeanne", "CARON Camille Jeanne"]
    )
    fingers.go(page.locator("tbody th a").first)
    heading(page, "VASSEUR Camille Jeanne")
    eyes.look(page, "desk-file-late")
    old.goto(reverse("desk:fix", args=[late.reference]))
    fingers.go(page.get_by_role("button", name="Prendre en charge"))
    notes_a_contact(page, fingers)
    proposes_two_slots(page, fingers, eyes)
    assert acts(late) == [Act.FILED, Act.TAKEN, Act.CONTACT, Act.PROPOSED]

    fingers.go(page.get_by_role("link", name="Boîte de réception").last)
    fingers.go(page.locator("tbody th a").first)
    heading(page, "BELLANGER Camille Jeanne")
    fingers.go(page.get_by_role("link", name="Suivante"))
    heading(page, "CARON Camille Jeanne")
    expect(page.get_by_role("link", name="Suivante")).to_have_count(1)  # the one that was proposed slots comes last

    an_old_page_is_told(old, eyes)
    assert acts(late)[-1] == Act.PROPOSED
    assert Complaint.objects.get(pk=late.pk).officer == who.claire


def signs_in(page: Page, fingers: Fingers) -> None:
    page.goto("/agents/")
    fingers.type(page.locator("[name=username]"), "claire.morel@gendarmerie.example")
    fingers.type(page.locator("[name=password]"), OFFICER_PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def notes_a_contact(page: Page, fingers: Fingers) -> None:
    fingers.go(page.get_by_role("button", name="Appelée, sans réponse"))
    expect(page.locator(".timeline")).to_contain_text("Appelée, sans réponse")


def proposes_two_slots(page: Page, fingers: Fingers, eyes: Eyes) -> None:
    """Enter sends from wherever the slots are left: the button comes after a hundred of them."""
    slots = page.locator("[name=starts]")
    fingers.go(page.get_by_role("link", name="Proposer des créneaux"))
    fingers.go(slots.first)
    expect(page.locator(".has-error")).to_be_visible()
    eyes.look(page, "desk-propose-errors")
    fingers.press(slots.nth(1), "Space")
    fingers.press(slots.nth(4), "Space")
    fingers.go(slots.nth(4))
    expect(page.locator(".slots-held li")).to_have_count(2)


def an_old_page_is_told(old: Page, eyes: Eyes) -> None:
    """What a colleague prepared before is not done, and says why."""
    old.locator("[name=starts]").first.check(force=True)
    with old.expect_response(lambda answer: answer.request.method == "POST") as answered:
        send(old)
    assert answered.value.status == 409
    told = old.get_by_role("alert")
    for words in ("rien n’a été fait", "Claire Morel", "sans réponse"):
        expect(told).to_contain_text(words)
    eyes.look(old, "desk-changed")


# -- finding, keeping, many at once ----------------------------------------------------------------
def test_the_list_kept_up_to_date_searched_filtered_and_handed_out(desks: Desks, eyes: Eyes) -> None:
    who = cast()
    filed(who.unit, "Vasseur", hours=20, phone="+33639984012")
    filed(who.unit, "Bellanger", hours=3, plates="GH-789-JK")
    page = desks.of(who.claire)

    a_new_filing_appears(page, who)
    searches(page, eyes)
    filters_and_keeps_the_view(page, eyes)
    hands_out_the_page(page, who, eyes)
    assert set(Complaint.objects.values_list("officer", flat=True)) == {who.paul.pk}


def a_new_filing_appears(page: Page, who: Cast) -> None:
    """Where the officer stands: what is ticked stays so, and the focus where it is."""
    page.goto("/agents/")
    page.locator("[name=pk]").first.check()
    page.locator("tbody th a").nth(1).focus()
    focused = page.evaluate("document.activeElement.href")
    filed(who.unit, "Nouvel", hours=0)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("tbody tr")).to_have_count(3)
    expect(page.locator("tbody")).to_contain_text("NOUVEL")
    expect(page.locator("tr", has_text="VASSEUR").locator("[name=pk]")).to_be_checked()
    assert page.evaluate("document.activeElement.href") == focused
    expect(page.locator("[data-live-say]")).not_to_be_empty()


def searches(page: Page, eyes: Eyes) -> None:
    for typed, found in (("vass camille", "VASSEUR"), ("06.39.98.40.12", "VASSEUR"), ("gh 789 jk", "BELLANGER")):
        page.fill("#recherche", typed)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        expect(page.locator("tbody th a")).to_have_text([f"{found} Camille Jeanne"])
        assert "vass" not in page.url
    eyes.look(page, "desk-found")
    page.fill("#recherche", "personne de ce nom")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Aucune pré-plainte trouvée")
    eyes.look(page, "desk-nothing-found")


def filters_and_keeps_the_view(page: Page, eyes: Eyes) -> None:
    page.goto("/agents/")
    page.select_option("[name=nature]", "theft")
    page.select_option("[name=agent]", "personne")
    press(page, "Filtrer")
    page.get_by_role("link", name="Enregistrer cette vue").click()
    page.fill("[name=name]", "Vols sans agent")
    send(page)
    expect(page.locator(".saved [aria-current]")).to_have_text("Vols sans agent")
    page.locator("tbody th a").nth(1).click()
    heading(page, "BELLANGER Camille Jeanne")
    page.get_by_role("link", name="Suivante").click()
    heading(page, "NOUVEL Camille Jeanne")
    page.get_by_role("link", name="Précédente").click()
    heading(page, "BELLANGER Camille Jeanne")
    page.locator(".neighbours .back a").click()
    expect(page.locator(".saved [aria-current]")).to_have_text("Vols sans agent")


def hands_out_the_page(page: Page, who: Cast, eyes: Eyes) -> None:
    page.select_option("[name=portee]", "page")
    press(page, "Continuer")
    send(page)
    eyes.look(page, "desk-bulk-errors")
    page.select_option("[name=officer]", label="Paul Petit")
    send(page)
    expect(page.locator("main")).to_contain_text("Paul Petit")
    eyes.look(page, "desk-bulk-confirm")
    press(page, "Lancer")
    expect(page.locator("progress")).to_be_visible()
    eyes.look(page, "desk-bulk-progress")
    run = BulkRun.objects.get()
    bulk.advance(run.pk)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator(".run-progress")).to_contain_text("3 sur 3")
    expect(page.get_by_role("button", name="Arrêter")).to_have_count(0)
    eyes.look(page, "desk-bulk-done")
    page.get_by_role("link", name="Vos lots").first.click()
    eyes.look(page, "desk-bulk-runs")


# -- to another unit, to the victim and back -------------------------------------------------------
def test_another_unit_sees_nothing_before_and_everything_after(desks: Desks, eyes: Eyes) -> None:
    who = cast()
    gone = filed(who.unit, "Vasseur", hours=20)
    page, stranger = desks.of(who.claire), desks.of(who.stranger)

    stranger.goto("/agents/")
    expect(stranger.locator("main")).to_contain_text("Aucune pré-plainte en cours")
    eyes.look(stranger, "desk-inbox-empty")
    nothing_opens(stranger, gone)
    finds(stranger, "Vasseur", 0)
    page.goto(gone.get_absolute_url())
    transfers(page, eyes)

    nothing_opens(page, gone)
    finds(page, "Vasseur", 0)
    finds(stranger, "Vasseur", 1)
    stranger.goto("/agents/")
    stranger.locator("tbody th a").click()
    heading(stranger, "VASSEUR Camille Jeanne")
    expect(stranger.locator(".timeline")).to_contain_text("Claire Morel")


def nothing_opens(page: Page, complaint: Complaint) -> None:
    """Whatever address of the desk about that file: as if it didn't exist."""
    for pattern in desk_urls.urlpatterns:
        names = list(pattern.pattern.converters)
        if names[:1] == ["reference"]:
            address = reverse(f"desk:{pattern.name}", args=[complaint.reference, *[uuid4() for _ in names[1:]]])
            assert page.request.get(address).status == 404, address
    page.goto(complaint.get_absolute_url())
    expect(page.locator("body")).not_to_contain_text("VASSEUR")


def finds(page: Page, typed: str, number: int) -> None:
    page.goto(reverse("desk:search"))
    page.fill("#recherche", typed)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("tbody tr")).to_have_count(number)


def transfers(page: Page, eyes: Eyes) -> None:
    page.get_by_role("link", name="Transférer à une autre unité").click()
    page.fill("main [name=q]", "Évreux")
    press(page, "Chercher")
    eyes.look(page, "desk-transfer")
    with page.expect_navigation():
        page.get_by_role("button", name="Choisir : Commissariat de police d’Évreux").click()
    eyes.look(page, "desk-transfer-confirm")
    press(page, "Transférer le dossier")
    expect(page).to_have_url(re.compile(r"/agents/$"))


def test_more_is_asked_answered_then_signed_and_handed_over(desks: Desks, eyes: Eyes) -> None:
    who = cast()
    complaint, absent, other = filed(who.unit, "Vasseur", hours=20), stages.past(who.unit), stages.confirmed(who.unit)
    ReplyTemplateFactory(purpose=ReplyPurpose.ASK, reason="", name="Facture", words={"fr": "Avez-vous la facture ?"})
    ReplyTemplateFactory(name="Déjà déposée")
    page, phone = desks.of(who.claire), desks.blank(viewport={"width": 360, "height": 740})

    asks(page, complaint, eyes)
    phone.goto(reverse("complaints:follow_link", args=[complaint.follow_secret]))
    answers(phone)
    page.goto("/agents/")
    expect(page.locator("tr", has_text="VASSEUR")).to_contain_text("la victime a répondu")
    page.locator("tr", has_text="VASSEUR").locator("th a").click()
    expect(page.locator("#echanges")).to_contain_text("Oui, la voici.")
    expect(page.locator("main")).to_contain_text("facture.pdf")
    eyes.look(page, "desk-file-answered")

    hands_over(page)
    dismissal(page, complaint, eyes)
    absence(page, absent, eyes)
    signature(page, other, eyes)


def asks(page: Page, complaint: Complaint, eyes: Eyes) -> None:
    page.goto(complaint.get_absolute_url())
    page.get_by_role("link", name="Demander un complément").click()
    page.fill("[name=days]", "400")
    send(page)
    expect(page.locator(".error-summary")).to_be_visible()
    eyes.look(page, "desk-ask-errors")
    page.get_by_role("radio").first.check(force=True)
    page.fill("[name=days]", "5")
    send(page)
    eyes.look(page, "desk-ask-text")
    send(page)
    expect(page.get_by_role("heading", name="La victime complète son dossier")).to_be_visible()
    eyes.look(page, "desk-file-asked")


def answers(phone: Page) -> None:
    phone.fill("[name=answer]", "Oui, la voici.")
    phone.set_input_files(
        "[name=files]", {"name": "facture.pdf", "mimeType": "application/pdf", "buffer": samples.document()}
    )
    phone.get_by_role("button", name="Envoyer ma réponse").click()
    expect(phone.locator("main")).to_contain_text("Oui, la voici.")


def hands_over(page: Page) -> None:
    """The paper to sign, the data, everything with its files: each a download of its own."""
    for label, kind in (
        ("Imprimer le dossier", "application/pdf"),
        ("Exporter (JSON)", "application/json"),
        ("Exporter (ZIP)", "application/zip"),
    ):
        with page.context.expect_event("response", lambda answer: answer.request.method == "POST") as sent:
            page.get_by_role("button", name=label).click()
        assert (sent.value.status, sent.value.headers["content-type"]) == (200, kind)


def dismissal(page: Page, complaint: Complaint, eyes: Eyes) -> None:
    """Prepared only: the officer changes their mind before the last page."""
    page.goto(reverse("desk:dismiss", args=[complaint.reference]))
    send(page)
    expect(page.locator(".error-summary")).to_be_visible()
    eyes.look(page, "desk-dismiss-errors")
    page.get_by_role("radio").first.check(force=True)
    send(page)
    eyes.look(page, "desk-dismiss-confirm")
    page.get_by_role("link", name="Revenir au dossier").click()


def absence(page: Page, complaint: Complaint, eyes: Eyes) -> None:
    page.goto(complaint.get_absolute_url())
    eyes.look(page, "desk-file-past")
    page.get_by_role("link", name="Noter l’absence").click()
    eyes.look(page, "desk-miss")
    send(page)
    expect(page.get_by_role("heading", name="La victime choisit un créneau")).to_be_visible()
    assert stages.fresh(complaint).status == Status.PROPOSED


def signature(page: Page, complaint: Complaint, eyes: Eyes) -> None:
    page.goto(complaint.get_absolute_url())
    page.goto(reverse("desk:sign", args=[complaint.reference]))
    send(page)
    expect(page.locator(".error-summary")).to_be_visible()
    eyes.look(page, "desk-sign-errors")
    page.fill("[name=reference]", complaint.reference.lower())
    page.fill("[name=pv_number]", "2026/004217")
    page.check("[name=same][value=changed]", force=True)
    page.locator("summary", has_text="Préjudice").click()
    page.check("[name=changed][value='objets.objects']", force=True)
    page.check("[name=unprinted]", force=True)
    send(page)
    expect(page.locator("main")).to_contain_text("effacé")
    expect(page.locator("main")).to_contain_text("Préjudice : Objets")
    eyes.look(page, "desk-file-signed")


# -- for somebody who stands before the desk -------------------------------------------------------
def test_an_officer_types_for_a_visitor(desks: Desks, eyes: Eyes) -> None:
    who = cast()
    page = desks.of(who.stranger)
    page.goto("/agents/")
    page.get_by_role("link", name="Saisir une pré-plainte").click()
    send(page)
    expect(page.locator(".error-summary")).to_be_visible()
    eyes.look(page, "desk-entry-errors")
    page.check("[name=channel][value=visitor]", force=True)
    send(page)
    typist = Typist(page)
    for slug, given in told_at_the_desk(who.other).items():
        typist.step(slug, given)
    expect(page.locator("main")).to_contain_text("À lire à la personne")
    eyes.look(page, "desk-entry-recap")
    page.check("[name=warning_read]", force=True)
    page.check("[name=email_read]", force=True)
    send(page)
    complaint = Complaint.objects.get()
    expect(page.locator("main")).to_contain_text(complaint.follow_code)
    eyes.look(page, "desk-entry-receipt")
    press(page, "Terminé : ouvrir le dossier")
    heading(page, "MARCHAND/DELAUNAY Anne Louise")
    assert (complaint.unit, complaint.officer) == (who.other, who.stranger)


def told_at_the_desk(unit: Unit) -> dict[str, dict[str, Any]]:
    """By step; the day of the facts is one before that of the scene."""
    Competence.objects.create(unit=unit, commune=unit.commune)
    told = kinds.answers("theft", "self", "anne.delaunay@courriel.example")
    told["faits"] |= {"from_day_0": "20", "from_day_1": "11", "from_day_2": "2026"}
    told["unite"] = {"unit": str(unit.pk)}
    return told


# -- above the units -------------------------------------------------------------------------------
def test_the_head_sees_figures_and_alerts(desks: Desks, eyes: Eyes) -> None:
    who = cast()
    for name in ("Vasseur", "Bellanger", "Caron", "Dufour", "Estève"):
        filed(who.unit, name, hours=30)
    stages.signed(who.unit)
    stages.dismissed(who.unit)
    escalation.escalate()
    page = desks.of(who.head)

    page.goto("/agents/")
    expect(page.locator(".tabs .count-alert")).not_to_have_count(0)
    page.get_by_role("link", name=re.compile("En retard")).click()
    expect(page.locator("tbody tr.is-late")).to_have_count(5)
    eyes.look(page, "desk-inbox-late")
    page.get_by_role("link", name="Statistiques").click()
    eyes.look(page, "desk-statistics")
    for scope in page.locator("[name=perimetre] option").evaluate_all("all => all.map((one) => one.value)")[1:]:
        page.select_option("[name=perimetre]", scope)
        press(page, "Afficher")
    eyes.look(page, "desk-statistics-elsewhere")
    with page.expect_download() as saved:
        page.get_by_role("link", name="Télécharger pour un tableur (CSV)").click()
    assert saved.value.suggested_filename.endswith(".csv")


def test_the_administrator_words_invites_and_searches_everywhere(desks: Desks, eyes: Eyes) -> None:
    who = cast()
    elsewhere = filed(who.unit, "Vasseur")
    template = ReplyTemplateFactory(name="Portail bleu")
    page = desks.of(who.administrator)

    page.goto("/agents/")
    eyes.look(page, "desk-inbox-of-nobody")
    words_a_template(page, template, eyes)
    invites(page, who, desks, eyes)
    page.goto(reverse("desk:search"))
    eyes.look(page, "desk-search")
    page.fill("#recherche", "vasseur")
    page.check("[name=partout]")
    with page.expect_navigation():
        page.get_by_role("button", name="Chercher").click()
    expect(page.locator(".elsewhere tbody tr")).to_have_count(1)
    expect(page.locator(".elsewhere")).to_contain_text(elsewhere.reference)
    expect(page.locator("main")).not_to_contain_text("VASSEUR")
    eyes.look(page, "desk-found-elsewhere")


def words_a_template(page: Page, template: ReplyTemplate, eyes: Eyes) -> None:
    page.goto(reverse("admin:complaints_replytemplate_change", args=[template.pk]))
    page.fill("[name=words_fr]", "Bonjour.\nVotre {numero} est close.")
    page.locator("[name=_save]").click()
    expect(page.locator(".errorlist").first).to_contain_text("{numero}")
    expect(page.locator(".errorlist").first).to_contain_text("2")
    page.fill("[name=words_fr]", "Bonjour.\nVotre pré-plainte {reference} est close.")
    with page.context.expect_page() as opened:
        page.get_by_role("button", name=re.compile("Essayer")).click()
    expect(opened.value.locator("#content")).to_contain_text("Votre pré-plainte")
    eyes.look(opened.value, "admin-template-preview")
    page.locator("[name=_save]").click()
    expect(page.locator(".messagelist .success")).to_be_visible()


def invites(page: Page, who: Cast, desks: Desks, eyes: Eyes) -> None:
    page.goto(reverse("admin:units_officer_add"))
    for name, value in {"username": "alex.morin", "name": "Alex Morin", "email": "alex.morin@police.example"}.items():
        page.fill(f"[name={name}]", value)
    page.fill(".field-units .select2-search__field", who.unit.name)
    page.get_by_role("option", name=who.unit.name).click()
    page.locator("[name=_save]").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    owed.invite_waiting()
    guest = desks.blank()
    guest.goto(reverse("units:invitation", args=[accounts.secret_of(Officer.objects.get(username="alex.morin"))]))
    guest.fill("[name=new_password1]", "court")
    guest.fill("[name=new_password2]", "court")
    send(guest)
    expect(guest.locator(".error-summary")).to_be_visible()
    eyes.look(guest, "desk-invitation-errors")
    guest.fill("[name=new_password1]", "barque citron onze velours")
    guest.fill("[name=new_password2]", "barque citron onze velours")
    send(guest)
    assert Officer.objects.get(username="alex.morin").has_usable_password()
