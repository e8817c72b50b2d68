"""Plain text to be written, with the numbers of its lines beside it and some of them marked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontDatabase, QPainter, QPaintEvent, QPalette, QResizeEvent, QTextCursor, QTextFormat
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from pomtray.ui.dark import is_dark

_MARGIN: Final = 6
_MARKED: Final = {False: "#ffd9d4", True: "#5c2320"}
"""The ground of a marked line, in light windows and in dark ones."""
_PARAGRAPH: Final = "\u2029"


class NumberedText(QPlainTextEdit):
    """Tab leaves it, as it does every field."""

    def __init__(self) -> None:
        super().__init__()
        self._marked: Mapping[int, str] = {}
        self._numbers = _Numbers(self)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.setTabChangesFocus(True)
        self.blockCountChanged.connect(self._make_room)
        self.updateRequest.connect(self._numbers.follow)
        self._make_room()

    def text(self) -> str:
        """NOTE: `toPlainText` makes plain spaces of those that keep words together."""
        return self.document().toRawText().replace(_PARAGRAPH, "\n")

    def mark(self, lines: Mapping[int, str]) -> None:
        """Mark these lines (from 1), each with what its tooltip says."""
        self._marked = lines
        self.setExtraSelections([self._selection(line) for line in lines if line <= self.blockCount()])
        self._numbers.update()

    def go_to(self, line: int) -> None:
        """Put the cursor at the begin of that line, which is seen then."""
        self.setTextCursor(QTextCursor(self.document().findBlockByNumber(max(0, line - 1))))
        self.centerCursor()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip:
            at = self.viewport().mapFromGlobal(event.globalPos())  # type: ignore[attr-defined]
            self.setToolTip(self._marked.get(self.cursorForPosition(at).blockNumber() + 1, ""))
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 Qt's name
        super().resizeEvent(event)
        self.ensureCursorVisible()
        inside = self.contentsRect()
        self._numbers.setGeometry(QRect(inside.left(), inside.top(), self._numbers.wanted_width(), inside.height()))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 Qt's name
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self.mark(self._marked)

    def paint_numbers(self, painter: QPainter, below: QRect) -> None:
        """Those of the lines that are seen in `below`, right-aligned; of marked ones bold."""
        palette, width = self.palette(), self._numbers.width() - _MARGIN
        block = self.firstVisibleBlock()
        while block.isValid():
            place = self.blockBoundingGeometry(block).translated(self.contentOffset())
            if place.top() > below.bottom():
                break
            font = self.font()
            font.setBold(block.blockNumber() + 1 in self._marked)
            painter.setFont(font)
            painter.setPen(palette.color(QPalette.ColorRole.WindowText))
            line = QRect(0, round(place.top()), width, self.fontMetrics().height())
            painter.drawText(line, Qt.AlignmentFlag.AlignRight, str(block.blockNumber() + 1))
            block = block.next()

    def _make_room(self) -> None:
        self.setViewportMargins(self._numbers.wanted_width(), 0, 0, 0)

    def _selection(self, line: int) -> QTextEdit.ExtraSelection:
        selection = QTextEdit.ExtraSelection()
        selection.cursor = QTextCursor(self.document().findBlockByNumber(line - 1))
        selection.format.setBackground(QColor(_MARKED[is_dark(self.palette())]))
        selection.format.setProperty(QTextFormat.Property.FullWidthSelection, True)  # noqa: FBT003 Qt's
        return selection


class _Numbers(QWidget):
    """The strip on the left."""

    def __init__(self, text: NumberedText) -> None:
        super().__init__(text)
        self._text = text

    def wanted_width(self) -> int:
        digits = max(2, len(str(self._text.blockCount())))
        return 2 * _MARGIN + self._text.fontMetrics().horizontalAdvance("9") * digits

    def sizeHint(self) -> QSize:  # noqa: N802 Qt's name
        return QSize(self.wanted_width(), 0)

    def follow(self, seen: QRect, by: int) -> None:
        """The text was scrolled `by` pixels, or is drawn anew."""
        if by:
            self.scroll(0, by)
        else:
            self.update(0, seen.y(), self.width(), seen.height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 Qt's name
        painter = QPainter(self)
        painter.fillRect(event.rect(), self.palette().color(QPalette.ColorRole.Window))
        self._text.paint_numbers(painter, event.rect())
