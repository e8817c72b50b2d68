"""The field for the key that finds a route from anywhere, and what is said of it."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QKeySequenceEdit, QLineEdit

from pomtray.core.shortcut import Shortcut
from pomtray.core.text import reason_of
from pomtray.ui.forms.common import Remark
from pomtray.ui.wording import tr


class ShortcutField(QKeySequenceEdit):
    """`remark` stands below it."""

    def __init__(self, shortcut: str, remark: str) -> None:
        """shortcut: as the settings write it."""
        super().__init__(QKeySequence(shortcut.replace("Super", "Meta")))
        self.setMaximumSequenceLength(1)
        self.setClearButtonEnabled(True)
        for line in self.findChildren(QLineEdit):
            line.setAccessibleName(tr("Key to find a route from anywhere"))
        self.remark = Remark(remark)
        self.remark.setVisible(bool(remark))

    def shortcut(self) -> str:
        """As the settings write it."""
        return self.keySequence().toString(QKeySequence.SequenceFormat.PortableText).replace("Meta", "Super")

    def show_fault(self) -> str:
        """Why the key is none, which is said below it; "" where it is one."""
        try:
            _ = Shortcut.parse(text) if (text := self.shortcut()) else None
        except ValueError as error:
            self.remark.setText(f"⚠ {tr(reason_of(error))}")
            self.remark.show()
            return self.remark.text()
        return ""
