"""Reading pages and files in tests: as words, what they cost, what stands in the database."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from complaints.enums import Act
from complaints.models import Complaint
from complaints.services.booking import free_slots


def flat(text: str) -> str:
    """One plain blank between words, whatever blanks the page uses."""
    return re.sub(r"\s+", " ", text).strip()


def words(response: Any) -> str:
    """What a page says, without its markup."""
    body = re.sub(r"<head>.*?</head>", " ", response.content.decode(), flags=re.DOTALL)
    return flat(html.unescape(re.sub(r"<[^>]+>", " ", body)))


def queries(client: Client, path: str) -> int:
    """How many queries a page costs. For tests with ``transaction=True``: elsewhere each transaction is a savepoint."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return sum(query["sql"] not in ("BEGIN", "COMMIT") for query in captured)


def url(name: str, complaint: Complaint) -> str:
    return reverse(f"desk:{name}", args=[complaint.reference])


def slots(complaint: Complaint) -> list[datetime]:
    return [slot.start for slot in free_slots(complaint, now=timezone.now(), notice=False)]


def values(starts: Sequence[datetime]) -> dict[str, list[str]]:
    return {"starts": [start.isoformat() for start in starts]}


def said(response: Any) -> list[str]:
    return [flat(str(message)) for message in get_messages(response.wsgi_request)]


def acts(complaint: Complaint) -> list[str]:
    return list(complaint.journal.exclude(act=Act.OPENED).values_list("act", flat=True))


def states(complaint: Complaint) -> list[tuple[str, datetime]]:
    return [(one.state, one.period.lower) for one in complaint.appointments.order_by("period")]
