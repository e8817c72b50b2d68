"""A login manager on the system bus of the private desktop, as far as a program hears of sleep."""

from __future__ import annotations

import contextlib
import threading

from jeepney import DBusAddress, Message, MessageType, message_bus, new_error, new_signal
from jeepney.io.blocking import open_dbus_connection

_NAME = "org.freedesktop.login1"
_MANAGER = DBusAddress("/org/freedesktop/login1", _NAME, f"{_NAME}.Manager")
_UNKNOWN = "org.freedesktop.DBus.Error.UnknownMethod"


class Logind:
    """Owns logind's name from its making to its closing; calls are answered as by one that knows no method."""

    def __init__(self, system_bus: str) -> None:
        self._connection = open_dbus_connection(system_bus)
        reply = self._connection.send_and_get_reply(message_bus.RequestName(_NAME))
        assert reply.body == (1,), "another login manager is on this bus"
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="logind")
        self._thread.start()

    def sleep_begins(self) -> None:
        self._prepare(begins=True)

    def sleep_ends(self) -> None:
        self._prepare(begins=False)

    def close(self) -> None:
        self._stopping.set()
        self._thread.join()
        self._connection.close()

    def _prepare(self, *, begins: bool) -> None:
        self._connection.send(new_signal(_MANAGER, "PrepareForSleep", "b", (begins,)))

    def _serve(self) -> None:
        while not self._stopping.is_set():
            with contextlib.suppress(TimeoutError):
                self._answer(self._connection.receive(timeout=0.1))

    def _answer(self, message: Message) -> None:
        if message.header.message_type is MessageType.method_call:
            self._connection.send(new_error(message, _UNKNOWN))
