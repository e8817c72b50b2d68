"""The keyring of Linux desktops over D-Bus (Secret Service API 0.2): gnome-keyring, KWallet, KeePassXC.

The `keyring` package's own backend makes a collection wherever the path of the default alias answers nothing, which
opens a window in the middle of other work. Here nobody is asked but by `unlock` and, where the service wants a yes to
it (KeePassXC), by `forget`. What is found has the attributes that
the package gives, so what it stored is found too.

NOTE: one connection serves all calls. KeePassXC lets the person allow an item to a connection: each new one asks anew.
"""

from __future__ import annotations

import socket
from collections import deque
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any, Final, TypeVar
from weakref import finalize

import secretstorage
from jeepney import DBusAddress, DBusErrorResponse, MatchRule, Message, new_method_call
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import DBusConnection, Proxy
from secretstorage.util import DBusAddressWrapper, format_secret, open_session

from pomtray.core.plain import plain
from pomtray.desktop.vault.trouble import Trouble, VaultTrouble

T = TypeVar("T")

_NAME: Final = "org.freedesktop.secrets"
_ROOT: Final = "/org/freedesktop/secrets"
_SERVICE: Final = "org.freedesktop.Secret.Service"
_PROMPT: Final = "org.freedesktop.Secret.Prompt"
_COLLECTION: Final = "org.freedesktop.Secret.Collection"
_ITEM: Final = "org.freedesktop.Secret.Item"
_NOTHING: Final = "/"
_NOT_STARTED: Final = "org.freedesktop.DBus.Error.Spawn."
"""How the errors begin that the bus gives for a service that it could not start."""
_SAID: Final = 200
"""Characters of what the service says that are shown."""
_PROGRAMS: Final = {
    "gnome-keyring-d": "GNOME Keyring",
    "kwalletd5": "KWallet",
    "kwalletd6": "KWallet",
    "ksecretd": "KWallet",
    "keepassxc": "KeePassXC",
}
"""By the process's name, of which Linux keeps 15 characters."""


class SecretService:
    """The collection that the alias `default` names. Every call blocks; all but `cancel` in one thread.

    Raises `VaultTrouble`: locked or absent where the person would have to be asked.
    """

    def __init__(self, name: str, application: str) -> None:
        """name: what the vault's file calls this keyring."""
        self._name = name
        self._application = application
        self._bus: DBusConnection | None = None
        self._close_bus: Callable[[], object] = lambda: None
        self._session: Any = None
        self._prompt = ""
        self._cancelled = False
        """Whether the connection was given up because a prompt was to be taken back."""

    @property
    def waits(self) -> bool:
        """Whether a prompt is out. In any thread."""
        return bool(self._prompt)

    def name(self) -> str:
        return self._name

    def is_there(self) -> bool:
        """Whether one answers, or can be started by the bus."""
        try:
            return self._done(lambda: secretstorage.check_service_availability(self._connected()))
        except VaultTrouble:
            return False

    def get(self, entry: str) -> str | None:
        return self._done(lambda: self._get(entry))

    def set(self, entry: str, value: str) -> None:
        self._done(lambda: self._set(entry, value))

    def forget(self, entry: str) -> None:
        self._done(lambda: self._forget(entry))

    def unlock(self, entry: str) -> None:
        """Have the person asked for what it takes, and wait until they have answered."""
        self._done(lambda: self._unlock(entry))

    def cancel(self) -> None:
        """End a prompt that waits, as if the person had closed it. In any thread."""
        bus, prompt = self._bus, self._prompt
        if bus is None or not prompt:
            return
        self._cancelled = True
        with suppress(OSError):
            bus.send(new_method_call(DBusAddress(prompt, _NAME, _PROMPT), "Dismiss"))
            bus.sock.shutdown(socket.SHUT_WR)  # not every service answers that; the bus ends the connection

    def close(self) -> None:
        """The next call opens a connection again."""
        self._bus = self._session = None
        self._cancelled = False
        self._close_bus()

    def _done(self, call: Callable[[], T]) -> T:
        """A connection that was there may be one to a service that has gone: then once more with a new one."""
        if self._cancelled:
            self.close()
        fresh = self._bus is None
        try:
            return call()
        except VaultTrouble:
            raise
        except Exception as error:  # the boundary: errors of secretstorage, jeepney, sockets and ciphers
            if self._cancelled:
                raise VaultTrouble(Trouble.DECLINED) from error
            self.close()
            if fresh:
                raise _translated(error) from error
        return self._done(call)

    def _get(self, entry: str) -> str | None:
        collection = self._usable()
        for item in collection.search_items(self._attributes(entry)):
            if item.is_locked():
                raise VaultTrouble(Trouble.GUARDED, program=self._program())
            return str(item.get_secret().decode()) or None  # KWallet, ended before it wrote, knows the name only
        return None

    def _set(self, entry: str, value: str) -> None:
        collection = self._usable()
        properties = {
            f"{_ITEM}.Label": ("s", f"Password for '{entry}' on '{self._application}'"),
            f"{_ITEM}.Attributes": ("a{ss}", {**self._attributes(entry), "application": "Python keyring library"}),
        }
        secret = format_secret(self._opened_session(), value.encode(), "text/plain")
        wrapper = DBusAddressWrapper(collection.collection_path, _COLLECTION, self._connected())
        item, prompt = wrapper.call("CreateItem", "a{sv}(oayays)b", properties, secret, True)  # noqa: FBT003 replace
        if item == _NOTHING:
            self._answered(prompt)

    def _forget(self, entry: str) -> None:
        for item in self._usable().search_items(self._attributes(entry)):
            if item.is_locked():
                raise VaultTrouble(Trouble.GUARDED, program=self._program())
            (prompt,) = DBusAddressWrapper(item.item_path, _ITEM, self._connected()).call("Delete", "")
            if prompt != _NOTHING:
                self._answered(prompt)

    def _attributes(self, entry: str) -> dict[str, str]:
        return {"service": self._application, "username": entry}

    def _usable(self) -> secretstorage.Collection:
        collection = self._collection()
        if collection is None:
            raise VaultTrouble(Trouble.ABSENT, program=self._program())
        if collection.is_locked():
            raise VaultTrouble(Trouble.LOCKED, program=self._program())
        return collection

    def _collection(self) -> secretstorage.Collection | None:
        """NOTE: by its own path, not the alias's: KeePassXC has nothing there.

        The session comes first: a service that cannot have one says why before it asks anybody anything.
        """
        session = self._opened_session()
        (path,) = self._service().call("ReadAlias", "s", "default")
        return None if path == _NOTHING else secretstorage.Collection(self._connected(), path, session)

    def _unlock(self, entry: str) -> None:
        collection = self._collection() or self._created()
        self._unlock_object(collection)
        for item in collection.search_items(self._attributes(entry)):
            self._unlock_object(item)

    def _created(self) -> secretstorage.Collection:
        label = {f"{_COLLECTION}.Label": ("s", "Default")}
        path, prompt = self._service().call("CreateCollection", "a{sv}s", label, "default")
        if path == _NOTHING:
            _, path = self._answered(prompt)
        return secretstorage.Collection(self._connected(), path, self._opened_session())

    def _unlock_object(self, thing: secretstorage.Collection | secretstorage.Item) -> None:
        if not thing.is_locked():
            return
        path = thing.collection_path if isinstance(thing, secretstorage.Collection) else thing.item_path
        _, prompt = self._service().call("Unlock", "ao", [path])
        if prompt != _NOTHING:
            self._answered(prompt, path)
        if thing.is_locked():
            raise VaultTrouble(Trouble.DECLINED)

    def _answered(self, prompt: str, about: str = _NOTHING) -> Any:
        """What the prompt gave, as signature and value. Raises `VaultTrouble` (declined) where it was dismissed.

        NOTE: KeePassXC never completes it where the database, once open, shares nothing: the collection goes.
        """
        match self._outcome(prompt, about):
            case Message(body=(False, result)):
                return result
            case Message(body=(True, _)):
                raise VaultTrouble(Trouble.DECLINED)
            case Message(body=(_,)):
                raise VaultTrouble(Trouble.ABSENT, program=self._program())
            case _:
                raise VaultTrouble(Trouble.MISSING)

    def _outcome(self, prompt: str, about: str) -> Message:
        bus, heard = self._connected(), deque[Message]()
        completed = MatchRule(type="signal", path=prompt, interface=_PROMPT, member="Completed")
        deleted = _deleted()
        deleted.add_arg_condition(0, about)
        self._prompt = prompt
        try:
            with ExitStack() as stack:
                for rule in (completed, deleted, _owner_changed()):
                    stack.enter_context(bus.filter(rule, queue=heard))
                DBusAddressWrapper(prompt, _PROMPT, bus).call("Prompt", "s", "")
                return bus.recv_until_filtered(heard)
        finally:
            self._prompt = ""

    def _service(self) -> DBusAddressWrapper:
        return DBusAddressWrapper(_ROOT, _SERVICE, self._connected())

    def _connected(self) -> DBusConnection:
        if self._bus is None:
            self._bus = secretstorage.dbus_init()
            self._close_bus = closing = finalize(self, self._bus.close)
            closing.atexit = False
            for rule in (_deleted(), _owner_changed()):
                Proxy(message_bus, self._bus).AddMatch(rule)
        return self._bus

    def _opened_session(self) -> Any:
        if self._session is None:
            self._session = open_session(self._connected())
        return self._session

    def _program(self) -> str:
        """What the person knows the service as: it is named before it asks them."""
        try:
            (process,) = Proxy(message_bus, self._connected()).GetConnectionUnixProcessID(_NAME)
            return _PROGRAMS.get(Path(f"/proc/{process}/comm").read_text(encoding="utf-8").strip(), "")
        except (OSError, DBusErrorResponse):
            return ""


def _deleted() -> MatchRule:
    return MatchRule(type="signal", interface=_SERVICE, member="CollectionDeleted")


def _owner_changed() -> MatchRule:
    rule = MatchRule(type="signal", sender=message_bus.bus_name, member="NameOwnerChanged")
    rule.add_arg_condition(0, _NAME)
    return rule


def _translated(error: Exception) -> VaultTrouble:
    """What the service says is told; of other errors only the type, their text could hold anything."""
    if isinstance(error, DBusErrorResponse):
        text = error.data[0] if error.data else ""
        never_started = error.name.startswith(_NOT_STARTED)
        return VaultTrouble(Trouble.MISSING if never_started else Trouble.REFUSED, plain(text, _SAID) or error.name)
    if isinstance(error, secretstorage.LockedException):
        return VaultTrouble(Trouble.LOCKED)
    return VaultTrouble(Trouble.MISSING, type(error).__name__)
