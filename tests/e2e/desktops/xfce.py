"""Xfce under X11: its panel and its own notices."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import ClassVar, Self

import pytest

from tests.e2e.desktop_session import DesktopSession
from tests.e2e.process import eventually

_NOTIFYD = "*/xfce4/notifyd/xfce4-notifyd"


class Xfce(DesktopSession):
    name: ClassVar = "XFCE"

    def __enter__(self) -> Self:
        if not list(Path("/usr/lib").glob(_NOTIFYD)):
            pytest.skip("not installed: xfce4-notifyd")
        return super().__enter__()

    def start_all(self) -> None:
        self.start_window_manager()
        self.start_keyring()
        self.start_panel()
        self.start(str(next(Path("/usr/lib").glob(_NOTIFYD))))
        eventually(lambda: self.owns("org.freedesktop.Notifications"), "notices are shown")

    def press_on_notice(self, button: str) -> None:
        """The buttons stand at the lower right, `Snooze` last."""
        assert button == "Snooze"
        notice = ("xdotool", "search", "--onlyvisible", "--class", "xfce4-notifyd")
        window = eventually(lambda: self.run(*notice).split(), "a notice")[-1]
        said = self.run("xdotool", "getwindowgeometry", "--shell", window)
        x, y, width, height = (int(value) for value in re.findall(r"(?:X|Y|WIDTH|HEIGHT)=(\d+)", said))
        self.click(x + width - 56, y + height - 31)

    def set_dark(self, *, dark: bool) -> None:
        """NOTE: there is no settings daemon here; the panel is dark anyhow."""

    def click(self, x: float, y: float) -> None:
        self.run("xdotool", "mousemove", str(int(x)), str(int(y)))
        time.sleep(0.2)
        self.run("xdotool", "click", "1")
