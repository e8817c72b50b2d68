"""The window is whole on the screen: as it begins, as it was left, and with much to say."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from pomtray.core.errors import Problem
from pomtray.core.view.snapshot import PendingQuestion, Row, Snapshot
from pomtray.ui.icons.icons import Icons
from pomtray.ui.window.placing import put
from pomtray.ui.window.window import Window

Rows = Callable[..., Row]
Snapshots = Callable[..., Snapshot]
SMALL = QSize(1280, 720)
"""A screen of 2560 by 1440 at 200 %."""


@pytest.fixture
def make(icons: Icons, qtbot: QtBot) -> Callable[[], Window]:
    def made() -> Window:
        window = Window(icons)
        qtbot.addWidget(window)
        return window

    return made


@pytest.fixture
def left(make: Callable[[], Window]) -> Callable[[QRect], bytes]:
    """What a window keeps that was left there."""

    def leave(where: QRect) -> bytes:
        window, kept = make(), []
        window.left.connect(kept.append)
        window.setGeometry(where)
        window.show()
        window.hide()
        return bytes(kept[0])

    return leave


def test_it_comes_back_as_it_was_left(make: Callable[[], Window], left: Callable[[QRect], bytes]) -> None:
    where = QRect(120, 90, 510, 420)
    window = make()
    put(window, left(where))
    assert window.geometry() == where


def test_a_place_that_no_screen_has_now_is_corrected(
    make: Callable[[], Window], left: Callable[[QRect], bytes]
) -> None:
    screen = QGuiApplication.primaryScreen().availableGeometry()
    window = make()
    put(window, left(QRect(screen.right() + 2000, screen.bottom() + 900, 400, 300)))
    assert window.size() == QSize(400, 300)
    assert screen.contains(window.geometry())


@pytest.mark.parametrize("kept", [b"", b"nothing of ours", b"\x01\xd9\xd0\xcb\x00\x03\x00\x00", b"\xff" * 70])
def test_what_cannot_be_read_counts_for_nothing(make: Callable[[], Window], kept: bytes) -> None:
    window = make()
    put(window, kept)
    least = window.minimumSizeHint()
    assert window.size().boundedTo(least) == least
    assert QGuiApplication.primaryScreen().availableGeometry().contains(QRect(window.pos(), window.size()))


def test_much_to_say_does_not_make_it_larger_than_a_small_screen(
    make: Callable[[], Window], row: Rows, snapshot: Snapshots, asking: PendingQuestion, trouble: Problem
) -> None:
    window = make()
    long = " ".join(["An address of the sign-in that is long and says little"] * 6)
    rows = [row(f"route-{number}-{long}", note=long, person=long) for number in range(30)]
    window.show_snapshot(
        snapshot(*rows, status=long, paused=long, sign_in_count=30, questions=(asking,) * 3, trouble=(trouble,) * 3)
    )
    window.show()
    least = window.minimumSizeHint()
    assert least.width() <= 640
    assert least.height() <= 500
    assert window.width() <= SMALL.width()
    assert window.height() <= SMALL.height()
