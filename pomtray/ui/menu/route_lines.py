"""The routes in the tray's menu: a submenu each, or in a short menu one line each that copies or signs in itself."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from pomtray.core.intent import RouteIntent, Show
from pomtray.core.rows.choice import quick
from pomtray.core.view.menu_shape import MenuShape, TrayHost
from pomtray.core.view.snapshot import Row
from pomtray.ui.icons.icons import Icons
from pomtray.ui.labels import label
from pomtray.ui.menu.route_menu import RouteMenu
from pomtray.ui.words.rows import row_label, row_quick


class QuickLine(QAction):
    """One line of a short menu."""

    intent = Signal(object)

    def __init__(self, icons: Icons, parent: QObject) -> None:
        super().__init__(parent)
        self._icons = icons
        self._row: Row | None = None
        self.triggered.connect(self._ask)

    def show_row(self, row: Row, *, host: TrayHost | None) -> None:
        self._row = row
        self.setText(label(row_quick(row, quick(row)), host))
        icon = self._icons.row(row)
        if self.icon().cacheKey() != icon.cacheKey():
            self.setIcon(icon)

    def _ask(self) -> None:
        """What the row takes now; a sign-in under way is looked at in the window."""
        if self._row is not None:
            action = quick(self._row)
            self.intent.emit(RouteIntent(action, self._row.route) if action else Show(self._row.route))


class RouteLines(QObject):
    """Made as they are first needed, then changed in place, shown and hidden: see `ui/menu`."""

    intent = Signal(object)

    def __init__(self, icons: Icons, menu: QMenu, before: QAction) -> None:
        """`before`: the line of `menu` that the routes stand above."""
        super().__init__(menu)
        self._icons = icons
        self._menu = menu
        self._before = before
        self._menus: list[RouteMenu] = []
        self._quick: list[QuickLine] = []

    def show_rows(self, rows: Sequence[Row], shape: MenuShape, *, host: TrayHost | None, held: bool) -> None:
        """`rows`: those that the menu has room for; while it is held, where they were (`core.held`)."""
        self._show_menus(() if shape.short else rows, host=host, held=held)
        self._show_quick(rows if shape.short else (), host=host)

    def _show_menus(self, rows: Sequence[Row], *, host: TrayHost | None, held: bool) -> None:
        while len(self._menus) < len(rows):
            self._menus.append(self._new_menu())
        for index, menu in enumerate(self._menus):
            row = rows[index] if index < len(rows) else None
            menu.menuAction().setVisible(row is not None)
            if row:
                menu.menuAction().setText(label(row_label(row), host))
                menu.show_row(row, host=host, held=held)

    def _show_quick(self, rows: Sequence[Row], *, host: TrayHost | None) -> None:
        while len(self._quick) < len(rows):
            self._quick.append(self._new_quick())
        for index, line in enumerate(self._quick):
            row = rows[index] if index < len(rows) else None
            line.setVisible(row is not None)
            if row:
                line.show_row(row, host=host)

    def _new_menu(self) -> RouteMenu:
        menu = RouteMenu(self._icons, self._menu)
        menu.intent.connect(self.intent)
        menu.menuAction().setVisible(False)
        self._menu.insertMenu(self._before, menu)
        return menu

    def _new_quick(self) -> QuickLine:
        line = QuickLine(self._icons, self._menu)
        line.intent.connect(self.intent)
        line.setVisible(False)
        self._menu.insertAction(self._before, line)
        return line
