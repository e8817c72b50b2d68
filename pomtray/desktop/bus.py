"""A message bus: calls with a deadline, signals as they come (D-Bus specification).

jeepney does the marshalling, because PySide6's QtDBus cannot send an unsigned integer (`desktop.md`
"Notifications"). It is loaded with the first connection: only Linux and the BSDs have it, and the icon comes first.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any, Literal

from pomtray.core.light_dataclass import dataclass
from pomtray.core.text import phrase

_log = logging.getLogger(__name__)
_SIGNAL, _METHOD_RETURN = 4, 2
_CONNECT_FOR = 5.0
_ANSWER_FOR = 10.0
_START = 16
"""Bytes that tell the size of a message."""
_LARGEST = 32 * 1024
"""Bytes: jeepney takes up to 25 ms for so many, and nobody has more to tell us; anybody may send us 32 MiB."""
_NOBODY = "org.freedesktop.DBus.Error.NameHasNoOwner"

Body = tuple[Any, ...]
"""What a message carries: D-Bus values of any type; who reads one checks it."""


class BusError(Exception):
    """No bus, nobody there, a refusal, or no answer in time."""


@dataclass(frozen=True, slots=True)
class Peer:
    """Whom a call goes to."""

    name: str
    path: str
    interface: str


@dataclass(frozen=True, slots=True)
class Watched:
    """Signals to be heard, from the owner of a well-known name only. member, path: empty for any."""

    name: str
    interface: str
    member: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True)
class Signal:
    """`sender` is the well-known name whose owner sent it."""

    sender: str
    path: str
    interface: str
    member: str
    body: Body


DAEMON = Peer("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus")


async def connect(which: Literal["SESSION", "SYSTEM"], on_signal: Callable[[Signal], None], *watched: Watched) -> Bus:
    """Connect to a bus and hear what is watched; raises `BusError`.

    on_signal: gets the watched signals, and `NameOwnerChanged` of the bus itself when a watched name changes hands.
    """
    try:
        async with asyncio.timeout(_CONNECT_FOR):
            bus = Bus(await _open(which), on_signal, watched)
    except TimeoutError as error:
        raise BusError(phrase("the bus does not answer")) from error
    try:
        await bus.call(DAEMON, "Hello")
        await bus.listen()
    except BaseException:
        await bus.close()
        raise
    return bus


class Bus:
    """One connection. Signals reach the handler in order, at once, and before any later reply is seen.

    NOTE: a match rule that names a sender keeps nobody away: what is sent straight to us comes without any rule. Only
    the unique name, which the bus writes, says who sent a signal (D-Bus specification, "Message Bus Message Routing").
    """

    def __init__(self, connection: Any, on_signal: Callable[[Signal], None], watched: Collection[Watched] = ()) -> None:
        self._connection = connection
        self._on_signal = on_signal
        self._watched = watched
        self._owners = dict.fromkeys((one.name for one in watched), "")
        """The unique name that owns each watched one, empty where nobody does."""
        self._replies: dict[int, Callable[[Any], None]] = {}
        self._receiver = asyncio.create_task(self._receive(), name="bus")

    def owned(self, name: str) -> bool:
        """Whether somebody owns the watched name now."""
        return bool(self._owners[name])

    async def listen(self) -> None:
        """Learn who owns the watched names before their signals come, so that none is missed; raises `BusError`."""
        for name in self._owners:
            await self.call(DAEMON, "AddMatch", "s", _owner_rule(name))
            await self._find_owner(name)
        for one in self._watched:
            await self.call(DAEMON, "AddMatch", "s", _rule(one))

    async def _find_owner(self, name: str) -> None:
        # Kept as it comes in: a signal in the same read says what is newer.
        def replied(body: Body) -> None:
            (self._owners[name],) = body

        try:
            await self.call(DAEMON, "GetNameOwner", "s", name, replied=replied)
        except BusError as error:
            if str(error) != _NOBODY:
                raise

    async def call(
        self,
        peer: Peer,
        method: str,
        signature: str = "",
        *arguments: object,
        within: float = _ANSWER_FOR,
        replied: Callable[[Body], None] | None = None,
    ) -> Body:
        """Call and wait `within` seconds. `replied` gets the answer before any signal sent after it is handled."""
        from jeepney import DBusAddress, new_method_call  # noqa: PLC0415 see above

        if self._receiver.done():
            raise BusError(phrase("the connection is closed"))
        address = DBusAddress(peer.path, peer.name, peer.interface)
        message = new_method_call(address, method, signature or None, arguments)
        serial = next(self._connection.outgoing_serial)
        answer: asyncio.Future[Body] = asyncio.get_running_loop().create_future()
        self._replies[serial] = lambda reply: _resolve(answer, reply, replied)
        try:
            async with asyncio.timeout(within):
                await self._connection.send(message, serial=serial)
                return await answer
        except TimeoutError as error:
            raise BusError(phrase("no answer to {method}", method=method)) from error
        except OSError as error:
            raise BusError(phrase("{method} could not be sent", method=method)) from error
        finally:
            self._replies.pop(serial, None)

    async def close(self) -> None:
        self._receiver.cancel()
        await asyncio.gather(self._receiver, return_exceptions=True)
        with contextlib.suppress(OSError):
            await self._connection.close()

    async def _receive(self) -> None:
        try:
            while True:
                if (message := await self._next()) is not None:
                    self._take(message)
        except (EOFError, OSError):
            pass  # the bus went away: calls say so
        finally:
            for settle in tuple(self._replies.values()):
                settle(None)

    async def _next(self) -> Any:
        """The next message; None for one that is too large, or that jeepney cannot read (with a file descriptor)."""
        from jeepney import Parser  # noqa: PLC0415 see above
        from jeepney.low_level import calc_msg_size  # noqa: PLC0415 see above

        await asyncio.sleep(0)  # many may have come together
        reader: asyncio.StreamReader = self._connection.reader
        start = await reader.readexactly(_START)
        left = calc_msg_size(start) - _START
        if left > _LARGEST:
            await _skip(reader, left)
            return None
        try:
            return Parser().feed(start + await reader.readexactly(left))[0]
        except (LookupError, ValueError, TypeError) as error:
            _log.info("an unreadable message: %s", type(error).__name__)
            return None

    def _take(self, message: Any) -> None:
        from jeepney import HeaderFields  # noqa: PLC0415 see above

        fields = message.header.fields
        if message.header.message_type.value == _SIGNAL:
            path, interface, member = (fields[HeaderFields[part]] for part in ("path", "interface", "member"))
            self._heard(Signal(fields.get(HeaderFields.sender, ""), path, interface, member, message.body))
        elif (settle := self._replies.get(fields.get(HeaderFields.reply_serial, 0))) is not None:
            settle(message)

    def _heard(self, signal: Signal) -> None:
        """Hand on what the owner of a watched name sent; `signal.sender` is a unique name yet."""
        if signal.sender == DAEMON.name:
            match (signal.member, signal.body):
                case ("NameOwnerChanged", (str(name), _, str(owner))) if name in self._owners:
                    self._owners[name] = owner
                    self._on_signal(signal)
            return
        for one in self._watched:
            if signal.sender and signal.sender == self._owners[one.name] and _is_of(signal, one):
                self._on_signal(replace(signal, sender=one.name))
                return


async def _skip(reader: asyncio.StreamReader, size: int) -> None:
    _log.info("a message of %d bytes is not read", size)
    while size > 0 and (passed := await reader.read(min(size, _LARGEST))):
        size -= len(passed)
        await asyncio.sleep(0)


def _is_of(signal: Signal, one: Watched) -> bool:
    return signal.interface == one.interface and one.member in ("", signal.member) and one.path in ("", signal.path)


def _rule(one: Watched) -> str:
    parts = {"sender": one.name, "interface": one.interface, "member": one.member, "path": one.path}
    return "type='signal'" + "".join(f",{key}='{value}'" for key, value in parts.items() if value)


def _owner_rule(name: str) -> str:
    return _rule(Watched(DAEMON.name, DAEMON.interface, "NameOwnerChanged")) + f",arg0='{name}'"


def _resolve(answer: asyncio.Future[Body], reply: Any, replied: Callable[[Body], None] | None) -> None:
    if answer.done():
        return
    if reply is None:
        answer.set_exception(BusError(phrase("the connection is closed")))
    elif reply.header.message_type.value == _METHOD_RETURN:
        if replied is not None:
            replied(reply.body)
        answer.set_result(reply.body)
    else:
        answer.set_exception(BusError(_error_name(reply)))


def _error_name(reply: Any) -> str:
    from jeepney import HeaderFields  # noqa: PLC0415 see above

    # Only the name: an error's text may repeat what was sent.
    return str(reply.header.fields.get(HeaderFields.error_name, "")) or phrase("an error without a name")


async def _open(which: Literal["SESSION", "SYSTEM"]) -> Any:
    """Connect and authenticate. jeepney's own function leaves the socket open when that fails."""
    from jeepney.auth import BEGIN, Authenticator  # noqa: PLC0415 see above
    from jeepney.io.asyncio import DBusConnection  # noqa: PLC0415 see above

    try:
        reader, writer = await asyncio.open_unix_connection(_address(which))
    except OSError as error:
        raise BusError(phrase("the bus is not there")) from error
    try:
        authentication = Authenticator()
        for line in authentication:
            writer.write(line)
            await writer.drain()
            authentication.feed(await reader.readuntil(b"\r\n"))
        writer.write(BEGIN)
    except BaseException as error:
        writer.close()
        if isinstance(error, Exception):
            raise BusError(phrase("the bus refused the connection")) from error
        raise
    return DBusConnection(reader, writer)


def _address(which: Literal["SESSION", "SYSTEM"]) -> str:
    from jeepney.bus import get_bus  # noqa: PLC0415 see above

    if which == "SESSION" and not os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        folder = os.environ.get("XDG_RUNTIME_DIR")
        if not folder:
            raise BusError(phrase("no session bus is set"))
        return f"{folder}/bus"  # where systemd puts it
    try:
        return str(get_bus(which))
    except (RuntimeError, ValueError, StopIteration) as error:
        raise BusError(phrase("the bus address cannot be used")) from error
