"""The icon in the tray, its tooltip and its menu."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QSystemTrayIcon

from pomtray.core.intent import AppAction
from pomtray.core.view.badge import Badge, Mark
from pomtray.core.view.menu_shape import TrayHost
from pomtray.core.view.snapshot import Snapshot
from pomtray.ui.icons.first_icon import FirstIcon
from pomtray.ui.icons.icons import Icons
from pomtray.ui.menu.menu import TrayMenu
from pomtray.ui.words.program import DEMO


class Tray(QObject):
    """Snapshots in, intents out. `available` says whether the desktop shows it; `came` when one that did not does."""

    intent = Signal(object)
    came = Signal()

    def __init__(self, icons: Icons, first: FirstIcon | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self._snapshot: Snapshot | None = None
        self._drawn: int | None = None
        self._menu = TrayMenu(icons, first.menu if first else None)
        self._menu.intent.connect(self.intent)
        self._icon: QSystemTrayIcon | None = None
        self._hosted = False
        self.is_demo = False
        """Whether the tooltip says so."""
        self._has_watcher = sys.platform == "linux"
        """Whether menus go over D-Bus, assumed until told: a tray of the old kind (XEmbed) gets them drawn by Qt."""
        self._is_told = False
        self.renew(first.icon if first else None)

    @property
    def available(self) -> bool:
        """Whether there is a tray that shows the icon made last."""
        return self._hosted

    @property
    def menu(self) -> TrayMenu:
        return self._menu

    def renew(self, first: QSystemTrayIcon | None = None) -> None:
        """Make the icon anew, or go on with the first one: one made before there was a tray is never shown.

        That is how Qt does it (`desktop.md` "Tray").
        """
        self.hide()
        self._hosted = QSystemTrayIcon.isSystemTrayAvailable()
        self._menu.over_dbus = self._hosted and self._has_watcher
        if first is not None and not self._hosted:
            first.hide()
            first = None
        self._icon = self._new_icon() if first is None else first
        self._icon.activated.connect(self._activated)
        self._icon.messageClicked.connect(self._clicked)
        self._drawn = None
        if self._snapshot is not None:
            self.show(self._snapshot)

    def _new_icon(self) -> QSystemTrayIcon:
        icon = QSystemTrayIcon(self)
        icon.setContextMenu(self._menu.menu)
        return icon

    def show(self, snapshot: Snapshot) -> None:
        """Show `snapshot`; what has not changed is not sent again."""
        self._snapshot = snapshot
        self._menu.show_snapshot(snapshot)
        if self._icon is None:
            return
        self._draw(snapshot.badge, snapshot.mark)
        tip = snapshot.tooltip.replace("pomtray", DEMO, 1) if self.is_demo else snapshot.tooltip
        if self._icon.toolTip() != tip:
            self._icon.setToolTip(tip)
        if not self._icon.isVisible():
            self._icon.show()

    def drawn_by(self, host: TrayHost) -> None:
        """The menu goes on in the shape that suits `host`."""
        self._menu.drawn_by(host)

    def watched(self, *, has_watcher: bool) -> None:
        """A StatusNotifierWatcher, or a host at it, is there or gone: told once at the start, then whenever one comes.

        One that comes back is Qt's business: it registers again by itself.
        """
        self._has_watcher, is_first, self._is_told = has_watcher, not self._is_told, True
        if not self._hosted:
            if has_watcher:
                self._tray_came()
        elif is_first and self._menu.over_dbus is not has_watcher:
            self._menu.over_dbus = has_watcher
            self._menu.drawn_by(self._menu.host)

    def message(self, title: str, text: str) -> None:
        """A notice where the desktop has no notification service of its own; a click asks for the window."""
        if self._icon is not None:
            self._icon.showMessage(title, text, self._icon.icon())

    def hide(self) -> None:
        """Take the icon away."""
        if self._icon is not None:
            self._icon.hide()
            self._icon.deleteLater()
            self._icon = None

    def _draw(self, badge: Badge, mark: Mark | None) -> None:
        icon = self._icons.badge(badge, mark)
        if self._icon is not None and icon.cacheKey() != self._drawn:
            self._icon.setIcon(icon)
            self._drawn = icon.cacheKey()

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason in (QSystemTrayIcon.ActivationReason.Trigger, QSystemTrayIcon.ActivationReason.MiddleClick):
            self._clicked()

    def _clicked(self) -> None:
        self.intent.emit(AppAction.WINDOW)

    def _tray_came(self) -> None:
        if self._hosted:
            return
        self.renew()
        if self._hosted:
            self.came.emit()
