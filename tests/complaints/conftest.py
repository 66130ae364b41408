"""What the tests of the follow-up pages share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from tests.complaints import stages


@pytest.fixture
def sunday() -> Iterator[None]:
    """The day on which ``stages`` are set."""
    with time_machine.travel(stages.SUNDAY, tick=False):
        yield
