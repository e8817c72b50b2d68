"""The help's window: the guide's page, its contents beside it, the way back, and a field to find a text."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMainWindow,
    QPushButton,
    QSplitter,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from pomtray.core.intent import Follow
from pomtray.core.topic import Topic
from pomtray.ui.accessibility.announcing import announce
from pomtray.ui.accessibility.by_keyboard import ByKeyboard
from pomtray.ui.help.page import Page, Section
from pomtray.ui.icons.icons import Icons
from pomtray.ui.rows.readable_list import ReadableTree
from pomtray.ui.wording import tr

_SIZE: Final = QSize(940, 660)
_CONTENTS: Final = 250
"""Pixels."""
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class HelpWindow(QMainWindow):
    """`intent`: `Follow`. `closed`: it is not wanted any more. A main window as `LookedAt` is one."""

    intent = Signal(object)
    closed = Signal()

    def __init__(self, icons: Icons) -> None:
        super().__init__()
        self.setWindowIcon(icons.icon("pomtray"))
        self.page = Page()
        self.contents = ReadableTree()
        self.contents.setHeaderHidden(True)
        self.contents.setAccessibleName(tr("Contents"))
        self.back = QPushButton(tr("Back"))
        self.field = QLineEdit(clearButtonEnabled=True)
        self.field.setPlaceholderText(tr("Find in the guide"))
        self.field.setAccessibleName(tr("Find in the guide"))
        self._said = QLabel(textFormat=Qt.TextFormat.PlainText)
        self._lines: dict[str, QTreeWidgetItem] = {}
        self._lay_out()
        self._connect()
        ByKeyboard(self)

    def bring_up(self, topic: Topic) -> None:
        """In front, at that section."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.page.open(topic)
        self.raise_()
        self.activateWindow()
        self.page.setFocus()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 Qt's name
        super().closeEvent(event)
        self.closed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 Qt's name
        """Enter in the field goes on."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and event.key() in _ENTER:
            self._find(again=True, backward=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
            return True
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.back)
        top.addWidget(self.field, 1)
        top.addWidget(self._said)
        beside = QSplitter(Qt.Orientation.Horizontal)
        beside.addWidget(self.contents)
        beside.addWidget(self.page)
        beside.setStretchFactor(1, 1)
        beside.setSizes([_CONTENTS, _SIZE.width() - _CONTENTS])
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.addLayout(top)
        layout.addWidget(beside, 1)
        self.setCentralWidget(page)
        self.resize(_SIZE.boundedTo(self.screen().availableGeometry().size()))

    def _connect(self) -> None:
        self.page.loaded.connect(self._list)
        self.page.went.connect(self._tell)
        self.page.outside.connect(lambda url: self.intent.emit(Follow(url)))
        self.contents.itemActivated.connect(self._chosen)
        self.contents.itemClicked.connect(self._chosen)
        self.back.clicked.connect(self.page.back)
        self.field.textChanged.connect(lambda: self._find(again=False))
        self.field.installEventFilter(self)
        standard = QKeySequence.StandardKey
        QShortcut(QKeySequence("Alt+Left"), self, self.page.back)
        QShortcut(QKeySequence(standard.Find), self, self._find_begins)
        QShortcut(QKeySequence(standard.FindNext), self, lambda: self._find(again=True))
        QShortcut(QKeySequence(standard.FindPrevious), self, lambda: self._find(again=True, backward=True))
        QShortcut(QKeySequence("Esc"), self, self._escape)

    def _list(self) -> None:
        """The contents of the document that is shown."""
        self.contents.clear()
        self._lines = {}
        above: QTreeWidgetItem | None = None
        for section in self.page.sections:
            line = QTreeWidgetItem([section.title])
            line.setData(0, Qt.ItemDataRole.UserRole, section.anchor)
            self._lines[section.anchor] = line
            if section.level > 2 and above is not None:  # noqa: PLR2004 of a page's sections
                above.addChild(line)
            else:
                above = line
                self.contents.addTopLevelItem(line)

    def _tell(self) -> None:
        """Where the person is now."""
        self.back.setEnabled(self.page.has_past)
        section = self.page.section
        if section is None:
            return
        self.setWindowTitle(tr("Help: {section}").format(section=section.title))
        self._mark(section)

    def _mark(self, section: Section) -> None:
        line = self._lines.get(section.anchor)
        if line is not None and line is not self.contents.currentItem():
            self.contents.setCurrentItem(line)

    def _chosen(self, line: QTreeWidgetItem) -> None:
        self.page.open(line.data(0, Qt.ItemDataRole.UserRole))

    def _find_begins(self) -> None:
        self.field.setFocus()
        self.field.selectAll()

    def _find(self, *, again: bool, backward: bool = False) -> None:
        text = self.field.text()
        is_found = not text or self.page.look_for(text, again=again, backward=backward)
        self._said.setText("" if is_found else tr("Not found"))
        if text:
            place = self.page.textCursor().block().text()
            announce(self.field, place if is_found else tr("Not found"))

    def _escape(self) -> None:
        """Out of the search first."""
        if self.field.hasFocus():
            self.field.clear()
            self.page.setFocus()
        else:
            self.close()
