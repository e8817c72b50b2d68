"""The window's first line: the search, and the ways to add a route and to all else."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QToolButton

from pomtray.ui.words import tr


class TopBar(QHBoxLayout):
    def __init__(self, menu: QMenu) -> None:
        """menu: of what concerns the program as a whole."""
        super().__init__()
        self._menu = menu
        self.search = QLineEdit(clearButtonEnabled=True)
        self.add_button = _button("+", tr("Add a route"))
        self.search.setPlaceholderText(tr("Type to find a route"))
        self.search.setAccessibleName(tr("Find a route by name, host, tag or person"))
        self.add_button.setToolTip(tr("Add a route (Ctrl+N, or paste its address)"))
        self.menu_button = _button("☰", tr("More actions"))
        self.menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu_button.setMenu(menu)
        self.details_button = _button(tr("Details"), tr("Details of the selected route"))
        self.details_button.setToolTip(tr("All that is known of the selected route (Alt+Enter)"))
        self.details_button.setCheckable(True)
        self.addWidget(self.search, 1)
        self.addStretch()
        self.addWidget(self.details_button)
        self.addWidget(self.add_button)
        self.addWidget(self.menu_button)

    def find(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def open_menu(self) -> None:
        """NOTE: unlike `QToolButton.showMenu` this does not wait until it is closed."""
        self._menu.popup(self.menu_button.mapToGlobal(self.menu_button.rect().bottomLeft()))

    def show_search(self, *, wanted: bool) -> None:
        """Where there is nothing to find, there is one way to add as well."""
        self.search.setVisible(wanted)
        self.add_button.setVisible(wanted)
        self.details_button.setVisible(wanted)


def _button(text: str, name: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setAccessibleName(name)
    return button
