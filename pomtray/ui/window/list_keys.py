"""The keys of the window's list and of the entry that narrows it, of which either may have the focus."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit

from pomtray.ui.rows.list import MOVES, RouteList

_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ListKeys(QObject):
    """Lets one type to find, move to choose and ask for the row's menu, wherever the focus is."""

    entered = Signal()
    menu = Signal(QPoint)
    """The row's, wanted at that place of the list."""
    delete = Signal()
    """In the list itself; where one types, the key takes a letter away."""

    def __init__(self, search: QLineEdit, routes: RouteList, takes_paste: Callable[[], bool]) -> None:
        """takes_paste: whether what is pasted went elsewhere."""
        super().__init__(search)
        self._search = search
        self._routes = routes
        self._takes_paste = takes_paste
        search.installEventFilter(self)
        routes.installEventFilter(self)
        delete = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), routes, self.delete.emit)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 Qt's name
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and self._takes(watched, event):
            return True
        if isinstance(event, QContextMenuEvent) and event.reason() is QContextMenuEvent.Reason.Keyboard:
            self._ask_for_menu()
            return True
        return super().eventFilter(watched, event)

    def _ask_for_menu(self) -> None:
        self.menu.emit(self._routes.visualRect(self._routes.currentIndex()).center())

    def _takes(self, watched: QObject, event: QKeyEvent) -> bool:
        if watched is self._search and event.key() in MOVES:
            QGuiApplication.sendEvent(self._routes, event)
        elif event.key() in _ENTER:
            self.entered.emit()
        elif event.key() == Qt.Key.Key_F10 and event.modifiers() == Qt.KeyboardModifier.ShiftModifier:
            self._ask_for_menu()  # under X11 and Wayland Qt makes nothing of it
        elif event.matches(QKeySequence.StandardKey.Paste) and self._takes_paste():
            pass
        elif watched is self._routes and event.text().strip().isprintable() and event.text().strip():
            self._search.setFocus()
            QGuiApplication.sendEvent(self._search, event)
        else:
            return False
        return True
