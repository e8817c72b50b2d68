"""The settings file as text, for who has no editor that opens: checked while somebody types, errors at their lines."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QListWidgetItem,
    QMessageBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from pomtray.core.errors import Problem
from pomtray.core.intent import CheckText, Explain, ReadText, SaveText
from pomtray.core.settings.text import TextCheck
from pomtray.core.text import phrase
from pomtray.core.topic import Topic
from pomtray.ui.accessibility.announcing import announce
from pomtray.ui.dialogs.message_box import MessageBox
from pomtray.ui.forms.numbered_text import NumberedText
from pomtray.ui.plain_label import plain_label
from pomtray.ui.rows.readable_list import ReadableList
from pomtray.ui.wording import tr
from pomtray.ui.words.program import told_of

_SIZE: Final = QSize(760, 560)
_ASK_AFTER: Final = 300
"""Milliseconds of rest while somebody types."""
_FAULTS_HEIGHT: Final = 84
"""Pixels: three of them are seen, the others by scrolling."""
_WELL: Final = phrase("Nothing is wrong with it.")
_CHECKING: Final = phrase("Looking at it…")
_USELESS: Final = phrase("None of it could be used as it stands, so it cannot be saved.")
_OTHER: Final = phrase("The file was changed elsewhere since you opened it here.")


class SettingsEditor(QDialog):
    """`intent`: `ReadText`, `CheckText`, `SaveText`, `Explain`. It stays open after saving, as editors do."""

    intent = Signal(object)
    topic = Topic.EDITOR

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.is_saving = False
        """What it says is being written."""
        self._before = ""
        """What the file holds, as far as the person knows."""
        self._elsewhere = ""
        """What it holds by now."""
        self._sent = ""
        self._checked: TextCheck | None = None
        self._text = NumberedText()
        self._said = plain_label("")
        self._faults = ReadableList()
        self._load = QPushButton(tr("&Load what is there"), autoDefault=False)
        self._keep = QPushButton(tr("&Keep mine"), autoDefault=False)
        kind = QDialogButtonBox.StandardButton
        self._buttons = QDialogButtonBox(kind.Save | kind.Close | kind.Help)
        self._save = self._buttons.button(kind.Save)
        self._rest = QTimer(self, singleShot=True, interval=_ASK_AFTER)
        self._lay_out()
        self._connect()

    def sizeHint(self) -> QSize:  # noqa: N802 Qt's name
        return _SIZE

    def show_text(self, text: str, line: int = 0) -> None:
        """What the file holds now. Over what somebody has typed it never goes unasked. line: to go to, from 1."""
        if text != self._before and self._is_changed():
            self._differ(text)
        elif text != self._before or not self._text.text():
            self._take(text)
        if line:
            self._text.go_to(line)
            self._text.setFocus()

    def show_checked(self, text: str, checked: TextCheck) -> None:
        """An answer to a text that has been changed since is of no interest."""
        if text != self._text.text():
            return
        self._checked = checked
        self._text.mark({fault.line: fault.sentence for fault in checked.faults})
        self._faults.clear()
        for fault in checked.faults:
            item = QListWidgetItem(fault.sentence)
            item.setData(Qt.ItemDataRole.UserRole, fault.line)
            self._faults.addItem(item)
        self._faults.setVisible(bool(checked.faults))
        self._tell()

    def saved(self) -> None:
        """What was sent is in the file."""
        self.is_saving = False
        self._before = self._sent
        self._tell()

    def refused(self, problem: Problem) -> None:
        """The file was not changed."""
        self.is_saving = False
        self._say(told_of(problem))
        self._allow()
        self.intent.emit(ReadText())  # it may have been changed elsewhere

    def reject(self) -> None:
        """NOTE: what was typed is not thrown away by an Esc."""
        if not self._is_changed():
            super().reject()
            return
        kind = QMessageBox.StandardButton
        asks = MessageBox(QMessageBox.Icon.NoIcon, tr("Not saved"), tr("Close it without saving?"), parent=self)
        asks.setStandardButtons(kind.Discard | kind.Cancel)
        asks.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        asks.button(kind.Discard).clicked.connect(self._discard)
        asks.open()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 Qt's name
        """Who comes back from elsewhere may have changed the file there."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.ActivationChange and self.isActiveWindow() and not self.is_saving:
            self.intent.emit(ReadText())

    def _lay_out(self) -> None:
        self.setWindowTitle(tr("Settings file"))
        self._text.setAccessibleName(tr("Text of the settings file"))
        self._faults.setAccessibleName(tr("What is wrong, by lines"))
        self._faults.setFixedHeight(_FAULTS_HEIGHT)
        self._faults.setWordWrap(True)
        self._faults.hide()
        line = QHBoxLayout()
        line.addWidget(self._said, 1)
        line.addWidget(self._load)
        line.addWidget(self._keep)
        layout = QVBoxLayout(self)
        layout.addWidget(self._text, 1)
        layout.addLayout(line)
        layout.addWidget(self._faults)
        layout.addWidget(self._buttons)
        self._load.hide()
        self._keep.hide()
        self._allow()

    def _connect(self) -> None:
        self._text.textChanged.connect(self._typed)
        self._rest.timeout.connect(lambda: self.intent.emit(CheckText(self._text.text())))
        self._faults.itemClicked.connect(self._go_to)
        self._faults.itemActivated.connect(self._go_to)
        self._load.clicked.connect(lambda: self._take(self._elsewhere))
        self._keep.clicked.connect(self._kept)
        self._buttons.accepted.connect(self._submit)
        self._buttons.rejected.connect(self.reject)
        self._buttons.helpRequested.connect(lambda: self.intent.emit(Explain(self.topic)))
        self._save.setAutoDefault(False)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Save), self, self._submit)

    def _is_changed(self) -> bool:
        return self._text.text() != self._before

    def _discard(self) -> None:
        self._take(self._before)
        self.reject()

    def _take(self, text: str) -> None:
        self._before = text
        self._settle()
        self._text.setPlainText(text)
        self._rest.stop()
        self.intent.emit(CheckText(self._text.text()))

    def _differ(self, text: str) -> None:
        self._elsewhere = text
        self._load.show()
        self._keep.show()
        self._say(tr(_OTHER))
        self._allow()

    def _kept(self) -> None:
        """Saving goes over what is there."""
        self._before = self._elsewhere
        self._settle()
        self._tell()

    def _settle(self) -> None:
        self._load.hide()
        self._keep.hide()

    def _typed(self) -> None:
        self._checked = None
        self._rest.start()
        self._allow()

    def _go_to(self, item: QListWidgetItem) -> None:
        self._text.go_to(item.data(Qt.ItemDataRole.UserRole))
        self._text.setFocus()

    def _submit(self) -> None:
        if self._may_save():
            self.is_saving = True
            self._sent = self._text.text()
            self._allow()
            self.intent.emit(SaveText(self._before, self._sent))

    def _may_save(self) -> bool:
        is_usable = self._checked is not None and self._checked.counts
        return is_usable and self._is_changed() and not self.is_saving and self._load.isHidden()

    def _tell(self) -> None:
        if not self._load.isHidden():
            return
        if self._checked is None:
            said = tr(_CHECKING)
        elif not self._checked.counts:
            said = tr(_USELESS)
        else:
            count = len(self._checked.faults)
            said = tr("What does not count of it: {count}").format(count=count) if count else tr(_WELL)
        self._say(said)
        self._allow()

    def _say(self, text: str) -> None:
        if text != self._said.text():
            announce(self, text)
        self._said.setText(text)

    def _allow(self) -> None:
        self._save.setEnabled(self._may_save())
