"""The window's list, which knows when somebody is at it: then nothing may move under the pointer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QMimeData, QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QDrag, QHideEvent, QKeyEvent, QMouseEvent, QMoveEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QListView

from pomtray.core.rows.row import Row

_Index = QModelIndex | QPersistentModelIndex
ROUTE: Final = "application/x-pomtray-route"
"""What is dragged: a route's name. No other program knows it."""
MOVES: Final = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
"""Keys that choose a row."""
_SHIFTED_FOR: Final = 2000
"""Milliseconds within which a click may still be meant for what stood there before."""


class RouteList(QListView):
    """`left`: nobody is at it any more, so that its rows may change places."""

    left = Signal()
    dragged = Signal(object)
    """The `Row` that somebody drags; None once that is over."""

    def __init__(self) -> None:
        super().__init__()
        self.is_button_held = False
        """The pointer has pressed a row's button, and not let go of it yet: no row is dragged by that."""
        self._chosen = False
        self._pointer = QPoint()
        self._shifted_at: QPoint | None = None
        self._shifted = QTimer(self, singleShot=True, interval=_SHIFTED_FOR)
        self._shifted.timeout.connect(self._rests)
        self.viewport().setMouseTracking(True)
        self.setDragEnabled(True)

    @property
    def is_settled(self) -> bool:
        """Whether a click is for what stands there now."""
        return self._shifted_at is None

    def is_used(self) -> bool:
        """Whether the pointer is over it, or the keyboard at a row that the person chose."""
        chosen = self._chosen and self.isActiveWindow()
        return self.isVisible() and (chosen or self.viewport().underMouse())

    def moveCursor(  # noqa: N802 Qt's name
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """A head is passed over: there is a row below each."""
        to = super().moveCursor(action, modifiers)
        return to if to.flags() & Qt.ItemFlag.ItemIsEnabled else to.siblingAtRow(to.row() + 1)

    def dataChanged(  # noqa: N802 Qt's name
        self, first: _Index, last: _Index, roles: Sequence[int] = ()
    ) -> None:
        """Draw anew what is seen.

        NOTE: a row's height is the font's, whatever it says. Qt's list would lay all of them out again.
        """
        QAbstractItemView.dataChanged(self, first, last, roles)

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: N802 Qt's name
        done = super().viewportEvent(event)
        if event.type() is QEvent.Type.Leave:
            self._leave()
        return done

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.WindowDeactivate:
            self._leave()
        return super().event(event)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 Qt's name
        super().hideEvent(event)
        self._leave()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 Qt's name
        self._chosen = self._chosen or event.key() in MOVES
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 Qt's name
        if self.is_settled:
            self._chosen = True
            super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 Qt's name
        if self.is_settled:
            super().mouseDoubleClickEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 Qt's name
        self._pointer = event.globalPosition().toPoint()
        rested = self._shifted_at
        if rested and (self._pointer - rested).manhattanLength() >= QApplication.startDragDistance():
            self._rests()
        super().mouseMoveEvent(event)

    def startDrag(self, actions: Qt.DropAction) -> None:  # noqa: N802 Qt's name
        """NOTE: it returns once what is dragged is dropped; meanwhile Qt's loop runs within it."""
        row = self.currentIndex().data(Qt.ItemDataRole.UserRole)
        if self.is_button_held or not isinstance(row, Row) or row.refused:
            return
        drag, data = QDrag(self), QMimeData()
        data.setData(ROUTE, row.route.encode())
        drag.setMimeData(data)
        drag.setPixmap(self.viewport().grab(self.visualRect(self.currentIndex())))
        self.dragged.emit(row)
        drag.exec(actions)
        self.dragged.emit(None)

    def moveEvent(self, event: QMoveEvent) -> None:  # noqa: N802 Qt's name
        """A question above it moves it: what is under the pointer now is not what the person points at."""
        super().moveEvent(event)
        if self.viewport().underMouse():
            self._shifted_at = self._pointer
            self._shifted.start()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 Qt's name
        """The row that a person is at stays in sight: details may have come below it."""
        was_seen = QRect(QPoint(), event.oldSize()).intersects(self.visualRect(self.currentIndex()))
        super().resizeEvent(event)
        if was_seen:
            self.scrollTo(self.currentIndex())

    def _rests(self) -> None:
        self._shifted.stop()
        self._shifted_at = None

    def _leave(self) -> None:
        """Pointer or keyboard have gone; the other may still be there."""
        self._chosen = self._chosen and self.isActiveWindow() and self.isVisible()
        if not self.is_used():
            self.left.emit()
