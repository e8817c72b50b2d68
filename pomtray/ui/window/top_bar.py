"""The window's first line: the search, and the ways to add a route and to all else."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QToolButton

from pomtray.core.rows.search import Search
from pomtray.core.view.snapshot import Row
from pomtray.ui.menu_button import MenuButton
from pomtray.ui.rows.filter_button import FilterButton
from pomtray.ui.wording import tr


class TopBar(QHBoxLayout):
    narrowed = Signal(object)
    """The search that counts now."""

    def __init__(self, menu: QMenu) -> None:
        """menu: of what concerns the program as a whole."""
        super().__init__()
        self._menu = menu
        self.search = QLineEdit(clearButtonEnabled=True)
        self.add_button = _button("+", tr("Add a route"))
        self.search.textChanged.connect(self._narrow)
        self.search.setPlaceholderText(tr("Type to find a route"))
        self.search.setAccessibleName(tr("Find a route by name, host, tag or person"))
        self.add_button.setToolTip(tr("Add a route (Ctrl+N, or paste its address)"))
        self.menu_button = MenuButton(menu, is_told=False)
        self.menu_button.setText("☰")
        self.menu_button.setAccessibleName(tr("More actions"))
        self.details_button = _button(tr("Details"), tr("Details of the selected route"))
        self.details_button.setToolTip(tr("All that is known of the selected route (Alt+Enter)"))
        self.details_button.setCheckable(True)
        self.filter = FilterButton()
        self.filter.chosen.connect(self._narrow)
        self.addWidget(self.search, 1)
        self.addWidget(self.filter)
        self.addStretch()
        self.addWidget(self.details_button)
        self.addWidget(self.add_button)
        self.addWidget(self.menu_button)

    @property
    def wanted(self) -> Search:
        """What is looked for."""
        return Search(self.search.text(), self.filter.kind, self.filter.tag)

    def clear_search(self) -> bool:
        """Show all routes again; False where all are shown already."""
        was_narrow = bool(self.search.text()) or self.wanted.is_narrow
        self.search.clear()
        self.filter.choose()
        return was_narrow

    def _narrow(self) -> None:
        self.narrowed.emit(self.wanted)

    def find(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def open_menu(self) -> None:
        """NOTE: unlike `QToolButton.showMenu` this does not wait until it is closed."""
        self._menu.popup(self.menu_button.mapToGlobal(self.menu_button.rect().bottomLeft()))

    def show_rows(self, rows: tuple[Row, ...]) -> None:
        """Where there is nothing to find, there is one way to add as well."""
        self.filter.show_rows(rows)
        for widget in (self.search, self.filter, self.details_button, self.add_button):
            widget.setVisible(bool(rows))


def _button(text: str, name: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setAccessibleName(name)
    return button
