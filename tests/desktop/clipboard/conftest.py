"""Nothing of ours stays on Qt's clipboard: what is there when Python has ended is freed by nobody who could."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QGuiApplication


@pytest.fixture(autouse=True)
def _emptied() -> Iterator[None]:
    yield
    if QGuiApplication.instance() is not None:
        QGuiApplication.clipboard().clear()
