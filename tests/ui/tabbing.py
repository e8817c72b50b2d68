"""Where the Tab key leads."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from pomtray.ui.accessibility.by_keyboard import stops


def passed_by_tab(window: QWidget) -> list[QWidget]:
    """What has the keyboard, one after the other, until it comes round."""
    first = next(it for it in stops(window) if it.isEnabled())
    first.setFocus()
    passed = [first]
    for _ in range(60):
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        if window.focusWidget() is first:
            break
        passed.append(window.focusWidget())
    return passed
