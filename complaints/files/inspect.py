"""A stranger's file, opened in a process of its own: no bomb and no fault of a library reaches the web server.

The process knows nothing (empty environment, isolated interpreter) and has little: see ``child.limit_resources``.
"""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from complaints.enums import FileType
from complaints.files.child import NAMED_BOMB
from complaints.files.faults import Fault, Unfit
from complaints.files.kinds import IMAGES, kind_of

logger = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 30  # seconds of a clock, on a busy machine; the child's own processor time is shorter
RUN = "import sys; sys.path.extend(sys.argv[1:]); from complaints.files.{module} import main; main()"
WORN_OUT = (-6, -9, -11, -24)
"""Signals that end a child which used up its memory, its stack or its time: ABRT, KILL, SEGV, XCPU."""


@dataclass(frozen=True)
class Inspected:
    """What a file is, and the copies that are shown of it: JPEG for an image, PDF for a document."""

    file_type: FileType
    view: bytes
    thumb: bytes


def inspect(content: bytes, *, name: str) -> Inspected:
    """Say what the file is and make its copies. ``Unfit`` when it can't be taken."""
    file_type = kind_of(content, name)
    done = _run("images" if file_type in IMAGES else "pdfs", content)
    head, _line, parts = done.partition(b"\n")
    answer = json.loads(head)
    if "fault" in answer:
        raise Unfit(Fault(answer["fault"]))
    view, thumb = parts[: answer["view"]], parts[answer["view"] :]
    return Inspected(file_type, view, thumb)


def _run(module: str, content: bytes) -> bytes:
    # The isolated interpreter reads no environment: where libraries lie by PYTHONPATH, it is told so.
    libraries = [path for path in sys.path if path.startswith("/") and path != str(ROOT)]
    command = [sys.executable, "-I", "-c", RUN.format(module=module), str(ROOT), *libraries]
    try:
        done = subprocess.run(
            command, input=content, capture_output=True, env={}, cwd="/", timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        raise Unfit(Fault.BOMB) from None
    if done.returncode == 0 and done.stdout:
        return done.stdout
    if done.returncode in (NAMED_BOMB, *WORN_OUT):
        raise Unfit(Fault.BOMB)
    logger.error("file not inspected module=%s code=%s", module, done.returncode)
    raise Unfit(Fault.UNCHECKED)
