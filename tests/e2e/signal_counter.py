"""How often programs on the session bus emit the signals of one interface."""

from __future__ import annotations

import contextlib
import threading
from collections import Counter

from jeepney import HeaderFields, MatchRule, MessageType, message_bus
from jeepney.io.blocking import open_dbus_connection


class SignalCounter:
    """`seen` counts by the signal's name, from its making to its closing."""

    def __init__(self, bus: str, interface: str) -> None:
        self.seen: Counter[str] = Counter()
        self._interface = interface
        self._connection = open_dbus_connection(bus)
        rule = MatchRule(type="signal", interface=interface)
        self._connection.send_and_get_reply(message_bus.AddMatch(rule))
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._listen, name="signal counter")
        self._thread.start()

    def close(self) -> None:
        self._stopping.set()
        self._thread.join()
        self._connection.close()

    def _listen(self) -> None:
        while not self._stopping.is_set():
            with contextlib.suppress(TimeoutError):
                message = self._connection.receive(timeout=0.1)
                fields = message.header.fields
                is_signal = message.header.message_type is MessageType.signal
                if is_signal and fields.get(HeaderFields.interface) == self._interface:
                    self.seen[str(fields[HeaderFields.member])] += 1
