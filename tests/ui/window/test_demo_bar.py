"""The demo says that it is one, and leads through its three steps."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from pomtray.core.domain.login import Phase
from pomtray.core.view.snapshot import Row, Snapshot
from pomtray.ui.icons.icons import Icons
from pomtray.ui.tray import Tray
from pomtray.ui.window.demo_bar import STEPS, step
from pomtray.ui.window.window import Window

Rows = Callable[..., Row]
Snapshots = Callable[..., Snapshot]


def test_the_three_steps(row: Rows, snapshot: Snapshots) -> None:
    out, live = snapshot(row(phase=Phase.SIGNED_OUT)), snapshot(row())
    copied, ended = snapshot(row(), last_copied="api"), snapshot(row(phase=Phase.SIGNED_OUT), last_copied="api")
    reached, seen = 0, []
    for now in (out, live, live, out, live, copied, copied, ended, live):
        reached = step(now, reached)
        seen.append(reached)
    assert seen == [0, 1, 1, 0, 1, 2, 2, 3, 3]


def test_the_one_that_was_copied_ends_whatever_else_is_signed_in(row: Rows, snapshot: Snapshots) -> None:
    other = row("wiki")
    assert step(snapshot(row(), other, last_copied="api"), 2) == 2
    assert step(snapshot(row(phase=Phase.SIGNED_OUT), other, last_copied="api"), 2) == 3


def test_the_window_says_that_it_is_the_demo_s(icons: Icons, qtbot: QtBot, row: Rows, snapshot: Snapshots) -> None:
    window = Window(icons)
    window.tell_demo()
    window.show_snapshot(snapshot(row(phase=Phase.SIGNED_OUT)))
    window.show()
    qtbot.waitExposed(window)
    assert window.windowTitle() == "pomtray demo"
    at = window._list.mapTo(window, window._list.rect().topLeft())
    for snapped, said in ((snapshot(row()), STEPS[1]), (snapshot(row(), last_copied="api"), STEPS[2])):
        window.show_snapshot(snapped)
        qtbot.wait(50)
        assert window._list.mapTo(window, window._list.rect().topLeft()) == at, "no row moves under the pointer"
        assert said in [label.text() for label in window.findChildren(QLabel) if label.isVisible()]
    window.hide()
    window.deleteLater()


def test_the_icon_s_tooltip_says_so_too(icons: Icons, snapshot: Snapshots) -> None:
    tray = Tray(icons)
    tray.is_demo = True
    tray.show(snapshot())
    assert tray._icon is not None
    assert tray._icon.toolTip() == "pomtray demo: until 17:42"
    tray.hide()
