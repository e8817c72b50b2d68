"""Why a route is blocked: the steps come in as they are done, and can be handed on."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from pomtray.core.intent import Examine, Explain, SaveReport
from pomtray.core.plain import isolated
from pomtray.core.report import Outcome, Report, Step
from pomtray.core.text import phrase
from pomtray.core.topic import Topic, topic_of
from pomtray.core.view.badge import Badge
from pomtray.ui.accessibility.mnemonics import mnemonics
from pomtray.ui.icons.icons import Icons
from pomtray.ui.icons.sign import Sign
from pomtray.ui.plain_label import plain_label
from pomtray.ui.wording import tr

_SIZE: Final = QSize(560, 460)
_LOOKING: Final = phrase("Looking at everything on the way…")
_BUTTONS: Final = (
    phrase("Copy report"),
    phrase("Save report…"),
    phrase("Look again"),
    phrase("Cancel"),
    phrase("Close"),
    phrase("Help"),
)
_STOPPED: Final = phrase("Stopped.")
_SIGNS: Final = {Outcome.WELL: Badge.WELL, Outcome.LOOK: Badge.FAILED, Outcome.NOTE: Badge.ASKING}
_WORDS: Final = {Outcome.WELL: phrase("Well"), Outcome.LOOK: phrase("Look at this"), Outcome.NOTE: phrase("To know")}


class BlockedDialog(QDialog):
    """`intent`: `Examine`, `SaveReport` and `Explain`. It holds no secret."""

    intent = Signal(object)

    def __init__(self, route: str, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.route = route
        self.is_open = True
        self._icons = icons
        self._report = Report(route)
        self._is_over = True
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Why am I blocked? {route}").format(route=isolated(route)))
        self._verdict = plain_label("", bold=True)
        self._steps = QVBoxLayout()
        self._buttons = QDialogButtonBox()
        roles = QDialogButtonBox.ButtonRole
        words = mnemonics([tr(text) for text in _BUTTONS])
        self._copy = self._buttons.addButton(words[0], roles.ActionRole)
        self._save = self._buttons.addButton(words[1], roles.ActionRole)
        self._again = self._buttons.addButton(words[2], roles.ActionRole)
        self._stop = self._buttons.addButton(words[3], roles.ActionRole)
        self._close = self._buttons.addButton(words[4], roles.RejectRole)
        self._help = self._buttons.addButton(words[5], roles.HelpRole)
        self._lay_out()
        self._connect()

    def sizeHint(self) -> QSize:  # noqa: N802 Qt's name
        return _SIZE

    @property
    def topic(self) -> Topic:
        """What explains what is in the way."""
        return topic_of(self._report.obstacle.about) if self._report.obstacle else Topic.BLOCKED

    def begin(self) -> None:
        """Have it looked at, from the start."""
        self._clear()
        self._say(tr(_LOOKING), is_over=False)
        self.intent.emit(Examine(self.route))

    def show_report(self, report: Report) -> None:
        """What is known: what comes in adds steps to those that stand."""
        if self._is_over:
            return  # stopped, and this was on its way
        for step in report.steps[len(self._report.steps) :]:
            self._add(step)
        self._report = report
        self._say(tr(report.verdict) if report.is_whole else tr(_LOOKING), is_over=report.is_whole)

    def done(self, result: int) -> None:
        """Nobody waits for the rest any more."""
        self.is_open = False
        if not self._is_over:
            self.intent.emit(Examine(""))
        super().done(result)

    def _lay_out(self) -> None:
        inside = QWidget()
        self._steps.setAlignment(Qt.AlignmentFlag.AlignTop)
        inside.setLayout(self._steps)
        area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName(tr("Steps"))
        area.setWidget(inside)
        area.verticalScrollBar().rangeChanged.connect(self._show_obstacle)
        self._area = area
        layout = QVBoxLayout(self)
        layout.addWidget(self._verdict)
        layout.addWidget(area, 1)
        layout.addWidget(self._buttons)

    def _connect(self) -> None:
        self._buttons.rejected.connect(self.reject)
        self._stop.clicked.connect(self._stopped)
        self._again.clicked.connect(self.begin)
        self._copy.clicked.connect(self._copied)
        self._save.clicked.connect(self._choose_file)
        self._help.clicked.connect(lambda: self.intent.emit(Explain(self.topic)))

    def _clear(self) -> None:
        self._report = Report(self.route)
        while (item := self._steps.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()

    def _add(self, step: Step) -> None:
        line = QWidget()
        row, texts = QHBoxLayout(line), QVBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        sign = Sign(self._icons, _SIGNS[step.outcome])
        sign.setAccessibleName(tr(_WORDS[step.outcome]))
        row.addWidget(sign, alignment=Qt.AlignmentFlag.AlignTop)
        row.addLayout(texts, 1)
        texts.addWidget(plain_label(_begun(tr(step.about.word)), bold=True))
        request_id = tr("Request id: {id}").format(id=step.request_id) if step.request_id else ""
        for text in filter(None, (step.sentence, step.action, request_id)):
            texts.addWidget(plain_label(text))
        self._steps.addWidget(line)

    def _show_obstacle(self) -> None:
        """Once all has its place: what is in the way may stand below what is well."""
        obstacle = self._report.obstacle
        if self._is_over and obstacle is not None:
            line = self._steps.itemAt(self._report.steps.index(obstacle))
            if line is not None and (widget := line.widget()) is not None:
                self._area.ensureWidgetVisible(widget)

    def _say(self, verdict: str, *, is_over: bool) -> None:
        self._is_over = is_over
        self._verdict.setText(verdict)
        self._stop.setVisible(not is_over)
        for button in (self._again, self._copy, self._save):
            button.setVisible(is_over)
        self._copy.setText(mnemonics([tr("Copy report")])[0])
        (self._close if is_over else self._stop).setDefault(True)

    def _stopped(self) -> None:
        self.intent.emit(Examine(""))
        self._say(tr(_STOPPED), is_over=True)

    def _copied(self) -> None:
        """NOTE: the window has the focus, so every desktop takes this from Qt; nobody needs it cleared."""
        QGuiApplication.clipboard().setText(tr(self._report.text()))
        self._copy.setText(tr("Copied"))

    def _choose_file(self) -> None:
        dialog = QFileDialog(self, tr("Save report"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("txt")
        dialog.selectFile("pomtray-report.txt")
        dialog.fileSelected.connect(lambda path: self.intent.emit(SaveReport(path, tr(self._report.text()))))
        dialog.open()


def _begun(word: str) -> str:
    """As the first word of a line."""
    return word[:1].upper() + word[1:]
