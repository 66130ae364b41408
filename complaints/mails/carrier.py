"""Hands messages to the relay or the provider, over one connection kept open for each thread of a worker.

What it says of a failure is a code: the server's own words quote addresses.
"""

from __future__ import annotations

import threading
import time
from smtplib import (
    SMTPDataError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPServerDisconnected,
)

from anymail.exceptions import AnymailAPIError, AnymailError, AnymailInvalidAddress, AnymailRecipientsRefused
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend as SmtpBackend

IDLE = 5.0  # seconds after which a kept connection is tried before it is trusted
GOODBYE = 421  # the relay closes, and would take the message on a new connection
NOT_THE_RECIPIENTS_FAULT = (401, 403, 408, 429)  # our account at the provider, or too many at once
FAILURES = (SMTPException, AnymailError, OSError, ValueError)


class Undelivered(Exception):
    """The message wasn't taken. ``final``: it never will be. ``code`` names why, and nobody."""

    def __init__(self, code: str, *, final: bool) -> None:
        super().__init__(code)
        self.code, self.final = code, final


class _Line(threading.local):
    """The connection of one thread."""

    backend: BaseEmailBackend | None = None
    used_at = 0.0


_line = _Line()


def carry(message: EmailMultiAlternatives) -> str:
    """Hand the message over; returns the provider's id of it (empty with SMTP). ``Undelivered`` otherwise.

    A kept connection that the relay has closed meanwhile is opened anew, once. If the relay had taken the message
    just before it closed, the recipient gets it twice with one Message-ID, which mailboxes show once.
    """
    reused = _line.backend is not None
    try:
        return _send(message)
    except FAILURES as error:
        hang_up()
        if reused and _said_goodbye(error):
            return carry(message)
        raise _undelivered(error) from None  # the cause quotes the address


def hang_up() -> None:
    """Close this thread's connection; the next message opens another."""
    backend, _line.backend = _line.backend, None
    if backend is None:
        return
    try:
        backend.close()
    except (SMTPException, OSError):
        return  # it was broken already, which is why it is closed


def _send(message: EmailMultiAlternatives) -> str:
    backend = _dial()
    if not backend.send_messages([message]):
        raise AnymailError("cancelled before sending")
    _line.used_at = time.monotonic()
    status = getattr(message, "anymail_status", None)
    return "" if status is None or status.message_id is None else str(status.message_id)


def _dial() -> BaseEmailBackend:
    """This thread's connection, open."""
    backend = _line.backend
    if backend is None:
        _line.backend = backend = get_connection()
        backend.open()
    elif isinstance(backend, SmtpBackend) and backend.connection and time.monotonic() - _line.used_at > IDLE:
        backend.connection.noop()
    return backend


def _said_goodbye(error: Exception) -> bool:
    return isinstance(error, SMTPServerDisconnected) or _smtp_code(error) == GOODBYE


def _smtp_code(error: Exception) -> int:
    """The relay's three digits, or 0."""
    if isinstance(error, SMTPRecipientsRefused):
        return next((code for code, _ in error.recipients.values()), 0)
    return int(error.smtp_code) if isinstance(error, SMTPResponseException) else 0


def _undelivered(error: Exception) -> Undelivered:
    """What the failure means for this mail. A refused sender is our own configuration: mended, the mail leaves."""
    if code := _smtp_code(error):
        about_the_mail = isinstance(error, SMTPRecipientsRefused | SMTPDataError)
        return Undelivered(f"smtp {code}", final=about_the_mail and code >= 500)
    if isinstance(error, AnymailRecipientsRefused):
        return Undelivered("provider refused", final=True)
    if isinstance(error, AnymailAPIError) and (status := error.status_code):
        return Undelivered(f"provider {status}", final=400 <= status < 500 and status not in NOT_THE_RECIPIENTS_FAULT)
    # ValueError: an address or a header that no message can carry.
    final = isinstance(error, AnymailInvalidAddress) or (
        isinstance(error, ValueError) and not isinstance(error, OSError | AnymailError)
    )
    return Undelivered(type(error).__name__, final=final)
