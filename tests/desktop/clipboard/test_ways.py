"""Which ways there are, by what a compositor offers."""

from __future__ import annotations

import asyncio

import pytest
from PySide6.QtGui import QGuiApplication

from pomtray.desktop.clipboard.data_control import DataControl
from pomtray.desktop.clipboard.focused import Focused
from pomtray.desktop.clipboard.qt import QtClipboard
from pomtray.desktop.clipboard.ways import ways
from pomtray.desktop.clipboard.xwayland import XWayland
from tests.desktop.clipboard.desks import open_files
from tests.desktop.compositor import Compositor, compositor

__all__ = ["compositor"]

EVERYWHERE = ("wl_data_device_manager", "wl_compositor", "xdg_wm_base", "wl_shm")


async def found() -> list[type]:
    """The ways that could be opened, in their order."""
    types = []
    for make in await ways():
        way = await make()
        types.append(type(way))
        if way is not None:
            await way.close()
    return types


@pytest.mark.parametrize(
    ("offered", "display", "focus", "expected"),
    [
        (["ext_data_control_manager_v1", "zwlr_data_control_manager_v1"], ":0", True, [DataControl]),
        (["zwlr_data_control_manager_v1"], "", False, [DataControl]),
        (["gtk_shell1"], ":0", False, [XWayland, Focused]),
        (["gtk_shell1"], "", False, [Focused]),
        (["gtk_shell1"], ":0", True, [XWayland, Focused, QtClipboard]),
        ([], ":0", False, [Focused]),
    ],
)
async def test_what_is_offered_decides(
    compositor: Compositor,
    monkeypatch: pytest.MonkeyPatch,
    offered: list[str],
    display: str,
    expected: list[type],
    *,
    focus: bool,
) -> None:
    compositor.has |= {name: (30 + place, 1) for place, name in enumerate((*EVERYWHERE, *offered))}
    monkeypatch.setenv("DISPLAY", display)
    monkeypatch.setattr(QGuiApplication, "focusWindow", lambda: object() if focus else None)
    assert await found() == expected


async def test_a_compositor_that_has_gone_meanwhile_offers_no_way(
    compositor: Compositor, monkeypatch: pytest.MonkeyPatch
) -> None:
    compositor.has["zwlr_data_control_manager_v1"] = (30, 1)
    (make,) = await ways()
    monkeypatch.setenv("WAYLAND_DISPLAY", "nowhere")
    assert await make() is None


async def test_a_compositor_that_lacks_something_offers_no_way(
    compositor: Compositor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QGuiApplication, "focusWindow", lambda: None)
    before = open_files()
    assert await found() == [type(None)]
    await asyncio.sleep(0.05)  # the compositor sees the connections end
    assert open_files() == before


async def test_without_a_compositor_it_is_qts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert await found() == [QtClipboard]
