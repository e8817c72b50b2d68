"""What a screen reader gets of a program: its tree and its announcements, over AT-SPI's own bus."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jeepney import DBusAddress, HeaderFields, MatchRule, MessageType, message_bus, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection

from tests.e2e.desktop_session import DesktopSession
from tests.e2e.process import eventually

_LAUNCHERS = (Path("/usr/libexec/at-spi-bus-launcher"), Path("/usr/lib/at-spi2-core/at-spi-bus-launcher"))
_REGISTRY = "org.a11y.atspi.Registry"
_ROOT = "/org/a11y/atspi/accessible/root"
_ACCESSIBLE = "org.a11y.atspi.Accessible"
_EVENT = "org.a11y.atspi.Event.Object"
_PATIENCE = 10.0
FOCUSED, SHOWING, ENABLED = 12, 25, 8
"""Numbers of states (atspi-constants.h)."""


@dataclass(frozen=True)
class Part:
    """One node of a program's tree."""

    role: str
    name: str
    owner: str
    path: str
    states: frozenset[int]


@dataclass
class Reader:
    """Connected to the accessibility bus; `heard` grows as programs announce something."""

    address: str
    heard: list[str] = field(default_factory=list)
    _connection: DBusConnection = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._connection = open_dbus_connection(self.address)
        self._listening = open_dbus_connection(self.address)
        events = DBusAddress("/org/a11y/atspi/registry", _REGISTRY, _REGISTRY)
        self._listening.send_and_get_reply(new_method_call(events, "RegisterEvent", "s", ("object:announcement",)))
        rule = MatchRule(type="signal", interface=_EVENT, member="Announcement")
        self._listening.send_and_get_reply(message_bus.AddMatch(rule))
        threading.Thread(target=self._listen, daemon=True).start()

    def close(self) -> None:
        self._connection.close()
        self._listening.close()

    def parts(self, program: str) -> list[Part]:
        """All of that program, downwards; none where it is not there."""
        for owner, path in self._children(_REGISTRY, _ROOT):
            if self._name(owner, path) == program:
                return list(self._below(owner, path))
        return []

    def one(self, program: str, role: str, name: str) -> Part:
        def look() -> Part | None:
            return next((it for it in self.parts(program) if (it.role, it.name) == (role, name)), None)

        return eventually(look, f"a {role} named {name!r}")

    def _below(self, owner: str, path: str) -> Iterator[Part]:
        role = self._ask(owner, path, "GetRoleName")
        low, high = self._ask(owner, path, "GetState")
        states = frozenset(bit for bit in range(64) if (high << 32 | low) >> bit & 1)
        yield Part(role, self._name(owner, path), owner, path, states)
        for below in self._children(owner, path):
            yield from self._below(*below)

    def _children(self, owner: str, path: str) -> list[tuple[str, str]]:
        return self._ask(owner, path, "GetChildren")

    def _name(self, owner: str, path: str) -> str:
        address = DBusAddress(path, owner, "org.freedesktop.DBus.Properties")
        return self._send(new_method_call(address, "Get", "ss", (_ACCESSIBLE, "Name")))[1]

    def _ask(self, owner: str, path: str, method: str) -> Any:
        return self._send(new_method_call(DBusAddress(path, owner, _ACCESSIBLE), method))

    def _send(self, message: Any) -> Any:
        reply = self._connection.send_and_get_reply(message, timeout=_PATIENCE)
        if reply.header.message_type is MessageType.error:
            raise LookupError(reply.header.fields[HeaderFields.error_name])
        return reply.body[0]

    def _listen(self) -> None:
        with contextlib.suppress(OSError, EOFError, ValueError):
            while True:
                message = self._listening.receive()
                if message.header.fields.get(HeaderFields.member) == "Announcement":
                    self.heard.append(message.body[3][1])


@contextlib.contextmanager
def screen_reader(desktop: DesktopSession) -> Iterator[Reader]:
    """Programs that are started from now on can be read."""
    launcher = next(place for place in _LAUNCHERS if place.exists())
    desktop.start(str(launcher), "--launch-immediately")
    eventually(lambda: desktop.owns("org.a11y.Bus"), "the accessibility bus is there")
    asked = new_method_call(DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus"), "GetAddress")
    with contextlib.closing(open_dbus_connection(desktop.bus)) as bus:
        address = bus.send_and_get_reply(asked).body[0]
    desktop.env["QT_LINUX_ACCESSIBILITY_ALWAYS_ON"] = "1"
    with contextlib.closing(Reader(address)) as reader:
        yield reader
