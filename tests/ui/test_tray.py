from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from pomtray.core.intent import AppAction
from pomtray.core.view.menu_shape import TrayHost
from pomtray.core.view.snapshot import Badge, Mark, Row, Snapshot
from pomtray.ui import tray as tray_module
from pomtray.ui.icons.icons import Icons
from pomtray.ui.tray import Tray

Reason = QSystemTrayIcon.ActivationReason


class Panel(QObject):
    """Stands in for `QSystemTrayIcon`, which the offscreen platform does not show: counts what would be sent."""

    ActivationReason = Reason
    activated = Signal(object)
    messageClicked = Signal()  # noqa: N815 Qt's name
    present = True
    made: list[Panel]

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.sent: list[str] = []
        self._visible = False
        self._tip = ""
        Panel.made.append(self)

    @staticmethod
    def isSystemTrayAvailable() -> bool:  # noqa: N802 Qt's name
        return Panel.present

    def setContextMenu(self, menu: object) -> None:  # noqa: N802 Qt's name
        self.sent.append("menu")

    def setIcon(self, icon: QIcon) -> None:  # noqa: N802 Qt's name
        self.sent.append("icon")

    def icon(self) -> QIcon:
        return QIcon()

    def toolTip(self) -> str:  # noqa: N802 Qt's name
        return self._tip

    def setToolTip(self, tip: str) -> None:  # noqa: N802 Qt's name
        self._tip = tip
        self.sent.append(tip)

    def isVisible(self) -> bool:  # noqa: N802 Qt's name
        return self._visible

    def show(self) -> None:
        self._visible = True

    def hide(self) -> None:
        self._visible = False

    def showMessage(self, title: str, text: str, icon: QIcon) -> None:  # noqa: N802 Qt's name
        self.sent.append(f"{title}: {text}")


@pytest.fixture
def tray(icons: Icons, monkeypatch: pytest.MonkeyPatch) -> Iterator[Tray]:
    monkeypatch.setattr(tray_module, "QSystemTrayIcon", Panel)
    monkeypatch.setattr(Panel, "made", [], raising=False)
    monkeypatch.setattr(Panel, "present", True)
    monkeypatch.setattr("sys.platform", "linux")
    made = Tray(icons)
    yield made
    made.hide()
    made.menu.menu.deleteLater()


def test_only_what_changed_is_sent(tray: Tray, row: Callable[..., Row], snapshot: Callable[..., Snapshot]) -> None:
    tray.show(snapshot(row()))
    panel = Panel.made[-1]
    assert panel.sent == ["menu", "icon", "pomtray: until 17:42"]
    assert panel.isVisible()
    tray.show(snapshot(row(left="2 h 13 m")))
    assert len(panel.sent) == 3, "a countdown sends no icon, no tooltip and no menu anew"
    tray.show(snapshot(row(), badge=Badge.EXPIRED))
    assert panel.sent[3:] == ["icon"]
    tray.show(snapshot(row(), badge=Badge.EXPIRED, mark=Mark.LOCKED))
    assert panel.sent[3:] == ["icon", "icon"], "the mark is drawn beside the same state"


@pytest.mark.parametrize(
    ("reason", "asked"),
    [
        (Reason.Trigger, [AppAction.WINDOW]),
        (Reason.MiddleClick, [AppAction.WINDOW]),
        (Reason.Context, []),
        (Reason.DoubleClick, []),
    ],
)
def test_a_click_asks_for_the_window(
    tray: Tray, intents: Callable[[object], list[object]], reason: Reason, asked: list[object]
) -> None:
    seen = intents(tray)
    Panel.made[-1].activated.emit(reason)
    assert seen == asked


def test_the_menu_s_intents_are_the_tray_s(tray: Tray, intents: Callable[[object], list[object]]) -> None:
    seen = intents(tray)
    tray.menu.intent.emit(AppAction.QUIT)
    assert seen == [AppAction.QUIT]


def test_a_tray_that_comes_late_gets_a_new_icon(tray: Tray, snapshot: Callable[..., Snapshot]) -> None:
    came: list[bool] = []
    tray.came.connect(lambda: came.append(tray.available))
    Panel.present = False
    tray.renew()
    tray.show(snapshot(badge=Badge.BUSY))
    assert not tray.available
    assert not tray.menu.over_dbus
    early = Panel.made[-1]
    tray._tray_came()
    assert came == [], "a watcher without a host is no tray yet"
    Panel.present = True
    tray._tray_came()
    assert came == [True]
    assert Panel.made[-1] is not early
    assert Panel.made[-1].sent == ["menu", "icon", "pomtray: until 17:42"], "it shows what is known"
    assert tray.menu.over_dbus


def test_the_menu_has_the_shape_that_suits_who_draws_it(
    tray: Tray, row: Callable[..., Row], snapshot: Callable[..., Snapshot]
) -> None:
    tray.drawn_by(TrayHost.APP_INDICATOR)
    tray.show(snapshot(row("api")))
    lines = tray.menu.menu.actions

    def submenus() -> int:
        return sum(line.menu() is not None for line in lines() if line.isVisible())

    assert submenus() == 0
    tray.drawn_by(TrayHost.PANEL)
    assert submenus() == 1
    tray.menu.menu.aboutToShow.emit()  # by a host that reads it, with nobody there
    sent = Panel.made[-1].sent
    tray.drawn_by(TrayHost.APP_INDICATOR)
    assert submenus() == 0
    assert sent.count("menu") == 1, "it is the same menu"


class First:
    """The icon that was there before the rest of the program."""

    def __init__(self) -> None:
        self.icon = Panel()
        self.icon.show()
        self.menu = QMenu()
        self.menu.addAction("pomtray is starting…")


@pytest.mark.usefixtures("tray")
def test_the_first_icon_and_its_menu_go_on(icons: Icons, snapshot: Callable[..., Snapshot]) -> None:
    first: Any = First()
    going_on = Tray(icons, first)
    going_on.show(snapshot())
    assert Panel.made[-1] is first.icon
    assert first.icon.sent == ["icon", "pomtray: until 17:42"]
    assert going_on.menu.menu is first.menu
    assert first.menu.actions()[0].text() == snapshot().status
    first.menu.deleteLater()


@pytest.mark.usefixtures("tray")
def test_a_first_icon_that_nobody_shows_is_replaced(icons: Icons, snapshot: Callable[..., Snapshot]) -> None:
    Panel.present = False
    first: Any = First()
    going_on = Tray(icons, first)
    going_on.show(snapshot())
    assert Panel.made[-1] is not first.icon
    assert not first.icon.isVisible()
    assert Panel.made[-1].sent[0] == "menu"
    first.menu.deleteLater()


def test_a_tray_that_comes_back_is_left_to_qt(tray: Tray) -> None:
    made = len(Panel.made)
    tray._tray_came()
    assert len(Panel.made) == made


def test_menus_go_over_dbus_where_a_watcher_runs(
    tray: Tray, row: Callable[..., Row], snapshot: Callable[..., Snapshot]
) -> None:
    tray.show(snapshot(row("a_b")))
    assert tray.menu.over_dbus, "it is taken to be so until it is known"
    shown = [line.text() for line in tray.menu.menu.actions()]
    tray.watched(has_watcher=False)
    assert not tray.menu.over_dbus
    assert [line.text() for line in tray.menu.menu.actions()] != shown, "a label is written otherwise for Qt"
    tray.watched(has_watcher=True)
    assert not tray.menu.over_dbus, "this icon is in a tray of the old kind already"


def test_a_tray_whose_watcher_comes_late_gets_a_new_icon(tray: Tray) -> None:
    Panel.present = False
    tray.renew()
    tray.watched(has_watcher=False)
    made = len(Panel.made)
    Panel.present = True
    tray.watched(has_watcher=False)
    assert len(Panel.made) == made
    tray.watched(has_watcher=True)
    assert len(Panel.made) == made + 1
    assert tray.menu.over_dbus


def test_a_notice_where_there_is_no_service_for_them(tray: Tray, intents: Callable[[object], list[object]]) -> None:
    seen = intents(tray)
    tray.message("Signed in", "api until 17:42")
    assert Panel.made[-1].sent[-1] == "Signed in: api until 17:42"
    Panel.made[-1].messageClicked.emit()
    assert seen == [AppAction.WINDOW]


def test_offscreen_there_is_no_tray(icons: Icons, snapshot: Callable[..., Snapshot]) -> None:
    tray = Tray(icons)
    tray.show(snapshot())
    assert not tray.available
    tray.hide()
    tray.menu.menu.deleteLater()
