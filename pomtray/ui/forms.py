"""What all forms share."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget


def titled(text: str, field: QWidget) -> QLabel:
    """The label of `field`; `&` in our own `text` stands before its mnemonic."""
    label = QLabel(text, textFormat=Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setBuddy(field)
    return label
