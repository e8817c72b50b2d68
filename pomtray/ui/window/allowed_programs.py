"""The programs that may have a route's credential: each can be taken back, and that undone while one is there."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from pomtray.core.details import PROGRAMS, Allowed
from pomtray.core.domain.consent import Consent
from pomtray.core.intent import TakeConsent
from pomtray.core.topic import Topic
from pomtray.ui.accessibility.announcing import announce
from pomtray.ui.plain_label import plain_label
from pomtray.ui.wording import tr

_MOST: Final = 160
"""Pixels of the list's height: many programs scroll."""


class AllowedPrograms(QWidget):
    """`intent`: that one is taken back, or given back."""

    topic = Topic.PROGRAMS
    intent = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._route = ""
        self._lines: dict[Consent, _Line] = {}
        stack = QWidget()
        self._list = QVBoxLayout(stack)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._area = _Area(stack, self._list)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(plain_label(tr(PROGRAMS), bold=True))
        layout.addWidget(self._area)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.hide()

    def show_allowed(self, route: str, allowed: tuple[Allowed, ...]) -> None:
        """What was taken back stays as a line, with Undo, until another route is shown."""
        is_same, self._route = route == self._route, route
        now = {item.consent for item in allowed}
        for consent in tuple(self._lines):
            if consent not in now and not (is_same and self._lines[consent].is_taken):
                self._lines.pop(consent).go()
        for item in allowed:
            if item.consent not in self._lines:
                line = self._lines[item.consent] = _Line(item)
                line.intent.connect(self.intent)
                self._list.addWidget(line)
        for consent, line in self._lines.items():
            line.show_taken(is_so=consent not in now)
        self.setVisible(bool(self._lines))
        self._area.updateGeometry()


class _Line(QWidget):
    intent = Signal(object)

    def __init__(self, allowed: Allowed) -> None:
        super().__init__()
        self._allowed = allowed
        self.is_taken = False
        self._text = plain_label("")
        self._button = QPushButton(autoDefault=False)
        self._button.clicked.connect(self._clicked)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self._text, 1)
        line.addWidget(self._button, 0, Qt.AlignmentFlag.AlignTop)
        self._say()

    def go(self) -> None:
        self.hide()
        self.setParent(None)
        self.deleteLater()

    def show_taken(self, *, is_so: bool) -> None:
        if is_so != self.is_taken:
            self.is_taken = is_so
            self._say()

    def _say(self) -> None:
        """NOTE: the button stays the same one, so that the keyboard stays at it."""
        name, placed = self._allowed.name, self._allowed.placed
        taken = tr("{program} is asked about again.").format(program=name)
        self._text.setText(taken if self.is_taken else f"{name} · {placed}")
        self._button.setText(tr("Undo") if self.is_taken else tr("Remove"))
        spoken = tr("Allow {program} again") if self.is_taken else tr("Remove {program}")
        self._button.setAccessibleName(spoken.format(program=name))

    def _clicked(self) -> None:
        back = self.is_taken
        self.show_taken(is_so=not back)
        self.intent.emit(TakeConsent(self._allowed.consent, back=back))
        announce(self, self._text.text())


class _Area(QScrollArea):
    """As high as what is in it, to a bound."""

    def __init__(self, inner: QWidget, inside: QVBoxLayout) -> None:
        super().__init__()
        self._inside = inside
        self.setWidget(inner)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def sizeHint(self) -> QSize:  # noqa: N802 Qt's name
        return QSize(super().sizeHint().width(), self._height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 Qt's name
        """As wide as its buttons need: it does not scroll to the side."""
        width = self._inside.minimumSize().width() + self.verticalScrollBar().sizeHint().width()
        return QSize(width, min(self._height(), _MOST // 2))

    def _height(self) -> int:
        return min(self._inside.heightForWidth(self.viewport().width()), _MOST)
