"""How long ago the last input on an X display was: its counter IDLETIME (X Synchronization Extension, section 4).

Through xcb, because Qt's own X11 plugin needs libxcb-sync too, and because Xlib ends the process on an error.
"""

from __future__ import annotations

import contextlib
import ctypes
import struct
from collections.abc import Iterator
from datetime import timedelta

_NAME = b"IDLETIME"
_COUNTERS = struct.Struct("=8xI20x")
"""The head of ListSystemCounters' answer: how many follow."""
_COUNTER = struct.Struct("=IiIH")
"""One counter: its id, its resolution's two halves, the length of its name."""
_VALUE = struct.Struct("=8xiI")
"""QueryCounter's answer: a signed high half, a low half; milliseconds."""


class _Cookie(ctypes.Structure):
    _fields_ = (("sequence", ctypes.c_uint),)


def x11_idle_for() -> timedelta | None:
    """How long nobody has touched anything; None where no X server says so. It may block: call it in a thread."""
    try:
        xcb, sync = ctypes.CDLL("libxcb.so.1"), ctypes.CDLL("libxcb-sync.so.1")
    except OSError:
        return None
    with _connection(xcb) as connection:
        if xcb.xcb_connection_has_error(connection):
            return None
        _asked(sync, connection, "xcb_sync_initialize", ctypes.c_uint8(3), ctypes.c_uint8(1))
        counter = idle_counter(_asked(sync, connection, "xcb_sync_list_system_counters"))
        if counter is None:
            return None
        return counted(_asked(sync, connection, "xcb_sync_query_counter", ctypes.c_uint32(counter)))


def idle_counter(answer: bytes) -> int | None:
    """The id of IDLETIME in an answer to ListSystemCounters."""
    if len(answer) < _COUNTERS.size:
        return None
    place = _COUNTERS.size
    for _ in range(_COUNTERS.unpack_from(answer)[0]):
        counter, _, _, length = _COUNTER.unpack_from(answer, place)
        name = place + _COUNTER.size
        if answer[name : name + length] == _NAME:
            return int(counter)
        place += (_COUNTER.size + length + 3) & ~3
    return None


def counted(answer: bytes) -> timedelta | None:
    """The value in an answer to QueryCounter."""
    if len(answer) < _VALUE.size:
        return None
    high, low = _VALUE.unpack_from(answer)
    return timedelta(milliseconds=(high << 32) + low)


@contextlib.contextmanager
def _connection(xcb: ctypes.CDLL) -> Iterator[ctypes.c_void_p]:
    """A connection of its own to the display of `DISPLAY`; never null, and closed also where it failed."""
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    try:
        yield connection
    finally:
        xcb.xcb_disconnect(connection)


def _asked(sync: ctypes.CDLL, connection: ctypes.c_void_p, name: str, *arguments: object) -> bytes:
    """The bytes of an answer; empty after an error or without the extension."""
    request, reply = sync[name], sync[f"{name}_reply"]
    request.restype, reply.restype = _Cookie, ctypes.c_void_p
    answer = reply(connection, request(connection, *arguments), None)
    if not answer:
        return b""
    try:
        (length,) = struct.unpack("=4xI", ctypes.string_at(answer, 8))
        return ctypes.string_at(answer, 32 + 4 * length)
    finally:
        ctypes.CDLL(None).free(ctypes.c_void_p(answer))
