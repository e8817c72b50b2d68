"""What all forms share."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent, QValidator
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QSpinBox, QStyle, QStyleOptionComboBox, QWidget

from pomtray.core.settings.span import span_seconds, span_text
from pomtray.ui.plain_label import PlainLabel
from pomtray.ui.wording import tr
from pomtray.ui.words.names import tip

_NARROWEST = 12
"""Characters of a choice that stay where a form has little room."""


def titled(text: str, field: QWidget) -> QLabel:
    """The label of `field`; `&` in our own `text` stands before its mnemonic."""
    label = QLabel(text, textFormat=Qt.TextFormat.PlainText)
    # NOTE: the underlined letter is drawn without kerning, so the text is wider than Qt believes.
    label.setMinimumWidth(label.sizeHint().width() + 2)
    label.setBuddy(field)
    return label


class Remark(PlainLabel):
    """What is said below a field, as high as it is there: Qt's forms reserve what it would take in a narrow place."""

    def sizeHint(self) -> QSize:  # noqa: N802 Qt's name
        wanted = super().sizeHint()
        return QSize(wanted.width(), max(self.heightForWidth(max(self.width(), wanted.width())), 0))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 Qt's name
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()


def check(text: str, *, is_on: bool) -> QCheckBox:
    box = QCheckBox(text)
    box.setChecked(is_on)
    return box


def select(choices: Mapping[str, str]) -> QComboBox:
    """One of `choices`, by what they are called."""
    box = combo_box()
    for value, text in choices.items():
        box.addItem(tr(text), str(value))
    return box


def combo_box() -> QComboBox:
    """As wide as its choices where there is room, and narrower where there is not."""
    box = Choices()
    box.setMinimumContentsLength(_NARROWEST)
    return box


class Choices(QComboBox):
    """A choice that it is too narrow for ends in "…", and its tooltip has all of it: some styles cut it off."""

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:  # noqa: N802 Qt's name
        super().initStyleOption(option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self).width()
        option.currentText = self.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideRight, room)

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip:
            shown = QStyleOptionComboBox()
            self.initStyleOption(shown)
            self.setToolTip(tip(self.currentText()) if shown.currentText != self.currentText() else "")
        return super().event(event)


def choose(box: QComboBox, value: str) -> None:
    """Show `value`, where it is one of the choices."""
    if (place := box.findData(str(value))) >= 0:
        box.setCurrentIndex(place)


def chosen(box: QComboBox) -> str:
    return str(box.currentData())


def seconds(least: int, most: int, value: int, *, none: str = "") -> QSpinBox:
    """A time in seconds. none: what the least value is called, where that is no time."""
    box = _Seconds()
    box.setRange(least, most)
    box.setSpecialValueText(none)
    box.setValue(value)
    return box


class _Seconds(QSpinBox):
    """Shown and typed in hours, minutes and seconds; the steps are those of the unit that is shown last."""

    def textFromValue(self, val: int) -> str:  # noqa: N802 Qt's name
        return span_text(val)

    def valueFromText(self, text: str) -> int:  # noqa: N802 Qt's name
        if text == self.specialValueText():
            return self.minimum()
        return span_seconds(text) or 0

    def validate(self, text: str, pos: int) -> tuple[QValidator.State, str, int]:
        typed = self.minimum() if text == self.specialValueText() else span_seconds(text)
        is_well = typed is not None and self.minimum() <= typed <= self.maximum()
        return (QValidator.State.Acceptable if is_well else QValidator.State.Intermediate), text, pos

    def stepBy(self, steps: int) -> None:  # noqa: N802 Qt's name
        value = self.value()
        self.setSingleStep(next((size for size in (3600, 60) if value > size and value % size == 0), 1))
        super().stepBy(steps)
