"""The clipboard where a Wayland compositor lets only who has the focus fill it: a window of one pixel asks for that.

It takes the focus for an instant. What was put stays ours afterwards; to clear it, such a window is needed again.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Final

from pomtray.desktop.clipboard.fingerprint import Ours
from pomtray.desktop.clipboard.formats import EMPTY, formats
from pomtray.desktop.clipboard.selection import Dialect, Selection
from pomtray.desktop.clipboard.way import arrived, cleared
from pomtray.desktop.wayland import Message, Wayland, WaylandError

_DIALECT: Final = Dialect(
    set_selection=1, selected=5, primary=None, send=1, cancelled=2, receive=1, destroy_offer=2
)  # fmt: skip
_FOCUS_WITHIN: Final = 2.0
_KEYBOARD: Final = 2
_PIXEL: Final = 4
"""Bytes: transparent, in wl_shm's format 0, ARGB."""


class Focused:
    """The connection is its own. Raises `WaylandError` where the compositor lacks what every desktop has."""

    def __init__(self, wayland: Wayland) -> None:
        self._wayland = wayland
        self._has_keyboard = False
        self._seat = wayland.bind("wl_seat", handler=self._on_seat)
        self._selection = Selection(wayland, wayland.bind("wl_data_device_manager"), self._seat, _DIALECT)

    async def put(self, secret: str, _hold_for: timedelta) -> bool:
        try:
            async with self._focus() as serial:
                self._selection.set(formats(secret), serial)
                return await arrived(secret, self._selection.text)
        except WaylandError:
            return False

    async def clear(self, ours: Ours) -> bool:
        try:
            async with self._focus() as serial:
                return await cleared(ours, self._selection.text, lambda: self._drop(serial))
        except WaylandError:
            return False

    async def close(self) -> None:
        await self._selection.close()

    def _on_seat(self, opcode: int, event: Message) -> None:
        if opcode == 0:  # capabilities
            self._has_keyboard = bool(event.uint() & _KEYBOARD)

    async def _drop(self, serial: int) -> None:
        """WORKAROUND: Mutter puts the last text back that it saw, unless something else was there in between."""
        self._selection.set(EMPTY, serial)
        await self._wayland.roundtrip()
        self._selection.unset(serial)

    @contextlib.asynccontextmanager
    async def _focus(self) -> AsyncIterator[int]:
        await self._wayland.roundtrip()
        if not self._has_keyboard:
            raise WaylandError("without a keyboard nobody has the focus")
        window = _Window(self._wayland, self._seat)
        try:
            async with asyncio.timeout(_FOCUS_WITHIN):
                serial = await window.focused
        except TimeoutError:
            raise WaylandError("the compositor gives no focus") from None
        else:
            yield serial
        finally:
            window.close()


class _Window:
    """A toplevel of xdg-shell with one transparent pixel; `focused` becomes the serial of its focus."""

    def __init__(self, wayland: Wayland, seat: int) -> None:
        self._wayland = wayland
        self.focused: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        compositor = wayland.bind("wl_compositor")
        self._shell = wayland.bind("xdg_wm_base", handler=self._on_shell)
        self._keyboard = wayland.new(self._on_keyboard)
        wayland.request(seat, 1, self._keyboard)
        self._surface = wayland.new()
        wayland.request(compositor, 0, self._surface)
        self._role = wayland.new(self._on_role)
        wayland.request(self._shell, 2, self._role, self._surface)
        self._toplevel = wayland.new()
        wayland.request(self._role, 1, self._toplevel)
        wayland.request(self._toplevel, 2, "pomtray")
        wayland.request(self._toplevel, 3, "pomtray")
        wayland.request(self._surface, 6)  # commit: it asks to be configured

    def close(self) -> None:
        self.focused.cancel()
        if not self._wayland.closed:
            for number in (self._toplevel, self._role, self._surface):
                self._wayland.destroy(number, 0)

    def _on_shell(self, _opcode: int, event: Message) -> None:
        self._wayland.request(self._shell, 3, event.uint())  # pong

    def _on_role(self, _opcode: int, event: Message) -> None:
        """Configure: from now on there may be something to see."""
        self._wayland.request(self._role, 4, event.uint())  # ack_configure
        self._wayland.request(self._surface, 1, self._pixel(), 0, 0)  # attach
        self._wayland.request(self._surface, 2, 0, 0, 1, 1)  # damage
        self._wayland.request(self._surface, 6)

    def _on_keyboard(self, opcode: int, event: Message) -> None:
        if opcode == 0:  # keymap
            os.close(event.descriptor())
        elif opcode == 1:  # enter
            serial, surface = event.uint(), event.uint()
            if surface == self._surface and not self.focused.done():
                self.focused.set_result(serial)

    def _pixel(self) -> int:
        shared = self._wayland.bind("wl_shm")
        memory = os.memfd_create("pomtray", os.MFD_CLOEXEC)
        try:
            os.ftruncate(memory, _PIXEL)
            pool, buffer = self._wayland.new(), self._wayland.new()
            self._wayland.request(shared, 0, pool, _PIXEL, descriptor=memory)
            self._wayland.request(pool, 0, buffer, 0, 1, 1, _PIXEL, 0)
        finally:
            os.close(memory)
        return buffer
