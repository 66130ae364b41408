"""A clamd for tests: speaks its real protocol over a real socket, and misbehaves on demand."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SIGNATURE = b"X5O!P%@AP-FICTION-VIRUS-TEST"
"""What this clamd calls a virus."""


class Clamd:
    """``manner``: ``answers``, ``slow`` (never ends), ``cuts`` (hangs up in the middle), ``babbles``, ``full``."""

    def __init__(self, server: socket.socket, manner: str) -> None:
        self.server, self.manner = server, manner
        self.scanned: list[bytes] = []

    def run(self) -> None:
        while True:
            try:
                visitor, _address = self.server.accept()
            except OSError:
                return
            with visitor:
                try:
                    self._serve(visitor)
                except OSError:
                    continue

    def _serve(self, visitor: socket.socket) -> None:
        assert self._take(visitor, 10) == b"zINSTREAM\0"
        if self.manner == "cuts":
            return
        content = b""
        while size := struct.unpack(">I", self._take(visitor, 4))[0]:
            content += self._take(visitor, size)
        self.scanned.append(content)
        if self.manner == "slow":
            time.sleep(3)
            return
        visitor.sendall(self._verdict(content))

    def _verdict(self, content: bytes) -> bytes:
        if self.manner == "babbles":
            return b"stream: OK"  # and hangs up: the sentence isn't ended
        if self.manner == "full":
            return b"INSTREAM size limit exceeded. ERROR\0"
        return b"stream: Fiction.Test FOUND\0" if SIGNATURE in content else b"stream: OK\0"

    @staticmethod
    def _take(visitor: socket.socket, size: int) -> bytes:
        taken = b""
        while len(taken) < size:
            more = visitor.recv(size - len(taken))
            if not more:
                raise ConnectionError
            taken += more
        return taken


@contextmanager
def clamd(path: Path | None = None, *, manner: str = "answers") -> Iterator[tuple[str, Clamd]]:
    """Its address, and itself; on a unix socket, or on a port without ``path``."""
    server = socket.socket(socket.AF_UNIX if path else socket.AF_INET)
    server.bind(str(path) if path else ("127.0.0.1", 0))
    server.listen()
    address = str(path) if path else f"127.0.0.1:{server.getsockname()[1]}"
    running = Clamd(server, manner)
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    try:
        yield address, running
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join(5)
