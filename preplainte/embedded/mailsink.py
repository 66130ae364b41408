"""A mail relay that delivers nothing: each message becomes an ``.eml`` file, read at ``/demo/courriels/``.

Loopback only. A recipient at ``refuse.example`` is refused as by a relay that knows no such mailbox.
"""

from __future__ import annotations

import argparse
import asyncio
import signal
import time
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

REFUSED_DOMAIN = "@refuse.example"


class Keeper:
    """What aiosmtpd asks for each recipient and each message."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.last = 0

    async def handle_RCPT(  # noqa: N802 -- the name is aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.lower().endswith(REFUSED_DOMAIN):
            return "550 5.1.1 No such mailbox"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 -- likewise
        content = envelope.original_content or b""
        trace = "".join(f"Delivered-To: {address}\r\n" for address in envelope.rcpt_tos).encode()
        path = self.folder / f"{self._number()}.eml"
        written = path.with_suffix(".part")
        written.write_bytes(trace + content)
        written.rename(path)  # whole or not at all, for those who list the folder
        return "250 OK, kept"

    def _number(self) -> int:
        """Microseconds since 1970, never twice the same: names sort by arrival."""
        self.last = max(time.time_ns() // 1000, self.last + 1)
        return self.last


async def serve(folder: Path, port: int) -> None:
    """Take messages until SIGTERM."""
    loop = asyncio.get_running_loop()
    keeper = Keeper(folder)
    server = await loop.create_server(
        lambda: SMTP(keeper, hostname="localhost", enable_SMTPUTF8=True, loop=loop), host="127.0.0.1", port=port
    )
    stop = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    async with server:
        await stop.wait()


def main() -> None:
    parser = argparse.ArgumentParser(description="Keep each message received as a file.")
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    arguments = parser.parse_args()
    arguments.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    asyncio.run(serve(arguments.folder, arguments.port))


if __name__ == "__main__":
    main()
