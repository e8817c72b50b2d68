"""The icon as a person sees it: the screen's own pixels, on a dark and on a light panel."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from pomtray.ui.icons.contrast import contrast
from pomtray.ui.icons.drawing import ENOUGH
from tests.e2e.conftest import Pomtray
from tests.e2e.desktop_session import DesktopSession
from tests.e2e.process import eventually
from tests.e2e.tray_host import tray_item

_PANEL = (600, 15)
_ICON = (0, 0, 32, 30)


@pytest.mark.parametrize("dark", [True, False])
def test_it_stands_out_on_the_panel(
    bare_desktop: DesktopSession, make_pomtray: Callable[[DesktopSession], Pomtray], tmp_path: Path, *, dark: bool
) -> None:
    bare_desktop.start_window_manager()
    bare_desktop.start_keyring()
    bare_desktop.start_panel(dark=dark)
    pomtray = make_pomtray(bare_desktop)
    pomtray.write_settings({"app": "https://app.example.com"})
    pomtray.start()
    with tray_item(bare_desktop.bus) as item:
        eventually(lambda: item.open().find("app"), "the menu is complete")
        assert {16, 22, 24, 32, 48, 64} <= {width for width, _, _ in item.ask("IconPixmap")}
        eventually(lambda: _that_stand_out(bare_desktop, tmp_path / "screen.png") >= 60, "the icon is seen")
        item.click("Quit")


def _that_stand_out(desktop: DesktopSession, picture: Path) -> int:
    """How many of the icon's pixels differ enough from the panel's colour."""
    desktop.picture(picture)
    screen = QImage(str(picture))
    panel = screen.pixelColor(*_PANEL)
    left, top, right, bottom = _ICON
    shown = (screen.pixelColor(x, y) for x in range(left, right) for y in range(top, bottom))
    return sum(contrast(colour, panel) >= ENOUGH for colour in shown)
