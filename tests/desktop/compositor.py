"""A Wayland compositor that a test plays on a real socket."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import struct
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import TypeVar

import pytest

SEAT = 7
"""The name of the global."""


C = TypeVar("C", bound="Compositor")


def event(number: int, opcode: int, body: bytes = b"") -> bytes:
    return struct.pack("=II", number, (8 + len(body)) << 16 | opcode) + body


def text(value: str) -> bytes:
    data = value.encode() + b"\0"
    return struct.pack("=I", len(data)) + data + bytes(-len(data) % 4)


class Compositor:
    """Takes one client after the other, has one seat, answers `sync`; a test adds what is wrong with it."""

    def __init__(self, listener: socket.socket) -> None:
        self._listener = listener
        self.client: socket.socket | None = None
        self.requests: list[tuple[int, int, bytes]] = []
        self.files: list[int] = []
        """What came with the requests; whoever wants one takes it."""
        self.before_answer = b""
        """Sent before the answer to a sync, once."""
        self.answers = True
        self.has = {"wl_seat": (SEAT, 8)}
        """The globals: name and version."""

    async def serve(self) -> None:
        while True:
            client, _ = await asyncio.get_running_loop().sock_accept(self._listener)
            with client:
                self.client = client
                client.setblocking(False)  # noqa: FBT003 the socket's own way
                with contextlib.suppress(OSError):
                    await self._serve(client)

    async def _serve(self, client: socket.socket) -> None:
        unread = b""
        while data := await self._received(client):
            unread += data
            while len(unread) >= 8 and len(unread) >= (size := struct.unpack_from("=II", unread)[1] >> 16):
                await self._take(unread[:size])
                unread = unread[size:]

    async def _received(self, client: socket.socket) -> bytes:
        loop, readable = asyncio.get_running_loop(), asyncio.Event()
        loop.add_reader(client, readable.set)
        try:
            await readable.wait()
        finally:
            loop.remove_reader(client)
        data, files, _, _ = socket.recv_fds(client, 65536, 28)
        self.files += files
        return data

    async def _take(self, message: bytes) -> None:
        number, rest = struct.unpack_from("=II", message)
        self.requests.append((number, rest & 0xFFFF, message[8:]))
        match number, rest & 0xFFFF:
            case 1, 1:
                for interface, (name, version) in self.has.items():
                    await self.send(event(2, 0, struct.pack("=I", name) + text(interface) + struct.pack("=I", version)))
            case 1, 0 if self.answers:
                (callback,) = struct.unpack_from("=I", message, 8)
                wrong, self.before_answer = self.before_answer, b""
                await self.send(wrong + event(callback, 0, bytes(4)) + event(1, 1, struct.pack("=I", callback)))

    async def send(self, data: bytes) -> None:
        assert self.client is not None
        await asyncio.get_running_loop().sock_sendall(self.client, data)

    def hang_up(self) -> None:
        """Go away without a word."""
        assert self.client is not None
        self.client.shutdown(socket.SHUT_RDWR)

    def send_files(self, data: bytes, *descriptors: int) -> None:
        assert self.client is not None
        socket.send_fds(self.client, [data], descriptors)


@contextlib.asynccontextmanager
async def playing(folder: Path, kind: Callable[[socket.socket], C]) -> AsyncIterator[C]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        listener.bind(str(folder / "wayland-test"))
        listener.listen()
        listener.setblocking(False)  # noqa: FBT003 the socket's own way
        compositor = kind(listener)
        task = asyncio.create_task(compositor.serve())
        try:
            yield compositor
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            if compositor.client is not None:
                compositor.client.close()
            for file in compositor.files:
                os.close(file)


@pytest.fixture
async def compositor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Compositor]:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-test")
    async with playing(tmp_path, Compositor) as played:
        yield played
