from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from pomtray.core.intent import AppAction, ImportFrom
from pomtray.core.view.snapshot import Row, Snapshot
from pomtray.ui.icons.icons import Icons
from pomtray.ui.window.window import Window

Rows = Callable[..., Row]
Snapshots = Callable[..., Snapshot]
Intents = Callable[[object], list[object]]
COPY, NONE = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def window(icons: Icons, qtbot: QtBot, row: Rows, snapshot: Snapshots) -> Iterator[Window]:
    window = Window(icons)
    window.show_snapshot(snapshot(row("wiki")))
    window.show()
    qtbot.waitExposed(window)
    yield window
    window.hide()
    window.deleteLater()


def drop(window: Window, data: QMimeData) -> bool:
    """Whether it is taken."""
    entering = QDragEnterEvent(QPoint(9, 9), COPY, data, Qt.MouseButton.LeftButton, NONE)
    QApplication.sendEvent(window, entering)
    if entering.isAccepted():
        QApplication.sendEvent(window, QDropEvent(QPointF(9, 9), COPY, data, Qt.MouseButton.LeftButton, NONE))
    return entering.isAccepted()


def test_a_file_is_imported(window: Window, intents: Intents, tmp_path: Path) -> None:
    seen = intents(window)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "config.yaml"))])
    assert drop(window, data)
    assert seen == [ImportFrom(str(tmp_path / "config.yaml"))]


def test_a_link_is_an_address_to_add(window: Window) -> None:
    data = QMimeData()
    data.setText("https://app.corp.example/page")
    assert drop(window, data)
    assert window.adding.isVisible()
    assert window.adding.address.text() == "https://app.corp.example"


def test_a_picture_is_nothing(window: Window) -> None:
    data = QMimeData()
    data.setData("image/png", b"x")
    assert not drop(window, data)


def test_a_file_can_be_chosen(window: Window, intents: Intents, tmp_path: Path) -> None:
    seen = intents(window)
    assert window.take(AppAction.IMPORT)
    dialog = window.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "config.yaml"))
    dialog.close()
    assert seen == [ImportFrom(str(tmp_path / "config.yaml"))]
