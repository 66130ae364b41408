"""clamd, asked in its own words (INSTREAM), for a few seconds at most. What it doesn't answer isn't clean."""

from __future__ import annotations

import logging
import socket
import struct
import time
from enum import Enum

logger = logging.getLogger(__name__)

CONNECTING, PATIENCE = 1.0, 8.0  # seconds: to reach clamd, and for the whole answer
PIECE = 1 << 16


class Verdict(Enum):
    """What is known of a file."""

    CLEAN = "clean"
    INFECTED = "infected"
    UNKNOWN = "unknown"


def scan(content: bytes, *, address: str) -> Verdict:
    """What clamd says; ``address`` is the path of its socket, or ``host:port``. ``UNKNOWN`` when it can't be asked."""
    try:
        reply = _ask(content, address, time.monotonic() + PATIENCE)
    except (OSError, ValueError) as error:  # a port that is no number is a ValueError
        logger.warning("antivirus out of reach error=%s", type(error).__name__)
        return Verdict.UNKNOWN
    if reply.endswith(b" FOUND"):
        return Verdict.INFECTED
    if reply == b"stream: OK":
        return Verdict.CLEAN
    logger.warning("antivirus gave no verdict length=%s", len(reply))
    return Verdict.UNKNOWN


def _ask(content: bytes, address: str, until: float) -> bytes:
    with _connection(address) as clamd:
        pieces = (content[start : start + PIECE] for start in range(0, len(content), PIECE))
        for part in (b"zINSTREAM\0", *(struct.pack(">I", len(piece)) + piece for piece in pieces), bytes(4)):
            clamd.settimeout(_left(until))
            clamd.sendall(part)
        reply = b""
        while not reply.endswith(b"\0"):
            clamd.settimeout(_left(until))
            reply += (more := clamd.recv(PIECE))
            if not more:
                return b""  # cut off: the beginning of an answer isn't one
        return reply.rstrip(b"\0")


def _connection(address: str) -> socket.socket:
    if address.startswith("/"):
        clamd = socket.socket(socket.AF_UNIX)
        clamd.settimeout(CONNECTING)
        try:
            clamd.connect(address)
        except OSError:
            clamd.close()
            raise
        return clamd
    host, _colon, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=CONNECTING)


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
