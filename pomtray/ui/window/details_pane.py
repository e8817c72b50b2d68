"""The details of the selected route, laid out beside the list. Loaded when they are first wanted."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtGui import QFont, QGuiApplication, QHideEvent, QPalette, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from pomtray.core.details import Details, Fact, Trouble
from pomtray.core.intent import Explain, RouteIntent
from pomtray.core.plain import isolated, kept_together
from pomtray.core.topic import Topic
from pomtray.ui.accessibility.announcing import announce
from pomtray.ui.plain_label import plain_label
from pomtray.ui.read_text import ReadText
from pomtray.ui.window.allowed_programs import AllowedPrograms
from pomtray.ui.wording import tr

_WIDTH: Final = 380
_LEAST: Final = 240
_SHORTEST, _LONGEST = timedelta(milliseconds=50), timedelta(hours=1)
"""Bounds of a wait: a clock that was set must not let it be asked without end, or never."""


class DetailsPane(QWidget):
    """`intent`: that something is tried again, or explained. `stale`: it says something else by now."""

    intent = Signal(object)
    stale = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._shown: Details | None = None
        self._has_copied = False
        self._title = plain_label("", bold=True)
        self._text = ReadText()
        self._help = QPushButton(tr("Help"), autoDefault=False)
        self._programs = AllowedPrograms()
        self._programs.intent.connect(self.intent)
        self._again = QPushButton(tr("Try again"), autoDefault=False)
        self._copy = QPushButton(tr("Copy details"), autoDefault=False)
        self._changes = QTimer(self, singleShot=True)
        self._changes.timeout.connect(self.stale)
        self._text.recoloured.connect(lambda: self._write(self._shown, keep_place=True))
        self._help.clicked.connect(lambda: self.intent.emit(Explain(self.topic)))
        self._again.clicked.connect(self._ask_again)
        self._copy.clicked.connect(self._copied)
        self._lay_out()

    def sizeHint(self) -> QSize:  # noqa: N802 Qt's name
        wanted = super().sizeHint()
        return QSize(max(_WIDTH, self.minimumSizeHint().width()), wanted.height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 Qt's name
        """Room for its buttons, whatever they are called."""
        return super().minimumSizeHint().expandedTo(QSize(_LEAST, 0))

    @property
    def topic(self) -> Topic:
        """What explains what is shown."""
        return self._shown.topic if self._shown is not None else Topic.DETAILS

    def show_details(self, details: Details | None) -> None:
        """What is so now; None: there is no such route."""
        before, self._shown = self._shown, details
        self._help.setVisible(details is not None and bool(details.troubles))
        self._again.setVisible(details is not None and details.again is not None)
        self._copy.setEnabled(details is not None)
        self._programs.show_allowed(details.route if details else "", details.allowed if details else ())
        self._wait(details)
        if before == details:
            return
        self._say_copied(is_so=False)
        same = before is not None and details is not None and before.route == details.route
        name = isolated(details.route) if details else ""
        self._title.setText(name)
        self._text.setAccessibleName(tr("Details of {route}").format(route=name) if name else tr("Details"))
        self._write(details, keep_place=same)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 Qt's name
        super().hideEvent(event)
        self._changes.stop()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self._help)
        buttons.addStretch()
        buttons.addWidget(self._again)
        buttons.addWidget(self._copy)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._title)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._programs)
        layout.addLayout(buttons)

    def _wait(self, details: Details | None) -> None:
        self._changes.stop()
        if details is not None and details.made_at is not None and details.changes_at is not None:
            wait = min(max(details.changes_at - details.made_at, _SHORTEST), _LONGEST)
            self._changes.start(wait // timedelta(milliseconds=1) + 1)

    def _write(self, details: Details | None, *, keep_place: bool) -> None:
        bar, at = self._text.verticalScrollBar(), self._text.textCursor()
        scrolled, anchor, position = bar.value(), at.anchor(), at.position()
        self._text.clear()
        if details is not None:
            _Writer(self._text).write(details)
        if not keep_place:
            self._text.moveCursor(QTextCursor.MoveOperation.Start)
            return
        end = self._text.document().characterCount() - 1
        at = self._text.textCursor()
        at.setPosition(min(anchor, end))
        at.setPosition(min(position, end), QTextCursor.MoveMode.KeepAnchor)
        self._text.setTextCursor(at)
        bar.setValue(scrolled)

    def _ask_again(self) -> None:
        if self._shown is not None and self._shown.again is not None:
            self.intent.emit(RouteIntent(self._shown.again, self._shown.route))

    def _copied(self) -> None:
        """NOTE: the window has the focus, so every desktop takes this from Qt; nobody needs it cleared."""
        if self._shown is not None:
            QGuiApplication.clipboard().setText(tr(self._shown.text()))
            self._say_copied(is_so=True)
            announce(self._copy, tr("Copied"))

    def _say_copied(self, *, is_so: bool) -> None:
        """NOTE: a text set anew would lose its letter for Alt, each time that a countdown goes on."""
        if is_so != self._has_copied:
            self._has_copied = is_so
            self._copy.setText(tr("Copied") if is_so else tr("Copy details"))


class _Writer:
    """Writes plain text in three weights: what it is about, what is so, and what that means."""

    def __init__(self, text: ReadText) -> None:
        self._cursor = QTextCursor(text.document())
        ground = text.palette()
        self._strong, self._weak, self._bold = QTextCharFormat(), QTextCharFormat(), QTextCharFormat()
        self._bold.setFontWeight(QFont.Weight.Bold)
        self._strong.setForeground(ground.color(QPalette.ColorRole.Text))
        self._bold.setForeground(ground.color(QPalette.ColorRole.Text))
        weak = ground.color(QPalette.ColorRole.Text)
        weak.setAlphaF(_WEAK)
        self._weak.setForeground(weak)

    def write(self, details: Details) -> None:
        for trouble in details.troubles:
            self._write_trouble(trouble)
        for section in details.sections:
            self._line((section.title, self._bold))
            self._write_facts(section.facts)

    def _write_trouble(self, trouble: Trouble) -> None:
        self._line((trouble.title, self._bold))
        self._line((trouble.sentence, self._strong))
        if trouble.helps:
            self._line((tr("What helps: "), self._weak), (trouble.helps, self._strong))
        self._write_facts(trouble.facts)

    def _write_facts(self, facts: tuple[Fact, ...]) -> None:
        for fact in facts:
            name = f"{fact.name}: " if fact.name else ""
            meaning = f" · {fact.meaning}" if fact.meaning else ""
            self._line((name, self._weak), (fact.text, self._strong), (meaning, self._weak))
        self._line()

    def _line(self, *parts: tuple[str, QTextCharFormat]) -> None:
        if self._cursor.position():
            self._cursor.insertBlock()
        for text, form in parts:
            self._cursor.insertText(kept_together(text), form)


_WEAK: Final = 0.75
"""Opacity: 4.5:1 and more on every ground whose text has 12:1."""
