"""What runs in the process that opens a stranger's file: few resources, no secret, one answer on its output.

Imports nothing of Django: it starts in a tenth of a second. The answer is a line of JSON, then the two copies that
it announces.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Callable

from complaints.files.faults import Fault, Unfit

MEMORY = 1 << 30
CPU_SECONDS = 15
NAMED_BOMB = 3
"""Exit code of a child whose memory was used up."""

Copies = tuple[bytes, bytes]
"""The viewing copy and the thumbnail, which may be empty."""


def limit_resources() -> None:
    """No more memory and processor time than an ordinary file needs; no file, no other process, no core dump."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    for nothing in (resource.RLIMIT_FSIZE, resource.RLIMIT_NPROC, resource.RLIMIT_CORE):
        resource.setrlimit(nothing, (0, 0))


def serve(work: Callable[[bytes], Copies]) -> None:
    """Read a file from the input, write what ``work`` makes of it, or why it can't be taken."""
    limit_resources()
    content = sys.stdin.buffer.read()
    try:
        view, thumb = work(content)
    except Unfit as unfit:
        _answer({"fault": unfit.fault})
    except MemoryError:
        sys.exit(NAMED_BOMB)
    except Exception:  # noqa: BLE001 -- whatever a library says of a stranger's bytes, they can't be read
        _answer({"fault": Fault.BROKEN})
    else:
        _answer({"view": len(view), "thumb": len(thumb)}, view, thumb)


def _answer(head: dict[str, object], *parts: bytes) -> None:
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + b"".join(parts))
    sys.stdout.buffer.flush()
