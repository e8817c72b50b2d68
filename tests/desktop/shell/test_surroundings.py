"""What the desktop has, told without Qt: on a bus of its own, with and without those who serve there."""

from __future__ import annotations

import sys

import pytest

from pomtray.core.report import Outcome
from pomtray.desktop.shell import surroundings
from tests.desktop.vault.secret_service import private_bus

__all__ = ["private_bus"]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Linux' desktops")


async def test_a_desktop_without_a_bus(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    for step in (await surroundings.tray(), await surroundings.notices()):
        assert (step.outcome, "no session bus" in step.sentence, bool(step.action)) == (Outcome.NOTE, True, True)


async def test_a_bus_where_nobody_serves(private_bus: object) -> None:
    tray, notices = await surroundings.tray(), await surroundings.notices()
    assert (tray.outcome, tray.sentence) == (
        Outcome.NOTE,
        "Nothing here shows tray icons: the window stands in for it.",
    )
    assert (notices.outcome, "Install" in notices.action) == (Outcome.NOTE, True)


async def test_the_clipboard_without_wayland(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert (await surroundings.clipboard(screen=False)).outcome is Outcome.NOTE
    assert (await surroundings.clipboard(screen=True)).outcome is Outcome.WELL
