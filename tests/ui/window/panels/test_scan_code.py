"""The picture beside a device code is read by a camera, whatever the desktop's colours are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from pomtray.core.domain.login import DeviceCode
from pomtray.core.qr_code import LONGEST
from pomtray.ui.icons.icons import Icons
from pomtray.ui.window.panels.code_panel import CodePanel, CodeToEnter
from pomtray.ui.window.panels.scan_code import ScanCode
from tests.scanned import needs_zbar, scanned

PAGE = "https://login.example.com/device"
Make = Callable[[DeviceCode], CodePanel]


@pytest.fixture
def panel(icons: Icons, qtbot: QtBot) -> Make:
    def make(device: DeviceCode) -> CodePanel:
        panel = CodePanel(icons, CodeToEnter("dex", device))
        qtbot.addWidget(panel)
        panel.show()
        return panel

    return make


@needs_zbar
@pytest.mark.parametrize("ground", ["#202020", "#fafafa"])
@pytest.mark.parametrize("width", [420, 900])
def test_a_camera_reads_it(panel: Make, tmp_path: Path, ground: str, width: int) -> None:
    shown = panel(DeviceCode("WDJB-MJHT", PAGE, f"{PAGE}?user_code=WDJB-MJHT"))
    shown.setPalette(QPalette(QColor(ground)))
    shown.resize(width, shown.sizeHint().height())
    picture = tmp_path / "panel.png"
    assert shown.grab().save(str(picture))
    assert scanned(picture) == f"{PAGE}?user_code=WDJB-MJHT"


def test_the_text_beside_it_says_that_it_is_there(panel: Make) -> None:
    shown = panel(DeviceCode("WDJB-MJHT", PAGE))
    assert shown.text.text() == f"Enter it at {PAGE}, or scan the picture"
    (code,) = shown.findChildren(ScanCode)
    assert code.accessibleName() == "QR code of the page"


def test_an_address_that_is_too_long_has_no_picture(panel: Make) -> None:
    shown = panel(DeviceCode("WDJB-MJHT", f"{PAGE}?{'x' * LONGEST}"))
    assert not shown.findChildren(ScanCode)
    assert "scan" not in "".join(label.text() for label in shown.findChildren(QLabel))
