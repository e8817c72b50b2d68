"""The menu of a row of the window's list, for the row that a person is at."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from pomtray.core.view.snapshot import Snapshot
from pomtray.ui.choices import row_of
from pomtray.ui.icons.icons import Icons
from pomtray.ui.menu.route_menu import RouteMenu
from pomtray.ui.rows.pane import RoutePane


class RowMenu(RouteMenu):
    """Opened at `pane`'s current row, by a click or a key; it stays that of its route, wherever the person goes."""

    def __init__(self, icons: Icons, pane: RoutePane, parent: QWidget) -> None:
        super().__init__(icons, parent, arranges=True)
        self._pane = pane

    def open_at(self, at: QPoint) -> None:
        """`at`: in pixels of the list."""
        if row := self._pane.current():
            self.show_row(row)
            self.popup(self._pane.list.viewport().mapToGlobal(at))

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """An open menu goes with its route."""
        if self.isVisible():
            row = row_of(snapshot, self.route)
            if row is None:
                self.close()
            else:
                self.show_row(row, held=True)
