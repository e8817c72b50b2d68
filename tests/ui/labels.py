"""What a person reads on a button or in a menu's line."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton

from pomtray.ui.accessibility.mnemonics import bare


def reads(it: QAbstractButton | QAction) -> str:
    """Its text without the mark of its letter."""
    return bare(it.text())
