"""The clipboard of X11, Windows and macOS, where any program may fill it: Qt's own."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QClipboard, QGuiApplication, QWindow

from pomtray.desktop.clipboard.fingerprint import Ours
from pomtray.desktop.clipboard.formats import EMPTY, marks
from pomtray.desktop.clipboard.way import cleared

_MODE = QClipboard.Mode.Clipboard
"""Not the X11 selection."""
_SENT = 16 * 1000
"""Bytes: less than the 16 KiB of the buffer, with what a request has besides."""


class QtClipboard:
    """Qt asks the X server who the owner is after each change, so what it says was read back."""

    async def put(self, secret: str, _hold_for: timedelta) -> bool:
        fill(secret)
        return read() == secret

    async def clear(self, ours: Ours) -> bool:
        """NOTE: on Wayland Qt says that it is gone although a program without focus clears nothing."""
        is_deaf = QGuiApplication.platformName().startswith("wayland") and QGuiApplication.focusWindow() is None
        return not is_deaf and await cleared(ours, _read, _drop)

    async def close(self) -> None:
        """Nothing: Qt has one clipboard for the whole program."""


def fill(secret: str) -> None:
    """Place `secret` on the clipboard, with its marks."""
    data = QMimeData()
    data.setText(secret)
    for name, value in marks().items():
        data.setData(name, value)
    clipboard().setMimeData(data, _MODE)


def read() -> str:
    """What the clipboard says to anybody."""
    return clipboard().text(_MODE)


def owns() -> bool:
    """Whether it says what this program put there last."""
    return clipboard().ownsClipboard()


def empty() -> None:
    """Take it over where somebody else keeps it, then leave it without owner."""
    if not owns():
        data = QMimeData()
        for name, value in EMPTY.items():
            data.setData(name, value)
        clipboard().setMimeData(data, _MODE)
    clipboard().clear(_MODE)
    _overwrite_sent()


def _overwrite_sent() -> None:
    """What X programs asked for went through a buffer of Qt's connection, and stays there until others come through.

    NOTE: a window's title does, as a request of nearly the buffer's size (`XCB_QUEUE_BUFFER_SIZE`); it is never shown.
    """
    if QGuiApplication.platformName() == "xcb":
        window = QWindow()
        window.create()
        window.setTitle(" " * _SENT)
        window.destroy()


def clipboard() -> QClipboard:
    return QGuiApplication.clipboard()


async def _read() -> str:
    return read()


async def _drop() -> None:
    empty()
