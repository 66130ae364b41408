"""Sending at the same time, with threads on PostgreSQL."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from complaints.models import Complaint, Draft
from tests.complaints.driver import FACTS, IDENTITY, answers_for, draft_number, evreux, fill, unit_of

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 6


def test_a_form_sent_six_times_at_once_is_filed_once(client: Client) -> None:
    answers = answers_for(unite={"unit": str(unit_of(evreux()).pk)})
    fill(client, answers)
    number = draft_number(client.get("/deposer/recap/"))
    start = Barrier(AT_ONCE)

    def send(_: int) -> tuple[str, str]:
        tab = Client()
        tab.cookies = client.cookies.copy()
        start.wait()
        try:
            sent = tab.post("/deposer/recap/", {**answers["recap"], "draft": number})
            return sent.url, tab.get(sent.url).content.decode()
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        shown = list(pool.map(send, range(AT_ONCE)))

    complaint = Complaint.objects.get()
    assert {url for url, _ in shown} == {"/deposer/recu/"}
    assert all(complaint.reference in page for _, page in shown)
    assert complaint.mails.count() == 3
    assert complaint.journal.count() == 1
    assert Draft.objects.get().complaint == complaint


def test_tabs_that_save_at_once_lose_nothing(client: Client) -> None:
    fill(client, answers_for(), until="unite")
    number = draft_number(client.get("/deposer/faits/"))
    steps = {"identite": {**IDENTITY, "nationality": "belge"}, "faits": {**FACTS, "place": "Au marché"}}
    start = Barrier(len(steps))

    def save(slug: str) -> int:
        tab = Client()
        tab.cookies = client.cookies.copy()
        start.wait()
        try:
            return tab.post(f"/deposer/{slug}/", {**steps[slug], "draft": number}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(steps)) as pool:
        assert list(pool.map(save, steps)) == [302, 302]

    assert "belge" in client.get("/deposer/identite/").content.decode()
    assert "Au marché" in client.get("/deposer/faits/").content.decode()
