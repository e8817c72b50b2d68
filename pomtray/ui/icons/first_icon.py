"""The icon in the tray as the program starts: loading the rest takes longer than loading Qt."""

from __future__ import annotations

from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from pomtray.ui.icons.drawn import drawn_icon
from pomtray.ui.wording import tr


class FirstIcon:
    """The icon and the menu that the tray goes on with.

    NOTE: the menu is filled later and never exchanged: a host that has read one keeps to it (`desktop.md` "Tray").
    """

    def __init__(self) -> None:
        self.menu = QMenu()
        self.menu.addAction(tr("pomtray is starting…")).setEnabled(False)
        self.icon = QSystemTrayIcon(drawn_icon("idle"))
        self.icon.setContextMenu(self.menu)
        self.icon.setToolTip("pomtray")
        self.icon.show()
