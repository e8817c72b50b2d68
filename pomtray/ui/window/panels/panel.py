"""One of what stands above the window's list: a shape, a title and a sentence."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from pomtray.ui.icons.icons import Icons
from pomtray.ui.icons.sign import Sign
from pomtray.ui.plain_label import plain_label


class Panel(QFrame):
    """A title, a sentence and, on the left, a shape. Plain text: names in it come from elsewhere."""

    def __init__(self, icons: Icons, icon: str, title: str, text: str) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        self.body = QVBoxLayout()
        self.body.addWidget(plain_label(title, bold=True))
        self.text = plain_label(text)
        self.body.addWidget(self.text)
        self.beside = QHBoxLayout(self)
        self.beside.addWidget(Sign(icons, icon))
        self.beside.addLayout(self.body, 1)
