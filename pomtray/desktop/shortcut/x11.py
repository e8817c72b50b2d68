"""A key by the X server, which gives it to one program alone (X11 protocol, "GrabKey").

Through xcb on a connection of its own, because Xlib ends the process on an error, and another program's grab is one.
"""

from __future__ import annotations

import asyncio
import ctypes
import struct
from collections.abc import Callable, Iterator
from typing import Final

from PySide6.QtCore import QSocketNotifier

from pomtray.core.shortcut import Shortcut

_LOCKS: Final = (0, 2, 16, 18)
"""Caps Lock and Num Lock change nothing (Lock, Mod2)."""
_ASYNC: Final = 1
_ANY_KEY, _ANY_MODIFIER = 0, 0x8000
_KEY_PRESS, _MAPPING_NOTIFY = 2, 34
_MAPPING: Final = struct.Struct("=BB2xI24x")
"""GetKeyboardMapping's answer: keysyms for each keycode, how many there are in all."""
_ROOT: Final = struct.Struct("=I")
_KEYCODES: Final = struct.Struct("=34xBB")
"""In the setup: the least and the last keycode."""


class Taken(Exception):
    """Another program has the key."""


class _Cookie(ctypes.Structure):
    _fields_ = (("sequence", ctypes.c_uint),)


class _Screens(ctypes.Structure):
    _fields_ = (("data", ctypes.c_void_p), ("rem", ctypes.c_int), ("index", ctypes.c_int))


class X11Shortcut:
    def __init__(self, on_pressed: Callable[[], None]) -> None:
        self._on_pressed = on_pressed
        self._server: _Server | None = None
        self._notifier: QSocketNotifier | None = None
        self._wanted: Shortcut | None = None

    async def hold(self, wanted: Shortcut) -> None:
        """Raises `Taken`, and `OSError` where there is no X server."""
        self._wanted = wanted
        self._server = server = await asyncio.to_thread(_Server)
        try:
            await asyncio.to_thread(server.grab, wanted)
        except BaseException:
            await self.close()
            raise
        self._notifier = QSocketNotifier(server.descriptor, QSocketNotifier.Type.Read)
        self._notifier.activated.connect(self._hear)
        self._hear()

    async def close(self) -> None:
        """The grab ends with the connection."""
        if self._notifier is not None:
            self._notifier.setEnabled(False)
        server, self._server, self._notifier = self._server, None, None
        if server is not None:
            await asyncio.to_thread(server.close)

    def _hear(self) -> None:
        server = self._server
        if server is None or self._notifier is None:
            return
        pressed = False
        while kinds := list(server.events()):  # what comes while a question is answered makes no descriptor readable
            pressed = pressed or _KEY_PRESS in kinds
            if _MAPPING_NOTIFY in kinds and self._wanted is not None and not server.is_gone():
                server.grab_again(self._wanted)
        self._notifier.setEnabled(not server.is_gone())
        if pressed:
            self._on_pressed()


class _Server:
    """A connection to the server of `DISPLAY`."""

    def __init__(self) -> None:
        try:
            self._xcb = xcb = ctypes.CDLL("libxcb.so.1")
        except OSError as error:
            raise OSError("libxcb is not there") from error
        for name in ("xcb_connect", "xcb_get_setup", "xcb_poll_for_event", "xcb_request_check"):
            getattr(xcb, name).restype = ctypes.c_void_p
        xcb.xcb_get_keyboard_mapping_reply.restype = ctypes.c_void_p
        xcb.xcb_get_keyboard_mapping.restype = xcb.xcb_grab_key_checked.restype = _Cookie
        xcb.xcb_ungrab_key.restype = _Cookie
        xcb.xcb_setup_roots_iterator.restype = _Screens
        self._free = ctypes.CDLL(None).free
        self._held = _ANY_KEY
        """The keycode that is ours, if one is."""
        self._connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
        if self.is_gone():
            self.close()
            raise OSError("there is no X server")
        self.descriptor = int(xcb.xcb_get_file_descriptor(self._connection))
        setup = ctypes.c_void_p(xcb.xcb_get_setup(self._connection))
        self._first, self._last = _KEYCODES.unpack(ctypes.string_at(setup, _KEYCODES.size))
        (self._root,) = _ROOT.unpack(ctypes.string_at(xcb.xcb_setup_roots_iterator(setup).data, _ROOT.size))

    def grab(self, wanted: Shortcut) -> None:
        """Raises `Taken`, and `OSError` where no key gives that."""
        code = self._keycode(wanted.keysym)
        if code is None:
            raise OSError("no key of this keyboard gives that")
        if code != self._held:
            self._grab(wanted, code)

    def _grab(self, wanted: Shortcut, code: int) -> None:
        cookies = [
            self._xcb.xcb_grab_key_checked(
                self._connection, 1, self._root, ctypes.c_uint16(wanted.mask | lock), code, _ASYNC, _ASYNC
            )
            for lock in _LOCKS
        ]
        errors = [self._xcb.xcb_request_check(self._connection, cookie) for cookie in cookies]
        for error in filter(None, errors):
            self._free(ctypes.c_void_p(error))
        if any(errors):
            raise Taken
        if self._held:
            self._let_go(self._held)
        self._held = code

    def grab_again(self, wanted: Shortcut) -> None:
        """The keyboard's layout is another, if for other keys only; what cannot be had there is not had."""
        try:
            self.grab(wanted)
        except (OSError, Taken):
            self._let_go(_ANY_KEY)

    def _let_go(self, code: int) -> None:
        self._xcb.xcb_ungrab_key(self._connection, code, self._root, ctypes.c_uint16(_ANY_MODIFIER))
        self._xcb.xcb_flush(self._connection)
        self._held = _ANY_KEY

    def events(self) -> Iterator[int]:
        """The kinds of those that have come."""
        while event := self._xcb.xcb_poll_for_event(self._connection):
            yield ctypes.string_at(event, 1)[0] & 0x7F
            self._free(ctypes.c_void_p(event))

    def is_gone(self) -> bool:
        return bool(self._xcb.xcb_connection_has_error(self._connection))

    def close(self) -> None:
        self._xcb.xcb_disconnect(self._connection)

    def _keycode(self, keysym: int) -> int | None:
        """The first key that gives `keysym` without modifiers."""
        count = self._last - self._first + 1
        asked = self._xcb.xcb_get_keyboard_mapping(self._connection, ctypes.c_uint8(self._first), ctypes.c_uint8(count))
        answer = self._xcb.xcb_get_keyboard_mapping_reply(self._connection, asked, None)
        if not answer:
            return None
        try:
            _, each, length = _MAPPING.unpack(ctypes.string_at(answer, _MAPPING.size))
            keysyms = struct.unpack(f"={length}I", ctypes.string_at(answer + _MAPPING.size, 4 * length))
        finally:
            self._free(ctypes.c_void_p(answer))
        return next(
            (self._first + place // each for place in range(0, length, each or 1) if keysyms[place] == keysym), None
        )
