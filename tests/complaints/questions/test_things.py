"""Things taken or damaged: which questions each category asks, what the buttons do, what it all comes to."""

from __future__ import annotations

import pytest

from complaints.enums import Kind
from complaints.questions.answers import Row, index_values, sections, to_json
from complaints.questions.repeating import MOST_REPEATED
from complaints.questions.steps.things import OPENED, ThingsStep
from complaints.questions.things import CATEGORIES, DOCUMENTS, ONLY, Thing
from complaints.sealing.tokens import TokenKind
from tests.complaints.driver import OBJECTS, SCAM_LOSS, VEHICLE
from tests.complaints.questions.test_steps import bound, errors

CARD = "4970101234567893"
PAYMENT = {
    "objects-0-category": "payment",
    "objects-0-means": "card",
    "objects-0-last_four": CARD,
    "objects-0-bank": "Banque de l’Iton",
    "objects-0-opposed": "yes",
    "objects-0-used": "unknown",
    "objects-0-value": "80",
}


def things(given: dict[str, str], wording: str = Kind.THEFT) -> ThingsStep:
    form = bound(ThingsStep, given, wording=wording)
    assert isinstance(form, ThingsStep)
    return form


def names(sort: str) -> set[str]:
    return set(Thing(sort=sort).fields)


# -- what is asked -----------------------------------------------------------------------------------
def test_each_category_asks_what_serves() -> None:
    assert names("phone") == {
        "category", "description", "brand", "imei", "imei_unknown", "phone_number", "operator", "value", "bought",
        "proof",
    }  # fmt: skip
    assert names("cash") == {"category", "description", "value"}
    assert set(ONLY) == {name for name, _label in CATEGORIES}
    assert {name for asked in ONLY.values() for name in asked} <= set(Thing.base_fields)


def test_each_number_has_its_unknown_beside_it() -> None:
    fields = list(Thing.base_fields)

    for name in ("imei", "plate", "vin", "marking", "serial", "document_number", "last_four", "account"):
        assert fields[fields.index(name) + 1] == f"{name}_unknown"


@pytest.mark.parametrize("kind", Kind)
def test_the_kind_tells_the_first_thing(kind: str) -> None:
    form = ThingsStep(wording=kind)

    assert tuple(thing.sort for thing in form.repeated) == OPENED.get(kind, ())
    assert {name for name, _label in form.sorts()} == {name for name, _label in CATEGORIES}
    assert form.asks_repeated is (kind != Kind.DISCRIMINATION)


@pytest.mark.parametrize(
    ("wording", "given", "accepted"),
    [
        (Kind.THEFT, OBJECTS, True),
        (Kind.THEFT, {"nothing_taken": "on"}, True),
        (Kind.PHONE, {"objects-0-category": "phone", "nothing_taken": "on"}, True),
        (Kind.THEFT, {"total": "10"}, False),
        (Kind.DAMAGE, VEHICLE, True),
        (Kind.DAMAGE, {"nothing_taken": "on"}, False),
        (Kind.SCAM, SCAM_LOSS, True),
        (Kind.SCAM, {"money_lost": "10"}, False),
        (Kind.SCAM, {"payment": "none"}, True),
        (Kind.ABUSE_OF_TRUST, {"money_lost": "10"}, True),
        (Kind.ABUSE_OF_TRUST, {"total": "10"}, False),
        (Kind.DISCRIMINATION, {"total": ""}, True),
    ],
)
def test_something_is_described(wording: str, given: dict[str, str], accepted: bool) -> None:
    assert things(given, wording).is_valid() is accepted


def test_the_error_leads_to_what_mends_it() -> None:
    form = things({"total": "10"})

    assert [(line.anchor, line.text) for line in form.error_lines] == [
        ("id_added", "Ajoutez au moins un objet, ou cochez «\u00a0Rien n’a été pris\u00a0».")
    ]


def test_each_object_is_checked_and_named() -> None:
    second = {"objects-3-category": "bag", "objects-3-value": "beaucoup"}
    form = things(OBJECTS | second)

    assert set(form.errors) == {"objects-3-description", "objects-3-value"}
    assert [str(line) for line in form.error_lines] == [
        "Objet 2, Description – Décrivez l’objet en quelques mots.",
        "Objet 2, Valeur en euros – Écrivez le montant en chiffres. Exemple\u00a0: 1 234,50",
    ]
    assert form.error_lines[0].anchor == "id_objects-3-description"


def test_a_thing_of_no_category_is_asked_for_one() -> None:
    for category in (None, "", "spaceship"):
        form = things(OBJECTS | {"objects-0-category": category})
        assert "objects-0-category" in form.errors


def test_an_object_left_blank_is_ignored() -> None:
    form = things(OBJECTS | {"objects-1-category": "bag", "objects-1-description": "", "objects-1-value": ""})

    assert form.is_valid()
    assert len(form.cleaned_data["objects"]) == 1


# -- « I don't know » --------------------------------------------------------------------------------
def test_a_number_is_given_or_said_to_be_unknown() -> None:
    blank = things(OBJECTS | {"objects-0-imei": ""})
    unknown = things(OBJECTS | {"objects-0-imei": "", "objects-0-imei_unknown": "on"})

    assert errors(blank) == {"objects-0-imei": ["Répondez, ou cochez «\u00a0Je ne connais pas l’IMEI\u00a0»."]}
    assert unknown.is_valid()
    assert to_json(unknown)["objects"][0]["imei_unknown"] is True


def test_half_a_number_is_kept_when_the_tick_is_set() -> None:
    half = VEHICLE | {"objects-0-plate": "GH-7?9-JK"}
    form = things(half | {"objects-0-plate_unknown": "on"}, Kind.DAMAGE)

    assert set(things(half, Kind.DAMAGE).errors) == {"objects-0-plate"}
    assert form.is_valid()
    assert to_json(form)["objects"][0]["plate"] == "GH-7?9-JK"


def test_a_health_cards_number_is_not_kept() -> None:
    papers = {"objects-0-category": "papers", "objects-0-document": "health_card"}
    given = things(papers | {"objects-0-document_number": "285032722900018"}, Kind.PAPERS)

    assert things(papers, Kind.PAPERS).is_valid()
    assert given.is_valid()
    assert to_json(given) == {"objects": [{"category": "papers", "document": "health_card"}]}
    assert "285032722900018" not in str(given.raw())
    assert not things(papers | {"objects-0-document": "passport"}, Kind.PAPERS).is_valid()
    assert "health_card" in dict(DOCUMENTS)


# -- cards and accounts ------------------------------------------------------------------------------
def test_a_cards_number_never_leaves_the_page() -> None:
    form = things(PAYMENT, Kind.BANK_MEANS)

    assert form.is_valid(), form.errors
    assert form.raw()["objects-0-last_four"] == ["7893"]
    assert to_json(form)["objects"][0]["last_four"] == "7893"
    for typed in ("4970101234567894", f"ma carte {CARD}", CARD[:-1]):
        wrong = things(PAYMENT | {"objects-0-last_four": typed}, Kind.BANK_MEANS)
        assert set(wrong.errors) == {"objects-0-last_four"}
        assert wrong.raw()["objects-0-last_four"] == [""]
        unknown = things(PAYMENT | {"objects-0-last_four": typed, "objects-0-last_four_unknown": "on"})
        assert unknown.is_valid()
        assert "4970" not in str(unknown.raw()) + str(to_json(unknown))


def test_a_card_and_a_chequebook_are_asked_about_differently() -> None:
    cheques = PAYMENT | {"objects-0-means": "cheque", "objects-0-last_four": "", "objects-0-cheques": "de 12 à 34"}

    assert set(things(PAYMENT | {"objects-0-last_four": ""}).errors) == {"objects-0-last_four"}
    assert things(cheques).is_valid()
    assert set(things(PAYMENT | {"objects-0-means": "cheque"}).errors) == {"objects-0-last_four"}


# -- buttons -----------------------------------------------------------------------------------------
def test_objects_are_added_and_removed_with_what_was_typed() -> None:
    posted = OBJECTS | {"objects-4-category": "bag", "objects-4-description": "Sac"}
    form = things(posted)

    assert form.press({"add": "1", "added": "bicycle"})
    assert [(thing.prefix, thing.sort, thing["description"].value()) for thing in form.repeated] == [
        ("objects-0", "phone", "Téléphone noir, écran fêlé"),
        ("objects-4", "bag", "Sac"),
        ("objects-5", "bicycle", None),
    ]
    assert not form.errors
    assert not form.repeated[1].errors
    assert form.raw()["objects-5-category"] == ["bicycle"]

    form = things(posted)
    assert form.press({"remove": "objects-0"})
    assert [(thing.prefix, thing.legend) for thing in form.repeated] == [("objects-4", "Objet 1")]
    assert "objects-0-category" not in form.raw()

    assert form.press({"remove": "objects-4"})
    assert form.repeated == []
    assert not things(posted).press({"search": "1"})


def test_another_category_keeps_what_still_applies() -> None:
    posted = VEHICLE | {"objects-0-category": "bicycle", "objects-0-colour": "rouge"}
    form = things(posted)

    assert form.press({"change": "objects-0"})
    thing = form.repeated[0]
    assert {name: thing[name].value() for name in ("description", "brand", "colour", "value")} == {
        "description": "Portière droite enfoncée",
        "brand": "Peugeot 208",
        "colour": "rouge",
        "value": "900",
    }
    assert "plate" not in thing.fields
    assert "marking" in thing.fields
    assert not form.errors


def test_objects_have_an_end() -> None:
    many = {f"objects-{n}-description": "Sac" for n in range(MOST_REPEATED)}
    form = things(many)
    form.press({"add": "1", "added": "bag"})
    assert len(form.repeated) == MOST_REPEATED
    assert not form.may_add

    forged = things(many | {f"objects-{MOST_REPEATED}-description": "Sac"})
    assert "__all__" in forged.errors


def test_discrimination_asks_about_no_thing() -> None:
    form = things(OBJECTS, Kind.DISCRIMINATION)

    assert form.is_valid()
    assert to_json(form) == {"total": "600.00"}
    assert not form.press({"add": "1"})


# -- what it comes to --------------------------------------------------------------------------------
def test_amounts_add_up_on_the_page() -> None:
    two = OBJECTS | {"objects-1-category": "cash", "objects-1-value": "49,50"}

    assert things(two).sum_typed == "500,00\u00a0€"
    assert things(two | {"objects-1-value": "beaucoup"}).sum_typed == "450,50\u00a0€"
    assert things(SCAM_LOSS, Kind.SCAM).sum_typed == "1\u00a0500,00\u00a0€"
    assert ThingsStep(wording=Kind.PHONE).sum_typed == things({"total": "3"}).sum_typed == ""


def test_things_as_a_person_reads_them() -> None:
    form = things(PAYMENT | {"total": "100"}, Kind.THEFT)
    assert form.is_valid()
    answers = {"tri": {"kind": "theft"}, "situation": {"theft": "theft"}, "objets": to_json(form)}

    assert sections(answers)[-1].rows == [
        Row(
            "Objet 1",
            "Type d’objet\u00a0: Carte bancaire ou chéquier\n"
            "Moyen de paiement\u00a0: Carte bancaire\n"
            "Quatre derniers chiffres de la carte\u00a0: •••• 7893\n"
            "Banque\u00a0: Banque de l’Iton\n"
            "Avez-vous fait opposition\u00a0? Oui\n"
            "A-t-on payé ou retiré de l’argent avec\u00a0? Je ne sais pas\n"
            "Somme prise avec ce moyen de paiement, en euros\u00a0: 80,00\u00a0€",
            "objects-1",
        ),
        Row("Somme des montants indiqués", "80,00\u00a0€", "sum"),
        Row("Votre estimation du préjudice total, en euros", "100,00\u00a0€", "total"),
    ]


def test_what_identifies_a_thing_is_indexed() -> None:
    given = VEHICLE | {"objects-0-vin": "VF3 12345678901234"}
    given |= {
        "objects-1-category": "phone",
        "objects-1-description": "Noir",
        "objects-1-phone_number": "06 39 98 11 22",
    }
    form = things(given | {"objects-1-imei": "490154203237518, 356938035643809"})
    assert form.is_valid(), form.errors

    assert index_values({"objets": to_json(form)}) == [
        (TokenKind.IDENTIFIER, "GH-789-JK"),
        (TokenKind.IDENTIFIER, "VF312345678901234"),
        (TokenKind.IDENTIFIER, "490154203237518"),
        (TokenKind.IDENTIFIER, "356938035643809"),
        (TokenKind.PHONE, "+33639981122"),
    ]


def test_what_the_page_of_the_facts_asks_isnt_asked_again() -> None:
    form = things(PAYMENT, Kind.BANK_MEANS)

    assert not {"opposed", "used"} & form.repeated[0].fields.keys()
    assert {"opposed", "used"} <= things(PAYMENT, Kind.THEFT).repeated[0].fields.keys()


def test_the_whole_of_a_scam_is_asked_after_the_things() -> None:
    assert "total" not in things({}, Kind.SCAM).helper.layout.fields
    assert "total" in things({}, Kind.THEFT).helper.layout.fields
