"""A real SMTP relay on loopback, which answers what a test wants."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from preplainte.embedded.valkey import free_port

OK = "250 OK"


class Relay:
    """What came in, and what is answered: to each recipient, and to each message."""

    def __init__(self) -> None:
        self.recipient_answer = OK
        self.message_answer = OK
        self.connections = 0
        self.messages: list[EmailMessage] = []
        self.controller: Controller | None = None

    async def handle_EHLO(  # noqa: N802 -- aiosmtpd's names
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.connections += 1
        return responses

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.recipient_answer == OK:
            envelope.rcpt_tos.append(address)
        return self.recipient_answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.message_answer == OK:
            content = envelope.content
            assert isinstance(content, bytes)
            self.messages.append(message_from_bytes(content, policy=default))  # type: ignore[arg-type]
        return self.message_answer

    @property
    def ids(self) -> list[str]:
        return [str(message["Message-ID"]) for message in self.messages]

    def start(self, port: int = 0) -> int:
        """Listen; on a port of its own unless said. Returns the port."""
        self.controller = Controller(self, hostname="127.0.0.1", port=port or free_port())
        self.controller.start()
        return int(self.controller.port)

    def stop(self) -> None:
        if self.controller:
            self.controller.stop()
            self.controller = None


@contextmanager
def running_relay() -> Iterator[tuple[Relay, int]]:
    relay = Relay()
    port = relay.start()
    try:
        yield relay, port
    finally:
        relay.stop()
