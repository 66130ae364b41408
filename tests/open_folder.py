"""A folder for a launcher's state: pytest's own are closed to the account that runs the servers."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def open_folder() -> Iterator[Path]:
    """An empty folder that every account may enter, removed at the end with all that servers left in it."""
    folder = Path(tempfile.mkdtemp(prefix="preplainte-test-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)
