"""What changed between the declaration and the complaint: names of questions, kept after the answers are gone."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from complaints.enums import Act, Status
from complaints.forms.closing import SignatureForm
from complaints.models import Complaint
from complaints.questions import differences
from complaints.refusals import Refused
from complaints.services import triage
from complaints.views.desk.timeline import events
from tests.complaints.desk.pages import acts, url, words
from units.models import Officer

pytestmark = pytest.mark.django_db


def noted(complaint: Complaint) -> list[str]:
    return list(complaint.journal.filter(act=Act.CHANGED).values_list("detail", flat=True))


def typed(complaint: Complaint, **changes: Any) -> dict[str, Any]:
    return {"reference": complaint.reference, "pv_number": "2026/001234", "unprinted": "on", **changes}


def test_differences_are_noted_by_name_and_outlive_the_answers(received: Complaint, desk: Client) -> None:
    ticked = ["objets.objects", "identite.phone"]

    desk.post(url("sign", received), typed(received, same="changed", changed=ticked))

    received.refresh_from_db()
    assert (received.status, received.identity, received.statement) == (Status.SIGNED, None, None)
    assert noted(received) == ["identite.phone", "objets.objects"]
    told = [event.text for event in events(received.journal.all()) if event.title == Act.CHANGED.label]
    assert told == ["Préjudice : Objets", "Identité : Téléphone"]
    assert "Préjudice : Objets" in words(desk.get(received.get_absolute_url()))


def test_nothing_changed_unless_said(received: Complaint, desk: Client) -> None:
    page = words(desk.get(url("sign", received)))
    assert "Rien n’a changé" in page
    assert "+33639980017" not in page  # nothing of the answers in what can be ticked

    desk.post(url("sign", received), typed(received))

    assert noted(received) == []
    assert Act.SIGNED in acts(received)


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"same": "changed"}, "changed"),
        ({"same": "same", "changed": ["identite.phone"]}, "same"),
        ({"changed": ["identite.phone"]}, "same"),
        ({"same": "changed", "changed": ["identite.phone", "service.phrase"]}, "changed"),
        ({"same": "changed", "changed": ["unite.unit"]}, "changed"),
        ({"same": "else"}, "same"),
    ],
)
def test_doubtful_differences_sign_nothing(
    changes: dict[str, Any], wrong: str, received: Complaint, desk: Client
) -> None:
    response = desk.post(url("sign", received), typed(received, **changes))

    form = SignatureForm(typed(received, **changes), complaint=received, printed=False)
    assert (response.status_code, list(form.errors)) == (422, [wrong])
    received.refresh_from_db()
    assert (received.status, acts(received)) == (Status.RECEIVED, [])


def test_the_service_refuses_forged_names(received: Complaint, officer: Officer) -> None:
    with pytest.raises(Refused):
        triage.sign(received, pv_number="2026/001234", changed=["identite.shoe_size"], by=officer)

    received.refresh_from_db()
    assert (received.status, received.erased_at, acts(received)) == (Status.RECEIVED, None, [])


def test_every_declared_answer_has_a_name_and_words(received: Complaint) -> None:
    names = differences.names(received.answers())

    declared = {f"{step}.{name}" for step, given in received.answers().items() for name in given}
    assert {name for name in declared if name.split(".")[0] not in ("service", "unite")} <= names
    assert all(differences.label_of(name, kind=received.kind) != name for name in names)
    assert all(len(name) <= 80 for name in names)
    assert differences.label_of("identite.gone", kind="theft") == "identite.gone"
