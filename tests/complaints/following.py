"""A visitor of the follow-up pages, and what an act leaves in the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from complaints.models import Complaint
from tests.complaints import stages
from tests.markup import Elements


@dataclass(frozen=True)
class Remains:
    """All that an act may touch, read again from the database."""

    status: str
    appointments: list[tuple[datetime, str, int]]
    open_proposals: int
    mails: list[tuple[str, str]]
    journal: list[tuple[str, str]]


def remains(complaint: Complaint) -> Remains:
    row = stages.fresh(complaint)
    booked = row.appointments.order_by("period", "pk").values_list("period", "state", "sequence")
    return Remains(
        row.status,
        [(period.lower, state, sequence) for period, state, sequence in booked],
        row.proposals.filter(closed_at=None).count(),
        list(row.mails.order_by("pk").values_list("kind", "state")),
        list(row.journal.values_list("act", "detail")),
    )


def sign_in(client: Client, complaint: Complaint) -> None:
    assert client.get(reverse("complaints:follow_link", args=[complaint.follow_secret])).status_code == 302


def address(name: str, complaint: Complaint) -> str:
    return reverse(f"complaints:{name}", args=[complaint.reference])


def post(client: Client, name: str, complaint: Complaint, **data: Any) -> HttpResponse:
    return client.post(address(name, complaint), data)


def done(response: HttpResponse, complaint: Complaint) -> bool:
    return response.status_code == 302 and response["Location"] == address("follow", complaint)


def page_of(client: Client, complaint: Complaint) -> str:
    """The page as whoever has the link sees it."""
    sign_in(client, complaint)
    response = client.get(address("follow", complaint))
    assert response.status_code == 200
    return plain_blanks(response)


def text_of(html: str) -> str:
    """What the page says between header and footer."""
    (text,) = Elements(html).texts("main")
    return text


def heading(response: HttpResponse) -> str:
    (text,) = Elements(response.content.decode()).texts("h1")
    return text


def body(response: HttpResponse) -> str:
    return text_of(plain_blanks(response))


def plain_blanks(response: HttpResponse) -> str:
    return response.content.decode().replace("\u00a0", " ")


RECEIVED = [("opened", ""), ("status", "filed → received")]
PROPOSED = [*RECEIVED, ("status", "received → proposed"), ("proposed", "2")]
CONFIRMED = [*RECEIVED, ("status", "received → confirmed"), ("confirmed", "")]
