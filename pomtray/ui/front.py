"""Tray and window as one: one snapshot in, one signal out. What needs a dialog first gets it here."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog

from pomtray.core.intent import Action, AppAction, Looked, RouteIntent
from pomtray.core.snapshot import Snapshot
from pomtray.ui.dialogs import AddressDialog, about
from pomtray.ui.icons import Icons
from pomtray.ui.tray import Tray
from pomtray.ui.window import Window


class Front(QObject):
    """`intent` carries `pomtray.core.intent` values, less those that concern only the screen.

    WINDOW and ABOUT are done here; PASTE comes once it has its text.
    """

    intent = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        icons = Icons()
        self._icons = icons
        self.tray = Tray(icons, self)
        self.window = Window(icons)
        self.tray.intent.connect(self._asked)
        self.tray.came.connect(self._suit_tray)
        self.window.intent.connect(self._asked)
        self._suit_tray()

    def show(self, snapshot: Snapshot) -> None:
        self.tray.show(snapshot)
        self.window.show_snapshot(snapshot)

    def start(self) -> None:
        """Where this desktop has no tray, show the window instead; the tray may still come."""
        if not self.tray.available:
            self.window.show_quietly()

    def bring_up(self) -> None:
        """Bring the window to the front: for a person's click, or a second start of the program."""
        self.window.bring_up()

    def close(self) -> None:
        """Take everything off the screen, for good."""
        self.window.hide()
        self.tray.hide()

    def ask_for_address(self, route: str) -> None:
        dialog = AddressDialog(route)
        dialog.intent.connect(self.intent)
        self._open(dialog)

    def _open(self, dialog: QDialog) -> None:
        dialog.setParent(self.window, dialog.windowFlags())
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()

    def _asked(self, intent: object) -> None:
        match intent:
            case AppAction.WINDOW:
                self.bring_up()
            case AppAction.ABOUT:
                self._open(about(self._icons))
            case RouteIntent(action=Action.PASTE, text="", route=route):
                self.ask_for_address(route)
            case Looked(shown=False) if self.sender() is self.tray and self.window.isVisible():
                """The menu has gone, but the window's countdowns are still looked at."""
            case _:
                self.intent.emit(intent)

    def _suit_tray(self) -> None:
        self.window.stays = not self.tray.available
