"""What all forms share."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QSpinBox, QWidget

from pomtray.ui.words import tr


def titled(text: str, field: QWidget) -> QLabel:
    """The label of `field`; `&` in our own `text` stands before its mnemonic."""
    label = QLabel(text, textFormat=Qt.TextFormat.PlainText)
    # NOTE: the underlined letter is drawn without kerning, so the text is wider than Qt believes.
    label.setMinimumWidth(label.sizeHint().width() + 2)
    label.setBuddy(field)
    return label


def check(text: str, *, is_on: bool) -> QCheckBox:
    box = QCheckBox(text)
    box.setChecked(is_on)
    return box


def select(choices: Mapping[str, str]) -> QComboBox:
    """One of `choices`, by what they are called."""
    box = QComboBox()
    for value, text in choices.items():
        box.addItem(tr(text), str(value))
    return box


def choose(box: QComboBox, value: str) -> None:
    """Show `value`, where it is one of the choices."""
    if (place := box.findData(str(value))) >= 0:
        box.setCurrentIndex(place)


def chosen(box: QComboBox) -> str:
    return str(box.currentData())


def seconds(least: int, most: int, value: int, *, none: str = "") -> QSpinBox:
    """A time in seconds. none: what the least value is called, where that is no time."""
    box = QSpinBox()
    box.setRange(least, most)
    box.setSuffix(tr(" s"))
    box.setSpecialValueText(none)
    box.setValue(value)
    return box
