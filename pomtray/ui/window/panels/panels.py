"""What stands above the window's list: questions that a sign-in asks, and what is wrong with the program."""

from __future__ import annotations

from functools import partial
from typing import Final, assert_never

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from pomtray.core.domain.consent import ConsentAnswer
from pomtray.core.domain.lock import LOCKED, Lock
from pomtray.core.errors import Missing, Part
from pomtray.core.intent import Answer, AnswerProgram, AppAction, Explain
from pomtray.core.topic import Topic, topic_of_part
from pomtray.core.view.badge import MARKS, Badge
from pomtray.core.view.snapshot import PendingQuestion, ProgramQuestion, Snapshot
from pomtray.ui.choices import remedy
from pomtray.ui.icons.icons import Icons
from pomtray.ui.labels import label
from pomtray.ui.window.panels.code_panel import CodePanel, CodeToEnter
from pomtray.ui.window.panels.panel import Panel
from pomtray.ui.wording import tr
from pomtray.ui.words.program import SESSION_ACTIONS


class QuestionPanel(Panel):
    """Neither button is a default: somebody who types or presses Enter elsewhere must not answer by accident."""

    answered = Signal(object)

    def __init__(self, icons: Icons, asking: PendingQuestion) -> None:
        super().__init__(icons, "question", asking.question.title, asking.question.text)
        self._asking = asking
        self.entry = self._make_entry(asking.question.entry) if asking.question.entry else None
        """Where the person types what is asked for; None where a yes is enough."""
        self._buttons = QHBoxLayout()
        self._buttons.addStretch()
        self._add(tr("No"), yes=False)
        self._yes = self._add(asking.question.yes, yes=True)
        if self.entry is not None:
            self._require(self.entry)
        self.body.addLayout(self._buttons)

    def _make_entry(self, name: str) -> QLineEdit:
        entry = QLineEdit(echoMode=QLineEdit.EchoMode.Password, clearButtonEnabled=True)
        entry.setAccessibleName(name)
        entry.setPlaceholderText(name)
        self.body.addWidget(entry)
        return entry

    def _require(self, entry: QLineEdit) -> None:
        self._yes.setEnabled(False)
        entry.textChanged.connect(lambda text: self._yes.setEnabled(bool(text.strip())))
        entry.returnPressed.connect(self._yes.click)

    def _add(self, text: str, *, yes: bool) -> QPushButton:
        button = QPushButton(label(text), self)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: self._answer(yes=yes))
        self._buttons.addWidget(button)
        return button

    def _answer(self, *, yes: bool) -> None:
        """One answer: a second click finds the buttons dead, and nothing typed stays on screen."""
        text = self._taken()
        for button in self.findChildren(QPushButton):
            button.setEnabled(False)
        asking = self._asking
        self.answered.emit(Answer(asking.login, asking.attempt, asking.number, yes, text if yes else ""))

    def _taken(self) -> str:
        if self.entry is None:
            return ""
        text = self.entry.text().strip()
        self.entry.clear()
        self.entry.setEnabled(False)
        return text


_SEEN_AFTER: Final = 500
"""Milliseconds."""


class ProgramPanel(Panel):
    """No button is a default here either, and none is alive before the person can have seen what it is about."""

    topic = Topic.PROGRAMS
    answered = Signal(object)

    def __init__(self, icons: Icons, asking: ProgramQuestion) -> None:
        super().__init__(icons, "question", asking.title, asking.text)
        self._number = asking.number
        self._seen = QTimer(self, singleShot=True, interval=_SEEN_AFTER)
        self._seen.timeout.connect(lambda: self._enable(alive=True))
        line = QHBoxLayout()
        line.addStretch()
        for said, text in reversed(asking.answers):
            button = QPushButton(label(text), self)
            button.setAutoDefault(False)
            button.clicked.connect(partial(self._answer, said))
            line.addWidget(button)
        self.body.addLayout(line)
        self._enable(alive=False)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 Qt's name
        """NOTE: it comes up under a pointer that was on its way to something else."""
        super().showEvent(event)
        self._enable(alive=False)
        self._seen.start()

    def _enable(self, *, alive: bool) -> None:
        for button in self.findChildren(QPushButton):
            button.setEnabled(alive)

    def _answer(self, said: ConsentAnswer) -> None:
        self._enable(alive=False)
        self.answered.emit(AnswerProgram(self._number, said))


class RemedyPanel(Panel):
    """What is in the way, with Help on the one side and what can be done about it on the other."""

    asked = Signal(object)

    def __init__(self, icons: Icons, sign: str, title: str, text: str, topic: Topic) -> None:
        super().__init__(icons, sign, title, text)
        self.topic = topic
        self._line = QHBoxLayout()
        self._add(Explain(topic), tr("Help"))
        self._line.addStretch()
        self.body.addLayout(self._line)

    def _add(self, intent: AppAction | Explain, text: str) -> None:
        button = QPushButton(label(text), self)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: self.asked.emit(intent))
        self._line.addWidget(button)


class MissingPanel(RemedyPanel):
    """What cannot be had. It stays where it is while that is tried."""

    def __init__(self, icons: Icons, missing: Missing) -> None:
        sign, problem = MARKS.get(missing.part, Badge.FAILED), missing.problem
        super().__init__(icons, sign, problem.title, tr(problem.text()), topic_of_part(missing.part))
        if missing.part is Part.SETTINGS:
            self._add(AppAction.EDIT_SETTINGS, tr("Edit here"))
        self._add(*remedy(missing))


class LockedPanel(RemedyPanel):
    """Why no row says more, and the way out of it."""

    def __init__(self, icons: Icons) -> None:
        super().__init__(icons, Badge.LOCKED, tr(LOCKED.title), tr(LOCKED.sentence), Topic.LOCKED)
        self._add(AppAction.UNLOCK, tr(SESSION_ACTIONS[AppAction.UNLOCK]))


Item = Missing | PendingQuestion | ProgramQuestion | CodeToEnter | Lock

_LEAST_HEIGHT: Final = 300
"""Pixels: room for one question with its buttons, of those that say most."""


class Panels(QScrollArea):
    """The panels that stand now; one that stays is not made anew, so that it keeps focus and place.

    Many of them scroll: a layout that is too small would cut their texts off.
    """

    intent = Signal(object)

    def __init__(self, icons: Icons, parent: QWidget) -> None:
        super().__init__(parent)
        self._icons = icons
        self._standing: dict[Item, Panel] = {}
        self._stack = QWidget()
        self._layout = QVBoxLayout(self._stack)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self.setWidget(self._stack)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.hide()

    def sizeHint(self) -> QSize:  # noqa: N802 Qt's name
        return QSize(super().sizeHint().width(), self._wanted_height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 Qt's name
        """As wide as their buttons and pictures are, whatever the letters: nothing scrolls to the side."""
        width = self._stack.minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width()
        return QSize(width if self._standing else 0, min(self._wanted_height(), _LEAST_HEIGHT))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 Qt's name
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        codes = (CodeToEnter(row.route, row.device) for row in snapshot.rows if row.device)
        locked = (snapshot.lock,) if snapshot.lock is Lock.LOCKED else ()
        self.show_panels((*locked, *snapshot.programs, *snapshot.questions, *codes, *snapshot.trouble))

    def show_panels(self, wanted: tuple[Item, ...]) -> None:
        for gone in self._standing.keys() - set(wanted):
            panel = self._standing.pop(gone)
            self._layout.removeWidget(panel)
            panel.hide()
            panel.deleteLater()
        for place, item in enumerate(dict.fromkeys(wanted)):
            if item not in self._standing:
                self._standing[item] = self._panel(item)
                self._layout.insertWidget(place, self._standing[item])
        self.setVisible(bool(wanted))
        self.updateGeometry()

    def entry(self) -> QLineEdit | None:
        """Where the first question wants something typed in, if one does."""
        panels = (panel for panel in self._standing.values() if isinstance(panel, QuestionPanel))
        return next((panel.entry for panel in panels if panel.entry is not None and panel.entry.isEnabled()), None)

    def _wanted_height(self) -> int:
        return self._layout.heightForWidth(self.viewport().width())

    def _panel(self, item: Item) -> Panel:
        match item:
            case Missing():
                missing = MissingPanel(self._icons, item)
                missing.asked.connect(self.intent)
                return missing
            case Lock():
                locked = LockedPanel(self._icons)
                locked.asked.connect(self.intent)
                return locked
            case CodeToEnter():
                code = CodePanel(self._icons, item)
                code.asked.connect(self.intent)
                return code
            case ProgramQuestion():
                program = ProgramPanel(self._icons, item)
                program.answered.connect(self.intent)
                return program
            case PendingQuestion():
                panel = QuestionPanel(self._icons, item)
                panel.answered.connect(self.intent)
                return panel
            case _:
                assert_never(item)
