"""Qt's objects end in the thread that made them."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def _collected_here() -> Iterator[None]:
    """NOTE: a timer that a test leaves in a reference cycle would else be collected in any worker thread."""
    yield
    gc.collect()
