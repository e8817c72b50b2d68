"""A route dragged onto a tag, with the events that Qt sends."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QByteArray, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from pytestqt.qtbot import QtBot

from pomtray.core.intent import Rewrite
from pomtray.core.rows.search import Search
from pomtray.core.settings.change import ChangeRoute
from pomtray.core.view.snapshot import Row, Snapshot
from pomtray.ui.icons.icons import Icons
from pomtray.ui.rows.list import ROUTE
from pomtray.ui.rows.tag_bar import Target
from pomtray.ui.window.window import Window

Rows = Callable[..., Row]
Snapshots = Callable[..., Snapshot]
Intents = Callable[[object], list[object]]


@pytest.fixture
def window(icons: Icons, qtbot: QtBot, row: Rows, snapshot: Snapshots) -> Window:
    window = Window(icons)
    qtbot.addWidget(window)
    rows = (row("api", tags=("work", "b")), row("wiki", tags=("prod",)), row("plain"), row("bad", refused=True))
    window.show_snapshot(snapshot(*rows))
    window.bring_up("api")
    qtbot.waitExposed(window)
    return window


def drop(target: Target, kind: str = ROUTE) -> bool:
    """Drop it there as Qt would; False where it is not taken."""
    data = QMimeData()
    data.setData(kind, QByteArray(b"api"))
    moves, left, plain = Qt.DropAction.MoveAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(2, 2), moves, data, left, plain)
    enter.ignore()
    QGuiApplication.sendEvent(target, enter)
    if enter.isAccepted():
        QGuiApplication.sendEvent(target, QDropEvent(QPointF(2, 2), moves, data, left, plain))
    return enter.isAccepted()


def begin(window: Window) -> dict[str, Target]:
    """Drag the row that one is at; the targets by what they are called."""
    window._list.dragged.emit(window.current_row())
    return {target.text(): target for target in window._pane.tags.targets() if target.isVisibleTo(window)}


def test_it_gets_the_tag_beside_those_that_it_has(window: Window, intents: Intents) -> None:
    seen = intents(window)
    targets = begin(window)
    assert list(targets) == ["prod", "No tag"]
    assert window._pane.tags._title.text() == "Give api a tag:"
    assert drop(targets["prod"])
    assert seen == [Rewrite(ChangeRoute("api", {"tags": ("work", "b", "prod")}), "api has the tag prod now.")]
    window._list.dragged.emit(None)
    assert not window._pane.tags.isVisible()


def test_from_one_tag_s_list_it_moves_to_another(window: Window, intents: Intents) -> None:
    window._pane.narrow(Search(tag="work"))
    seen = intents(window)
    targets = begin(window)
    assert window._pane.tags._title.text() == "Move api from work to:"
    drop(targets["prod"])
    drop(targets["No tag"])
    assert seen == [
        Rewrite(ChangeRoute("api", {"tags": ("prod", "b")}), "api has the tag prod now."),
        Rewrite(ChangeRoute("api", {"tags": None}), "api has no tag now."),
    ]


def test_nothing_else_is_taken_there(window: Window, intents: Intents) -> None:
    seen = intents(window)
    targets = begin(window)
    assert not drop(targets["prod"], "application/x-other")
    assert seen == []


def test_only_routes_can_be_dragged(window: Window) -> None:
    def is_dragged(name: str) -> bool:
        return bool(window._rows.place_of(name).flags() & Qt.ItemFlag.ItemIsDragEnabled)

    assert is_dragged("api")
    assert not is_dragged("bad")
    window.bring_up("plain")
    assert list(begin(window)) == ["b", "prod", "work"]
