"""A Secret Service as KeePassXC and KWallet are: they ask before all else, and have nothing at the alias's path."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Final

from jeepney import (
    DBusAddress,
    HeaderFields,
    MatchRule,
    Message,
    MessageType,
    new_error,
    new_method_return,
    new_signal,
)
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import DBusConnection, Proxy, open_dbus_connection

NAME: Final = "org.freedesktop.secrets"
ROOT: Final = "/org/freedesktop/secrets"
PASSWORDS: Final = f"{ROOT}/collection/passwords"
_PREFIX: Final = "org.freedesktop.Secret."
_UNKNOWN: Final = "org.freedesktop.DBus.Error.UnknownObject"


@dataclass
class Asked:
    """A prompt: whose it is, and what a yes opens."""

    client: str
    what: str
    path: str


class Refusal(Exception):
    """A D-Bus error: its name and its texts, mostly one."""


@dataclass
class SecretServicePeer:
    """What it holds and how the person answers; `calls` is what it was asked that a person could notice."""

    collection: bool = True
    locked: bool = False
    confirms: bool = False
    """Whether each connection has to be allowed to read what is stored, as KeePassXC does."""
    confirms_deleting: bool = False
    """Whether the person has to say yes to that, as KeePassXC has it."""
    confirms_storing: bool = False
    """The same for a new item, which the API allows."""
    opens_unasked: bool = False
    """Whether it unlocks without a prompt, as GNOME Keyring does what has no password."""
    stays_locked: bool = False
    """Whether a yes opens nothing after all."""
    shares: bool = True
    """Whether there is anything for others in it once it is open: if not, KeePassXC takes the collection away."""
    answer: bool | None = True
    """What the person says to a prompt; None: nothing yet."""
    dismisses: bool = True
    """Whether it ends a prompt that is taken back, as not every service does."""
    refusal: str = ""
    """Why no session can be had: KWallet without its plugin."""
    refusal_name: str = "org.freedesktop.DBus.Error.InvalidArgs"
    says: tuple[str, ...] | None = None
    """All texts of the refusal, where it is not the one."""
    items: dict[tuple[str, str], bytes] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    allowed: set[str] = field(default_factory=set)
    prompts: dict[str, Asked] = field(default_factory=dict)
    asked: threading.Event = field(default_factory=threading.Event)
    """Set while a prompt is open."""
    dismissed: threading.Event = field(default_factory=threading.Event)
    sessions: set[str] = field(default_factory=set)
    _waiting: dict[str, tuple[tuple[str, str], bytes]] = field(default_factory=dict)
    """What is stored once the person has said yes, by prompt."""
    _number: int = 0
    _bus: DBusConnection | None = None

    @contextmanager
    def running(self, address: str) -> Iterator[None]:
        self._bus = open_dbus_connection(address)
        gone = MatchRule(type="signal", interface=message_bus.interface, member="NameOwnerChanged")
        Proxy(message_bus, self._bus).AddMatch(gone)
        Proxy(message_bus, self._bus).RequestName(NAME)
        thread = threading.Thread(target=self._serve, args=(self._bus,), name="secret service")
        thread.start()
        try:
            yield
        finally:
            self._bus.sock.shutdown(socket.SHUT_RDWR)
            thread.join(10)
            self._bus.close()

    def say(self, *, yes: bool) -> None:
        """The person answers the prompt that stands open."""
        for path in list(self.prompts):
            self._complete(path, yes=yes)

    def tell(self, collection: str, what: str = "Deleted") -> None:
        """What has become of a collection."""
        assert self._bus is not None
        emitter = DBusAddress(ROOT, interface=f"{_PREFIX}Service")
        self._bus.send(new_signal(emitter, f"Collection{what}", "o", (collection,)))

    def signal(self, path: str, interface: str, member: str, *, first: bool) -> None:
        """Whatever a service may say to those who wait: a signal with the content of one that completes a prompt."""
        assert self._bus is not None
        message = new_signal(DBusAddress(path, interface=f"{_PREFIX}{interface}"), member, "bv", (first, ("ao", [])))
        for asked in self.prompts.values():
            message.header.fields[HeaderFields.destination] = asked.client
            self._bus.send(message)

    def forget_sessions(self) -> None:
        """As after a restart behind the same name."""
        self.sessions.clear()
        self.allowed.clear()

    def _serve(self, bus: DBusConnection) -> None:
        with suppress(ConnectionError):
            while True:
                self._take(bus, bus.receive())

    def _take(self, bus: DBusConnection, message: Message) -> None:
        fields = message.header.fields
        if message.header.message_type is MessageType.signal:
            self._client_changed(message)
            return
        if message.header.message_type is not MessageType.method_call:
            return
        try:
            signature, body = self._called(fields, message.body)
        except Refusal as refusal:
            name, *texts = refusal.args
            bus.send(new_error(message, name, "s" * len(texts), tuple(texts)))
            return
        bus.send(new_method_return(message, signature, body))
        if fields[HeaderFields.member] == "Prompt" and self.answer is not None:
            self._complete(fields[HeaderFields.path], yes=self.answer)

    def _client_changed(self, message: Message) -> None:
        if message.header.fields.get(HeaderFields.member) != "NameOwnerChanged" or message.body[2]:
            return
        for path, asked in list(self.prompts.items()):
            if asked.client == message.body[0]:
                self.calls.append("client gone")
                del self.prompts[path]
                self.asked.clear()

    def _called(self, fields: dict[HeaderFields, Any], body: tuple[Any, ...]) -> tuple[str, tuple[Any, ...]]:
        client, path = fields[HeaderFields.sender], fields[HeaderFields.path]
        interface, member = fields.get(HeaderFields.interface, ""), fields[HeaderFields.member]
        match interface.removeprefix(_PREFIX):
            case "Service":
                return self._of_service(client, member, body)
            case "Prompt":
                return self._of_prompt(path, member)
            case _ if not self.collection or not path.startswith(PASSWORDS):
                raise Refusal(_UNKNOWN, f"No such object path '{path}'")
            case _:
                return self._of_objects(client, path, member, body)

    def _of_service(self, client: str, member: str, body: tuple[Any, ...]) -> tuple[str, tuple[Any, ...]]:
        match member, body:
            case "OpenSession", _:
                return self._session(body[0])
            case "ReadAlias", ("default",):
                return "o", (PASSWORDS if self.collection else "/",)
            case "CreateCollection", _ if self.opens_unasked:
                self.collection = True
                return "oo", (PASSWORDS, "/")
            case "CreateCollection", _:
                return "oo", ("/", self._prompt(client, "create", PASSWORDS))
            case "Unlock", ([opened],) if self.opens_unasked:
                self.locked = False
                return "aoo", ([opened], "/")
            case "Unlock", ([opened],) if self._is_locked(opened, client):
                return "aoo", ([], self._prompt(client, "unlock", opened))
            case "Unlock", ([opened],):
                return "aoo", ([opened], "/")
            case _:
                raise Refusal(_UNKNOWN, member)

    def _of_prompt(self, path: str, member: str) -> tuple[str, tuple[Any, ...]]:
        if member == "Dismiss":
            self.calls.append("dismiss")
            if self.dismisses:
                self._complete(path, yes=False)
            self.dismissed.set()
        else:
            self.calls.append(f"prompt: {self.prompts[path].what}")
            self.asked.set()
        return "", ()

    def _of_objects(self, client: str, path: str, member: str, body: Any) -> tuple[str, tuple[Any, ...]]:
        match member, body:
            case "Get", (_, "Locked"):
                return "v", (("b", self._is_locked(path, client)),)
            case "Get", (_, "Label"):
                return "v", (("s", "Passwords"),)
            case "SearchItems", (wanted,):
                return "ao", ([] if self.locked else self._found(wanted),)
            case "CreateItem", (properties, secret, _):
                return self._create(client, properties[f"{_PREFIX}Item.Attributes"][1], secret)
            case "Delete", () if self.confirms_deleting:
                return "o", (self._prompt(client, "delete", path),)
            case "Delete", ():
                self._delete(path)
                return "o", ("/",)
            case "GetSecret", (session,):
                return self._secret(client, path, session)
            case _:
                raise Refusal(_UNKNOWN, member)

    def _session(self, algorithm: str) -> tuple[str, tuple[Any, ...]]:
        if self.refusal:
            raise Refusal(self.refusal_name, *([self.refusal] if self.says is None else self.says))
        if algorithm != "plain":
            raise Refusal("org.freedesktop.DBus.Error.NotSupported", algorithm)
        self._number += 1
        session = f"{ROOT}/session/{self._number}"
        self.sessions.add(session)
        return "vo", (("s", ""), session)

    def _is_locked(self, path: str, client: str) -> bool:
        return self.locked or (path != PASSWORDS and self.confirms and client not in self.allowed)

    def _found(self, wanted: dict[str, str]) -> list[str]:
        key = wanted["service"], wanted["username"]
        return [self._path(key)] if key in self.items else []

    def _path(self, key: tuple[str, str]) -> str:
        return f"{PASSWORDS}/{list(self.items).index(key)}"

    def _create(self, client: str, attributes: dict[str, str], secret: Any) -> tuple[str, tuple[Any, ...]]:
        self._check(secret[0])
        if self.locked:
            raise Refusal(f"{_PREFIX}Error.IsLocked", "")
        key = attributes["service"], attributes["username"]
        if self.confirms_storing:
            prompt = self._prompt(client, "store", PASSWORDS)
            self._waiting[prompt] = key, secret[2]
            return "oo", ("/", prompt)
        self.items[key] = secret[2]
        self.allowed.add(client)
        return "oo", (self._path(key), "/")

    def _secret(self, client: str, path: str, session: str) -> tuple[str, tuple[Any, ...]]:
        self._check(session)
        if self._is_locked(path, client):
            raise Refusal(f"{_PREFIX}Error.IsLocked", "")
        return "(oayays)", ((session, b"", list(self.items.values())[int(path.rpartition("/")[2])], "text/plain"),)

    def _delete(self, path: str) -> None:
        del self.items[list(self.items)[int(path.rpartition("/")[2])]]

    def _check(self, session: str) -> None:
        if session not in self.sessions:
            raise Refusal(f"{_PREFIX}Error.NoSession", "")

    def _prompt(self, client: str, what: str, path: str) -> str:
        self._number += 1
        prompt = f"{ROOT}/prompt/{self._number}"
        self.prompts[prompt] = Asked(client, what, path)
        return prompt

    def _complete(self, path: str, *, yes: bool) -> None:
        asked = self.prompts.pop(path, None)
        if asked is None or self._bus is None:
            return
        self.asked.clear()
        if yes and not self.shares:
            self.collection = False
            self.tell(asked.path)
            return
        if yes and asked.what == "delete":
            self._delete(asked.path)
        elif yes and asked.what == "store":
            key, value = self._waiting.pop(path)
            self.items[key] = value
            self.allowed.add(asked.client)
        elif yes and not self.stays_locked:
            self.collection = True
            self.locked = self.locked and asked.path != PASSWORDS
            self.allowed.add(asked.client)
        result: tuple[str, Any] = ("o", asked.path) if asked.what == "create" else ("ao", [asked.path] if yes else [])
        emitter = DBusAddress(path, interface=f"{_PREFIX}Prompt")
        self._bus.send(new_signal(emitter, "Completed", "bv", (not yes, result)))
