"""The messages that the sink kept under ``$RUN_DIR/mail/``, read back."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import default as modern
from functools import cached_property
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True)
class Mail:
    """One kept message; its number is the moment it arrived, in microseconds."""

    number: int
    content: EmailMessage

    @property
    def received(self) -> datetime:
        return datetime.fromtimestamp(self.number / 1_000_000, UTC)

    @property
    def recipients(self) -> list[str]:
        """Addresses of the envelope, which the sink writes above the message."""
        return [str(address) for address in self.content.get_all("Delivered-To", [])]

    @property
    def subject(self) -> str:
        return str(self.content.get("Subject", ""))

    @property
    def headers(self) -> list[tuple[str, str]]:
        return [(name, str(value)) for name, value in self.content.items()]

    @cached_property
    def text(self) -> str:
        part = self.content.get_body(("plain",))
        return str(part.get_content()) if part else ""

    @cached_property
    def html(self) -> str:
        part = self.content.get_body(("html",))
        return str(part.get_content()) if part else ""

    @cached_property
    def attachments(self) -> list[Attachment]:
        parts = self.content.iter_attachments()
        return [
            Attachment(number, part.get_filename() or f"{number}", part.get_content_type(), _bytes(part))
            for number, part in enumerate(parts)
        ]


@dataclass(frozen=True)
class Attachment:
    number: int
    name: str
    kind: str
    content: bytes

    @property
    def size(self) -> int:
        return len(self.content)


def summaries(box: str = "") -> list[Mail]:
    """Every message, newest first, headers only; those of one mailbox when its ``key`` is given."""
    return [mail for mail in _headers() if not box or box in map(key, mail.recipients)]


def boxes() -> list[tuple[str, str, int]]:
    """Key, address and number of messages of each recipient, by address."""
    found = Counter(address for mail in _headers() for address in mail.recipients)
    return [(key(address), address, count) for address, count in sorted(found.items())]


def read(number: int) -> Mail | None:
    """One whole message."""
    source = source_of(number)
    return None if source is None else Mail(number, _parsed(source))


def source_of(number: int) -> bytes | None:
    path = _folder() / f"{number}.eml"
    return path.read_bytes() if path.is_file() else None


def key(address: str) -> str:
    """What stands for an address in a URL: addresses stay out of those."""
    return hashlib.sha256(address.lower().encode()).hexdigest()[:16]


def _headers() -> Iterator[Mail]:
    parser = BytesHeaderParser(policy=modern)
    numbers = sorted((int(path.stem) for path in _folder().glob("*.eml") if path.stem.isdecimal()), reverse=True)
    for number in numbers:
        with (_folder() / f"{number}.eml").open("rb") as file:
            yield Mail(number, _as_message(parser.parse(file)))


def _parsed(source: bytes) -> EmailMessage:
    return _as_message(message_from_bytes(source, policy=modern))


def _as_message(message: object) -> EmailMessage:
    assert isinstance(message, EmailMessage)  # noqa: S101 -- what that policy makes
    return message


def _bytes(part: EmailMessage) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else bytes(part)


def _folder() -> Path:
    assert settings.RUN_DIR is not None  # noqa: S101 -- so it is in production only, where none of this is routed
    return settings.RUN_DIR / "mail"
