"""A small Wayland client: the wire format, objects, requests and events, without a library.

"The Wayland Protocol", chapter "Wire Protocol". A compositor is believed no more than a server is: what it sends is
bounded, and what cannot be read ends the connection.
"""

from __future__ import annotations

import asyncio
import os
import socket
import struct
from collections.abc import Callable
from typing import Final

DATA_CONTROL: Final = ("ext_data_control_manager_v1", "zwlr_data_control_manager_v1")
"""What lets a program have the clipboard without the focus, best first."""
_DISPLAY: Final = 1
_FIRST_OF_SERVER: Final = 0xFF000000
_ANSWER_FOR: Final = 5.0
_LARGEST_READ: Final = 65536
_MOST_OBJECTS: Final = 1024
_MOST_DESCRIPTORS: Final = 28
"""At once, as libwayland does; more than that never waits here to be fetched."""


class WaylandError(Exception):
    """There is no compositor, it has ended the connection, or we have because of what it said."""


class Message:
    """The arguments of an event, fetched in the order of its signature. Raises `WaylandError` at their end."""

    def __init__(self, body: bytes, descriptors: list[int]) -> None:
        self._body = body
        self._place = 0
        self._descriptors = descriptors

    def uint(self) -> int:
        """An unsigned number, an object, or a new one's id."""
        (value,) = struct.unpack("=I", self._taken(4))
        return int(value)

    def string(self) -> str:
        """A text; "" also where there is none."""
        return self.array().removesuffix(b"\0").decode("utf-8", "replace")

    def array(self) -> bytes:
        length = self.uint()
        value = self._taken(length)
        self._taken(-length % 4)
        return value

    def descriptor(self) -> int:
        """An open file, which the caller closes."""
        if not self._descriptors:
            raise WaylandError("a file is missing")
        return self._descriptors.pop(0)

    def _taken(self, length: int) -> bytes:
        if self._place + length > len(self._body):
            raise WaylandError("an event is too short")
        self._place += length
        return self._body[self._place - length : self._place]


Handler = Callable[[int, Message], None]
"""Takes an event of an object by its opcode."""
Argument = int | str
"""Numbers of any sign, objects, texts. Files go separately."""


class Wayland:
    """A connection on the running loop, made by `connect`."""

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection
        self._loop = asyncio.get_running_loop()
        self._handlers: dict[int, Handler] = {_DISPLAY: self._on_display}
        self._free: list[int] = []
        self._next = _DISPLAY + 1
        self._unread = b""
        self._descriptors: list[int] = []
        self._waiting: set[asyncio.Future[None]] = set()
        self._globals: dict[str, tuple[int, int]] = {}
        self.closed = False
        self._registry = self.new(self._on_registry)
        self._loop.add_reader(connection.fileno(), self._readable)

    def offers(self, interface: str) -> bool:
        """Whether the compositor has that global."""
        return interface in self._globals

    def version(self, interface: str) -> int:
        """The highest that the compositor has of that global; 0 where it has none."""
        return self._globals[interface][1] if interface in self._globals else 0

    def bind(self, interface: str, version: int = 1, handler: Handler | None = None) -> int:
        """A global as an object, of `version` at most. Raises `WaylandError` where there is none."""
        if interface not in self._globals:
            raise WaylandError(f"the compositor has no {interface}")
        name, highest = self._globals[interface]
        bound = self.new(handler)
        self.request(self._registry, 0, name, interface, min(version, highest), bound)
        return bound

    def new(self, handler: Handler | None = None) -> int:
        """An id for an object that the next request makes."""
        number = self._free.pop() if self._free else self._next
        self._next = max(self._next, number + 1)
        self._handlers[number] = handler or _ignore
        return number

    def adopt(self, number: int, handler: Handler) -> None:
        """Take the events of an object that the compositor has made."""
        if number < _FIRST_OF_SERVER or len(self._handlers) >= _MOST_OBJECTS:
            raise WaylandError("an object has a wrong id, or there are too many")
        self._handlers[number] = handler

    def destroy(self, number: int, opcode: int) -> None:
        """Request the end of an object. An id of ours is free once the compositor says so."""
        self.request(number, opcode)
        if number >= _FIRST_OF_SERVER:
            self._handlers.pop(number, None)
        else:
            self._handlers[number] = _ignore

    def request(self, number: int, opcode: int, *arguments: Argument, descriptor: int | None = None) -> None:
        """Send a request. Raises `WaylandError` where the compositor takes none."""
        body = b"".join(_encoded(argument) for argument in arguments)
        message = struct.pack("=II", number, (8 + len(body)) << 16 | opcode) + body
        try:
            sent = socket.send_fds(self._socket, [message], [] if descriptor is None else [descriptor])
        except OSError:
            sent = 0
        if sent != len(message):
            self.close()
            raise WaylandError("the compositor takes nothing")

    async def roundtrip(self) -> None:
        """Returns once all requests so far were dealt with. Raises `WaylandError`."""
        done: asyncio.Future[None] = self._loop.create_future()
        callback = self.new(lambda *_: resolve(done))
        self._waiting.add(done)
        try:
            self.request(_DISPLAY, 0, callback)
            async with asyncio.timeout(_ANSWER_FOR):
                await done
        except TimeoutError:
            self.close()
            raise WaylandError("the compositor does not answer") from None
        finally:
            self._waiting.discard(done)

    def close(self) -> None:
        """End the connection, and with it everything that it holds there."""
        if self.closed:
            return
        self.closed = True
        self._loop.remove_reader(self._socket.fileno())
        self._socket.close()
        for descriptor in self._descriptors:
            os.close(descriptor)
        self._descriptors.clear()
        for waiting in self._waiting:
            if not waiting.done():
                waiting.set_exception(WaylandError("the compositor has ended the connection"))

    async def _open(self) -> None:
        self.request(_DISPLAY, 1, self._registry)
        await self.roundtrip()

    def _readable(self) -> None:
        try:
            data, descriptors, flags, _ = socket.recv_fds(self._socket, _LARGEST_READ, _MOST_DESCRIPTORS)
            self._descriptors += descriptors
            for descriptor in descriptors:
                os.set_inheritable(descriptor, False)  # noqa: FBT003 the function's own way
            if not data or flags & socket.MSG_CTRUNC or len(self._descriptors) > _MOST_DESCRIPTORS:
                self.close()
                return
            self._unread += data
            self._take()
        except BlockingIOError:
            pass
        except (OSError, WaylandError):
            self.close()

    def _take(self) -> None:
        """Hand on every message that has come whole."""
        while len(self._unread) >= 8 and not self.closed:  # noqa: PLR2004 a header
            number, rest = struct.unpack_from("=II", self._unread)
            size = rest >> 16
            if size < 8:  # noqa: PLR2004 a header
                raise WaylandError("an event is shorter than its header")
            if len(self._unread) < size:
                return
            message = Message(self._unread[8:size], self._descriptors)
            self._unread = self._unread[size:]
            self._handlers.get(number, _ignore)(rest & 0xFFFF, message)

    def _on_display(self, opcode: int, event: Message) -> None:
        """Error, which ends all, and delete_id."""
        if opcode == 0:
            raise WaylandError("the compositor tells of an error")
        number = event.uint()
        if _DISPLAY < number < self._next and number not in self._free:
            self._handlers.pop(number, None)
            self._free.append(number)

    def _on_registry(self, opcode: int, event: Message) -> None:
        name = event.uint()
        if opcode == 0:
            interface = event.string()
            if len(self._globals) < _MOST_OBJECTS:
                self._globals.setdefault(interface, (name, event.uint()))
        else:
            self._globals = {key: (known, version) for key, (known, version) in self._globals.items() if known != name}


async def connect() -> Wayland:
    """A connection to the compositor of this desktop session. Raises `WaylandError`."""
    address = _address()
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.setblocking(False)  # noqa: FBT003 the socket's own way
    try:
        connection.connect(address)
    except OSError:
        connection.close()
        raise WaylandError("there is no compositor") from None
    wayland = Wayland(connection)
    try:
        await wayland._open()  # noqa: SLF001 its own maker
    except BaseException:
        wayland.close()
        raise
    return wayland


def _address() -> str:
    """Where libwayland looks too (wl_display_connect(3)), but only where a name is set. Raises `WaylandError`."""
    name = os.environ.get("WAYLAND_DISPLAY", "")
    folder = os.environ.get("XDG_RUNTIME_DIR", "")
    if not name or not (folder or name.startswith("/")):
        raise WaylandError("no compositor is set")
    return os.path.join(folder, name)  # noqa: PTH118 an absolute name stands for itself


def _encoded(argument: Argument) -> bytes:
    if isinstance(argument, int):
        return struct.pack("=I", argument & 0xFFFFFFFF)
    text = argument.encode() + b"\0"
    return struct.pack("=I", len(text)) + text + bytes(-len(text) % 4)


def resolve(future: asyncio.Future[None]) -> None:
    """Let who waits for it go on; nobody may wait any more."""
    if not future.done():
        future.set_result(None)


def _ignore(_opcode: int, _event: Message) -> None:
    """Not every event matters."""
