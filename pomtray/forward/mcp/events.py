"""Server-sent events, read as they come (WHATWG HTML, "Parsing an event stream"), in bounded memory."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator
from dataclasses import dataclass, field
from typing import Final

LARGEST: Final = 16 * 1024 * 1024
"""Bytes of one event."""
_BOM: Final = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Event:
    """One event; `data` may be empty where only an id was told."""

    data: bytes = field(repr=False)
    id: str | None = None
    """None where it has none."""
    retry_for: float | None = None
    """Seconds to wait before the stream is asked for again."""


async def events(pieces: AsyncIterable[bytes], largest: int = LARGEST) -> AsyncIterator[Event]:
    """Each event once it is whole. Raises `ValueError` for one that is larger than `largest` bytes."""
    building = _Building()
    async for line in _lines(pieces, largest):
        if line:
            building.take(line, largest)
        elif (event := building.taken()) is not None:
            yield event


class _Building:
    def __init__(self) -> None:
        self._clear()

    def _clear(self) -> None:
        self._data: list[bytes] = []
        self._size = 0
        self._id: str | None = None
        self._retry_for: float | None = None

    def take(self, line: bytes, largest: int) -> None:
        name, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        match name:
            case b"data":
                self._data.append(value)
                self._size += len(value) + 1
                if self._size > largest:
                    raise ValueError("an event is too large")
            case b"id" if b"\0" not in value:
                self._id = value.decode("utf-8", "replace")
            case b"retry" if value.isdigit() and len(value) < 10:  # noqa: PLR2004 digits of milliseconds
                self._retry_for = int(value) / 1000

    def taken(self) -> Event | None:
        """None where there was nothing in it."""
        if not self._data and self._id is None and self._retry_for is None:
            return None
        event = Event(b"\n".join(self._data), self._id, self._retry_for)
        self._clear()
        return event if event.data or event.id is not None or event.retry_for is not None else None


async def _lines(pieces: AsyncIterable[bytes], largest: int) -> AsyncIterator[bytes]:
    """Without their ends, which are CR LF, LF or CR."""
    left, after_cr, first = bytearray(), False, True
    async for piece in pieces:
        if after_cr and piece.startswith(b"\n"):
            piece = piece[1:]  # noqa: PLW2901 the end of a line that is known already
        after_cr = piece.endswith(b"\r") if piece else after_cr
        *whole, rest = piece.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        for end in whole:
            line, left = bytes(left + end), bytearray()
            yield line.removeprefix(_BOM) if first else line
            first = False
        left += rest
        if len(left) > largest:
            raise ValueError("an event is too large")
