"""What the mail provider tells afterwards. Connected by the app's ``ready``: anymail speaks by a signal."""

from __future__ import annotations

import logging
from typing import Any

from anymail.signals import AnymailTrackingEvent, EventType, tracking
from django.dispatch import receiver

from complaints.services import mailing

logger = logging.getLogger(__name__)

LOST = (EventType.BOUNCED, EventType.REJECTED, EventType.FAILED, EventType.COMPLAINED)


@receiver(tracking, dispatch_uid="complaints.bounces")
def note_lost_mail(sender: Any, event: AnymailTrackingEvent, esp_name: str, **_named: Any) -> None:
    """Turn a bounce into the flag of the inbox; deferrals and deliveries are of no interest."""
    if event.event_type not in LOST:
        return
    found = mailing.record_bounce(str(event.message_id or ""))
    logger.info("mail lost event=%s provider=%s ours=%s", event.event_type, esp_name, found)
