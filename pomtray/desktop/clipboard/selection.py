"""What Wayland's ways to the clipboard have in common: sources that are asked for their data, offers that are read."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from typing import Final

from pomtray.core.light_dataclass import dataclass
from pomtray.desktop.clipboard.formats import TEXT
from pomtray.desktop.wayland import Message, Wayland, WaylandError, resolve

_LARGEST: Final = 1024 * 1024
"""Bytes; what is longer is nothing of ours."""
_TRANSFER_FOR: Final = 5.0
_MOST_TYPES: Final = 256
_MOST_READERS: Final = 64


@dataclass(frozen=True, slots=True)
class Dialect:
    """Opcodes in which the protocols differ; both make sources by 0, devices by 1, and offer types by 0."""

    set_selection: int
    selected: int
    primary: int | None
    send: int
    cancelled: int
    receive: int
    destroy_offer: int


class Selection:
    """The clipboard as one device of a compositor sees it, on a connection of its own."""

    def __init__(self, wayland: Wayland, manager: int, seat: int, dialect: Dialect) -> None:
        self._wayland = wayland
        self._manager = manager
        self._dialect = dialect
        self._offers: dict[int, list[str]] = {}
        self._current: int | None = None
        self._sources: dict[int, Mapping[str, bytes]] = {}
        self._transfers: set[asyncio.Task[None]] = set()
        self._device = wayland.new(self._on_device)
        wayland.request(manager, 1, self._device, seat)

    def set(self, formats: Mapping[str, bytes], *serial: int) -> None:
        """Offer these formats to everybody; a serial says that the person has used our window."""
        source = self._wayland.new(lambda opcode, event: self._on_source(source, opcode, event))
        self._sources[source] = formats
        self._wayland.request(self._manager, 0, source)
        for name in formats:
            self._wayland.request(source, 0, name)
        self._wayland.request(self._device, self._dialect.set_selection, source, *serial)

    def unset(self, *serial: int) -> None:
        """Offer nothing any more."""
        self._wayland.request(self._device, self._dialect.set_selection, 0, *serial)
        for source in tuple(self._sources):
            self._forget(source)

    async def text(self) -> str | None:
        """What others get now; None where that is no text, or too long. Raises `WaylandError`."""
        await self._wayland.roundtrip()
        if self._current is None or TEXT not in self._offers.get(self._current, ()):
            return None
        ours, theirs = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
        try:
            try:
                self._wayland.request(self._current, self._dialect.receive, TEXT, descriptor=theirs)
            finally:
                os.close(theirs)
            return await _received(ours)
        finally:
            os.close(ours)

    async def close(self) -> None:
        """End the connection, and whatever is being handed over."""
        self._wayland.close()
        self._sources.clear()
        for transfer in self._transfers:
            transfer.cancel()
        await asyncio.gather(*self._transfers, return_exceptions=True)

    def _on_device(self, opcode: int, event: Message) -> None:
        if opcode == 0:
            offer = event.uint()
            self._wayland.adopt(offer, lambda opcode, event: self._on_offer(offer, opcode, event))
            self._offers[offer] = []
        elif opcode == self._dialect.selected:
            self._current = event.uint() or None
            for offer in [known for known in self._offers if known != self._current]:
                self._discard(offer)
        elif opcode == self._dialect.primary and (offer := event.uint()):
            self._discard(offer)

    def _discard(self, offer: int) -> None:
        self._offers.pop(offer, None)
        self._wayland.destroy(offer, self._dialect.destroy_offer)

    def _on_offer(self, offer: int, opcode: int, event: Message) -> None:
        types = self._offers.get(offer, [])
        if opcode == 0 and len(types) < _MOST_TYPES:
            types.append(event.string())

    def _on_source(self, source: int, opcode: int, event: Message) -> None:
        if opcode == self._dialect.send:
            data = self._sources.get(source, {}).get(event.string(), b"")
            self._hand_over(event.descriptor(), data)
        elif opcode == self._dialect.cancelled:
            self._forget(source)

    def _hand_over(self, descriptor: int, data: bytes) -> None:
        if len(self._transfers) >= _MOST_READERS:
            os.close(descriptor)
            return
        transfer = asyncio.get_running_loop().create_task(_sent(descriptor, data), name="clipboard")
        self._transfers.add(transfer)
        transfer.add_done_callback(self._transfers.discard)

    def _forget(self, source: int) -> None:
        if self._sources.pop(source, None) is not None and not self._wayland.closed:
            self._wayland.destroy(source, 1)


async def _received(descriptor: int) -> str | None:
    """All that comes until the other end closes. Raises `WaylandError` where it does not in time."""
    data = b""
    try:
        async with asyncio.timeout(_TRANSFER_FOR):
            while len(data) <= _LARGEST:
                await _ready(descriptor, writing=False)
                part = os.read(descriptor, _LARGEST)
                if not part:
                    return data.decode("utf-8", "surrogatepass")
                data += part
    except OSError:
        raise WaylandError("whoever holds the clipboard does not hand it over") from None
    except UnicodeDecodeError:
        pass
    return None


async def _sent(descriptor: int, data: bytes) -> None:
    """Write it all, in the pace of whoever reads; who does not read gets nothing."""
    try:
        os.set_blocking(descriptor, False)
        async with asyncio.timeout(_TRANSFER_FOR):
            while data:
                try:
                    data = data[os.write(descriptor, data) :]
                except BlockingIOError:
                    await _ready(descriptor, writing=True)
    except OSError:
        pass
    finally:
        os.close(descriptor)


async def _ready(descriptor: int, *, writing: bool) -> None:
    """Returns once the file can be used."""
    loop = asyncio.get_running_loop()
    ready: asyncio.Future[None] = loop.create_future()
    add, remove = (loop.add_writer, loop.remove_writer) if writing else (loop.add_reader, loop.remove_reader)
    add(descriptor, resolve, ready)
    try:
        await ready
    finally:
        remove(descriptor)
