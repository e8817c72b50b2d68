"""Two ends of a connection joined: bytes both ways, each end as slow as the other takes them."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final, Protocol

import httpcore

from pomtray.core.errors import PomtrayError

_CHUNK: Final = 64 * 1024
BROKEN: Final = (OSError, httpcore.NetworkError, ssl.SSLError, PomtrayError)
"""What a connection that ends in the middle raises."""


class Link(Protocol):
    """One end."""

    async def read(self) -> bytes:
        """What has come; empty once nothing will."""
        ...

    async def write(self, data: bytes) -> None:
        """Returns once the other side takes more."""
        ...

    async def end(self) -> None:
        """Nothing more will be written; what comes is still read."""
        ...

    def abort(self) -> None:
        """Cut it off."""
        ...


async def join(one: Link, other: Link, seen: Callable[[int], None] = lambda _: None) -> None:
    """Carry bytes until both have ended, or one has broken; `seen` gets the number of each piece's bytes."""
    carrying = [asyncio.create_task(_carry(one, other, seen)), asyncio.create_task(_carry(other, one, seen))]
    try:
        await asyncio.gather(*carrying)
    except BROKEN:
        one.abort()
        other.abort()
    finally:
        for task in carrying:
            task.cancel()
        await asyncio.gather(*carrying, return_exceptions=True)


async def _carry(source: Link, sink: Link, seen: Callable[[int], None]) -> None:
    while data := await source.read():
        await sink.write(data)
        seen(len(data))
    await sink.end()


class StreamLink:
    """A client of ours, by asyncio's streams."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def read(self) -> bytes:
        return await self._reader.read(_CHUNK)

    async def write(self, data: bytes) -> None:
        self._writer.write(data)
        await self._writer.drain()

    async def end(self) -> None:
        if self._writer.can_write_eof():
            self._writer.write_eof()

    def abort(self) -> None:
        self._writer.transport.abort()


class NetworkLink:
    """The far end, as httpcore gives it after CONNECT and Upgrade."""

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream

    async def read(self) -> bytes:
        return await self._stream.read(_CHUNK)

    async def write(self, data: bytes) -> None:
        await self._stream.write(data)

    async def end(self) -> None:
        layer = _layer(self._stream)
        tls = self._stream.get_extra_info("ssl_object")
        if tls is None:
            self._stream.get_extra_info("socket").shutdown(socket.SHUT_WR)
        else:
            await _end_tls(layer, tls)

    def abort(self) -> None:
        """Whoever opened it closes it."""


def _layer(stream: Any) -> Any:
    """The stream of anyio itself, below what httpcore puts around it."""
    while hasattr(stream, "_stream"):
        stream = stream._stream  # noqa: SLF001 see `_end_tls`
    return stream


async def _end_tls(layer: Any, tls: ssl.SSLObject) -> None:
    """Send close_notify, and go on reading (RFC 8446 §6.1).

    WORKAROUND: anyio has no half-close of TLS (`TLSStream.send_eof`), so its two buffers are used as it does. What has
    come is put aside: OpenSSL would take it for an answer to close_notify.
    """
    come = layer._read_bio.read()  # noqa: SLF001
    with suppress(ssl.SSLWantReadError):
        tls.unwrap()
    layer._read_bio.write(come)  # noqa: SLF001
    await layer.transport_stream.send(layer._write_bio.read())  # noqa: SLF001
