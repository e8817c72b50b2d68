"""Compositors with a clipboard, played on a real socket, as strict as real ones: `wayland.xml` and its brothers.

What breaks the protocol is kept in `broken` and ends the connection, as there.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import struct
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

import pytest

from pomtray.desktop.clipboard import way
from pomtray.desktop.wayland import Message
from tests.desktop.compositor import Compositor, event, playing, text

TEXT: Final = "text/plain;charset=utf-8"


class BrokenError(Exception):
    """The client broke the protocol."""


@dataclass(frozen=True)
class Protocol:
    """The opcodes of devices (first line), sources and offers in which the two protocols differ."""

    manager: str
    set: int
    selected: int
    send: int
    cancelled: int
    receive: int
    destroy_offer: int


CORE = Protocol("wl_data_device_manager", 1, 5, 1, 2, 1, 2)
CONTROL = Protocol("ext_data_control_manager_v1", 0, 1, 0, 1, 0, 1)
D = TypeVar("D", bound="Desk")
_MAKES = {
    ("manager", 0): "source", ("manager", 1): "device", ("wl_compositor", 0): "surface", ("wl_seat", 1): "keyboard",
    ("xdg_wm_base", 2): "role", ("role", 1): "toplevel", ("wl_shm", 0): "pool", ("pool", 0): "buffer",
}  # fmt: skip
"""What the id that a request brings becomes, by the object that it goes to."""


class Desk(Compositor):
    """Its clipboard holds a source of the client's, or what another program put there."""

    def __init__(self, listener: socket.socket, protocol: Protocol) -> None:
        super().__init__(listener)
        self.protocol = protocol
        self.has |= {protocol.manager: (30, 3)}
        self.kinds = {1: "display", 2: "registry"}
        self.broken: list[str] = []
        self.sources: dict[int, list[str]] = {}
        self.source = 0
        self.theirs: dict[str, bytes] = {TEXT: b"theirs"}
        self.restores = b""
        """What it puts back when a text goes that it saw, as Mutter and Klipper do."""
        self.hands_over = True
        self.offers: set[int] = set()
        """Those that the client keeps."""
        self.device = 0
        self.focus = 0
        """The serial with which the client may fill the clipboard."""
        self._made = 0
        self._saw_text = False

    async def pasted(self) -> dict[str, bytes]:
        """What another program gets, by format."""
        if not self.source:
            return self.theirs
        return {name: await self._given(name) for name in self.sources[self.source]}

    async def copied(self, theirs: dict[str, bytes]) -> None:
        """Another program fills it."""
        if self.source:
            await self.send(event(self.source, self.protocol.cancelled))
        self.source, self.theirs = 0, theirs
        await self.announce()

    async def announce(self) -> None:
        """Tell the client what is there."""
        names = self._names()
        offer = await self.offer(names) if names else 0
        await self.send(event(self.device, self.protocol.selected, uint(offer)))

    async def offer(self, names: list[str]) -> int:
        """Show it an offer that is no selection yet."""
        number = 0xFF000000 + self._made
        self._made += 1
        self.offers.add(number)
        self.kinds[number] = "offer"
        await self.send(event(self.device, 0, uint(number)) + b"".join(event(number, 0, text(name)) for name in names))
        return number

    def _names(self) -> list[str]:
        return self.sources[self.source] if self.source else list(self.theirs)

    def asked(self, name: str = TEXT) -> int:
        """A pipe into which the client was asked to write."""
        read, write = os.pipe()
        self._ask(name, write)
        return read

    async def _given(self, name: str) -> bytes:
        read = self.asked(name)
        try:
            return await asyncio.to_thread(_whole, read)
        finally:
            os.close(read)

    def _ask(self, name: str, descriptor: int) -> None:
        self.send_files(event(self.source, self.protocol.send, text(name)), descriptor)
        os.close(descriptor)

    async def _take(self, message: bytes) -> None:
        await super()._take(message)
        number, rest = struct.unpack_from("=II", message)
        try:
            await self.do(self.kinds[number], number, rest & 0xFFFF, Message(message[8:], self.files))
        except (BrokenError, KeyError) as error:
            self.broken.append(repr(error))
            await self.send(event(1, 0))

    async def do(self, kind: str, number: int, opcode: int, said: Message) -> None:
        """One request."""
        if made := _MAKES.get((kind, opcode)):
            new = said.uint()
            self.kinds[new] = made
            await self.make(made, new, said)
            return
        protocol = self.protocol
        match kind, opcode:
            case "display", 0:
                self._saw_text = TEXT in self._names()
            case "display", 1:
                pass
            case "registry", 0:
                await self._bind(said)
            case "source", 0:
                self.sources[number].append(said.string())
            case "source", 1:
                await self._unset(number)
                del self.kinds[number]
            case "device", protocol.set:
                await self._select(said.uint(), said)
            case "offer", protocol.receive:
                self._hand_over(said.string(), said.descriptor())
            case "offer", protocol.destroy_offer:
                self.offers.remove(number)
                del self.kinds[number]
            case _:
                raise BrokenError(f"{kind} {opcode}")

    async def make(self, kind: str, number: int, said: Message) -> None:
        """A new object of the client's."""
        if kind == "source":
            self.sources[number] = []
        elif kind == "device":
            self.device = number
            expect(self.kinds[said.uint()] == "wl_seat", "a device is a seat's")
            if self.protocol is CONTROL:
                await self.announce()

    async def _bind(self, said: Message) -> None:
        name, interface, version, number = said.uint(), said.string(), said.uint(), said.uint()
        expect(self.has[interface][0] == name and 1 <= version <= self.has[interface][1], f"no such {interface}")
        self.kinds[number] = "manager" if interface == self.protocol.manager else interface
        await self.bound(interface, number)

    async def bound(self, interface: str, number: int) -> None:
        """The client has a global."""

    async def _select(self, source: int, said: Message) -> None:
        if self.protocol is CORE and (said.uint() != self.focus or not self.focus):
            return
        expect(source in {0, *self.sources}, "no source")
        if self.source and self.source != source:
            await self.send(event(self.source, self.protocol.cancelled))
        self.source, self.theirs = source, {} if source else self._restored()
        await self.announce()

    def _restored(self) -> dict[str, bytes]:
        return {TEXT: self.restores} if self.restores and self._saw_text else {}

    async def _unset(self, source: int) -> None:
        del self.sources[source]
        if source == self.source:
            self.source, self.theirs = 0, self._restored()
            await self.announce()

    def _hand_over(self, name: str, descriptor: int) -> None:
        if self.source:
            self._ask(name, descriptor)
            return
        if self.hands_over:
            os.write(descriptor, self.theirs[name])
            os.close(descriptor)
        else:
            self.files.append(descriptor)


@contextlib.asynccontextmanager
async def played(kind: Callable[[socket.socket], D], folder: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[D]:
    """The compositor of this desktop session, in a hurry; in the end nothing may have broken the protocol."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-test")
    monkeypatch.setattr(way, "_PAUSE", 0.01)
    async with playing(folder, kind) as desk:
        yield desk
    assert desk.broken == []


def open_files() -> int:
    """How many this process has."""
    return len(list(Path("/proc/self/fd").iterdir()))


def expect(fact: object, what: str) -> None:
    """Raises `BrokenError`."""
    if not fact:
        raise BrokenError(what)


def uint(number: int) -> bytes:
    """An argument."""
    return struct.pack("=I", number)


def _whole(descriptor: int) -> bytes:
    with os.fdopen(descriptor, "rb", closefd=False) as file:
        return file.read()
