"""A tray host: reads and clicks menus over D-Bus as panels do.

Speaks StatusNotifierItem and com.canonical.dbusmenu. Where no panel runs, `Watcher` takes its place on the bus.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from jeepney import (
    DBusAddress,
    HeaderFields,
    MatchRule,
    Message,
    MessageType,
    message_bus,
    new_error,
    new_method_call,
    new_method_return,
    new_signal,
)
from jeepney.io.blocking import DBusConnection, open_dbus_connection

from tests.e2e.process import eventually

WATCHER = "org.kde.StatusNotifierWatcher"
_WATCHER_PATH = "/StatusNotifierWatcher"
_PROPERTIES = "org.freedesktop.DBus.Properties"
_ITEM = "org.kde.StatusNotifierItem"
_MENU = "com.canonical.dbusmenu"
_PATIENCE = 10.0


@dataclass(frozen=True)
class Line:
    """One line of a menu, as the person sees it."""

    id: int
    label: str
    enabled: bool = True
    visible: bool = True
    separator: bool = False
    lines: tuple[Line, ...] = ()

    def shown(self) -> list[str]:
        return [line.label for line in self.lines if line.visible and not line.separator]

    def find(self, beginning: str) -> Line | None:
        """The visible line whose label begins so."""
        for line in self.lines:
            if line.visible and not line.separator and line.label.startswith(beginning):
                return line
        return None


@dataclass
class TrayItem:
    """One program's icon, seen through its own connection to the bus."""

    bus: str
    owner: str
    path: str
    _connection: DBusConnection = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._connection = open_dbus_connection(self.bus)

    def close(self) -> None:
        self._connection.close()

    def ask(self, name: str) -> Any:
        return self._get(self.path, _ITEM, name)

    @property
    def tooltip(self) -> str:
        """Its title and text, in one."""
        _, _, title, text = self.ask("ToolTip")
        return f"{title}\n{text}".strip()

    @property
    def icon(self) -> bytes:
        """The pixels, whatever the size: they differ where the shape differs. A named icon's name."""
        pixmaps = self.ask("IconPixmap")
        return max((bytes(data) for _, _, data in pixmaps), key=len, default=self.ask("IconName").encode())

    def activate(self) -> None:
        """A left click."""
        self._call(DBusAddress(self.path, self.owner, _ITEM), "Activate", "ii", (10, 10))

    def open(self) -> Line:
        """The menu as somebody who opens it sees it; then it is closed."""
        try:
            return self.hold_open()
        finally:
            self.shut()

    def hold_open(self) -> Line:
        """Open as hosts do it: AboutToShow on the root and each submenu, then the layout."""
        self._about_to_show(0)
        root = self._layout()
        for line in root.lines:
            if line.lines and line.visible:
                self._about_to_show(line.id)
        return self._layout()

    def shut(self) -> None:
        """As Plasma and AppIndicator tell it; xfce4-panel does not."""
        self._event(0, "closed")

    def peek(self) -> Line:
        """The menu without opening it."""
        return self._layout()

    def click(self, *path: str) -> None:
        """Open the menu, once it has its first line, and click the one reached by these beginnings of labels."""
        eventually(lambda: self.peek().find(path[0]), f"a line {path[0]!r} in the menu")
        self.choose(self.hold_open(), *path)

    def choose(self, line: Line, *path: str) -> None:
        """Click in the menu that was opened so: as in Plasma, it closes before the click is told."""
        for beginning in path:
            below = line.find(beginning)
            assert below is not None, f"no line {beginning!r} in {line.shown()}"
            assert below.enabled, f"the line {below.label!r} cannot be clicked"
            line = below
        self.shut()
        self._event(line.id, "clicked")

    def _menu(self) -> DBusAddress:
        return DBusAddress(self.ask("Menu"), self.owner, _MENU)

    def _about_to_show(self, line: int) -> None:
        self._call(self._menu(), "AboutToShow", "i", (line,))

    def _event(self, line: int, kind: str) -> None:
        self._call(self._menu(), "Event", "isvu", (line, kind, ("s", ""), int(time.time())))

    def _layout(self) -> Line:
        _, root = self._call(self._menu(), "GetLayout", "iias", (0, -1, []))
        return _line(root)

    def _get(self, path: str, interface: str, name: str) -> Any:
        address = DBusAddress(path, self.owner, _PROPERTIES)
        return self._call(address, "Get", "ss", (interface, name))[0][1]

    def _call(self, address: DBusAddress, method: str, signature: str, body: tuple[Any, ...]) -> Any:
        message = new_method_call(address, method, signature, body)
        reply = self._connection.send_and_get_reply(message, timeout=_PATIENCE)
        if reply.header.message_type is MessageType.error:
            raise AssertionError(f"{method}: {reply.header.fields.get(HeaderFields.error_name)} {reply.body}")
        return reply.body


def _line(node: Any) -> Line:
    number, properties, children = node
    texts = {key: value for key, (_, value) in properties.items()}
    return Line(
        id=number,
        label=shown_label(texts.get("label", "")),
        enabled=texts.get("enabled", True),
        visible=texts.get("visible", True),
        separator=texts.get("type") == "separator",
        lines=tuple(_line(child) for _, child in children),
    )


def shown_label(label: str) -> str:
    """What a host shows: one `_` marks the next letter, two are one (com.canonical.dbusmenu's "label")."""
    return label.replace("__", "\0").replace("_", "").replace("\0", "_")


def items(bus: str) -> list[tuple[str, str]]:
    """Owner and path of each item that the bus's watcher knows; none where there is no watcher."""
    address = DBusAddress(_WATCHER_PATH, WATCHER, _PROPERTIES)
    with contextlib.closing(open_dbus_connection(bus)) as connection:
        message = new_method_call(address, "Get", "ss", (WATCHER, "RegisteredStatusNotifierItems"))
        reply = connection.send_and_get_reply(message, timeout=_PATIENCE)
    if reply.header.message_type is MessageType.error:
        return []
    return [_owner_and_path(name) for name in reply.body[0][1]]


def _owner_and_path(name: str) -> tuple[str, str]:
    owner, slash, path = name.partition("/")
    return owner.removesuffix("@"), slash + path if slash else "/StatusNotifierItem"


@contextlib.contextmanager
def tray_item(bus: str) -> Iterator[TrayItem]:
    """The one icon in the tray, waited for."""
    owner, path = eventually(lambda: items(bus), "an icon in the tray")[0]
    item = TrayItem(bus, owner, path)
    with contextlib.closing(item):
        yield item


class Watcher:
    """A StatusNotifierWatcher with a host, for desktops without a panel: may start late and go away.

    app_indicator: it names its items as GNOME's AppIndicator does.
    """

    def __init__(self, bus: str, *, app_indicator: bool = False) -> None:
        self.items: list[str] = []
        self._at = "@" if app_indicator else ""
        self._connection = open_dbus_connection(bus)
        self._stopping = threading.Event()
        reply = self._connection.send_and_get_reply(message_bus.RequestName(WATCHER), timeout=_PATIENCE)
        assert reply.body == (1,), "another watcher is on this bus"
        rule = MatchRule(type="signal", interface=message_bus.interface, member="NameOwnerChanged")
        self._connection.send_and_get_reply(message_bus.AddMatch(rule), timeout=_PATIENCE)
        self._thread = threading.Thread(target=self._serve, name="watcher")
        self._thread.start()

    def close(self) -> None:
        self._stopping.set()
        self._thread.join()
        self._connection.close()

    def _serve(self) -> None:
        while not self._stopping.is_set():
            with contextlib.suppress(TimeoutError):
                self._receive(self._connection.receive(timeout=0.1))

    def _receive(self, message: Message) -> None:
        fields = message.header.fields
        if message.header.message_type is MessageType.signal and fields[HeaderFields.member] == "NameOwnerChanged":
            name, _, owner = message.body
            self.items = [item for item in self.items if owner or _owner_and_path(item)[0] != name]
        elif message.header.message_type is MessageType.method_call:
            self._connection.send(self._answer(message, str(fields[HeaderFields.member])))

    def _answer(self, message: Message, member: str) -> Message:
        match member:
            case "RegisterStatusNotifierItem":
                return self._register(message)
            case "RegisterStatusNotifierHost":
                return new_method_return(message)
            case "Get":
                return new_method_return(message, "v", (self._properties()[message.body[1]],))
            case "GetAll":
                return new_method_return(message, "a{sv}", (self._properties(),))
            case _:
                return new_error(message, "org.freedesktop.DBus.Error.UnknownMethod")

    def _register(self, message: Message) -> Message:
        name = message.body[0]
        sender = str(message.header.fields[HeaderFields.sender])
        owner, path = (sender, name) if name.startswith("/") else (name, "/StatusNotifierItem")
        item = f"{owner}{self._at}{path}"
        self.items.append(item)
        emitter = DBusAddress(_WATCHER_PATH, interface=WATCHER)
        self._connection.send(new_signal(emitter, "StatusNotifierItemRegistered", "s", (item,)))
        return new_method_return(message)

    def _properties(self) -> dict[str, tuple[str, Any]]:
        return {
            "IsStatusNotifierHostRegistered": ("b", True),
            "ProtocolVersion": ("i", 0),
            "RegisteredStatusNotifierItems": ("as", list(self.items)),
        }
