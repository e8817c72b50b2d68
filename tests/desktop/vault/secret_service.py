"""A real Secret Service (gnome-keyring) on a private bus, and a keyring of our own for the same questions."""

from __future__ import annotations

import gc
import os
import subprocess
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from jeepney import DBusAddress, HeaderFields, MatchRule, new_method_call
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import DBusConnection, Proxy, open_dbus_connection

from pomtray.desktop.vault.trouble import Trouble, VaultTrouble
from tests.desktop.buses import bus, running

_NAME = "org.freedesktop.secrets"
_PASSWORD = b"correct horse"


@dataclass
class FakeKeyring:
    """A keyring in memory that can be told to misbehave as real ones do."""

    entries: dict[str, str] = field(default_factory=dict)
    trouble: Trouble | None = None
    forgets: bool = False
    title: str = "fake"
    calls: list[str] = field(default_factory=list)
    declines: bool = False
    """What the person says when they are asked."""
    waits: bool = False
    cancelled: bool = False
    asked: threading.Event = field(default_factory=threading.Event)
    answers: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.answers.set()

    def name(self) -> str:
        return self.title

    def get(self, entry: str) -> str | None:
        self._called("get")
        return self.entries.get(entry)

    def set(self, entry: str, value: str) -> None:
        self._called("set")
        if not self.forgets:
            self.entries[entry] = value

    def forget(self, entry: str) -> None:
        self._called("forget")
        self.entries.pop(entry, None)

    def unlock(self, entry: str) -> None:
        self.calls.append("unlock")
        self.waits = True
        self.asked.set()
        self.answers.wait()
        self.waits = False
        cancelled, self.cancelled = self.cancelled, False
        if self.declines or cancelled:
            raise VaultTrouble(Trouble.DECLINED)
        self.trouble = None

    def cancel(self) -> None:
        if self.waits:
            self.cancelled = True
            self.answers.set()

    def lock(self) -> None:
        self.trouble = Trouble.LOCKED

    def _called(self, what: str) -> None:
        self.calls.append(what)
        self.answers.wait()
        if self.trouble:
            raise VaultTrouble(self.trouble)


class SecretService:
    """gnome-keyring, unlocked; what it stores lies under `home`."""

    def __init__(self, address: str, home: Path) -> None:
        self.address = address
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "XDG_RUNTIME_DIR": str(home),
            "DBUS_SESSION_BUS_ADDRESS": address,
        }

    @contextmanager
    def running(self) -> Iterator[None]:
        argv = ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"]
        options = {"stdin": subprocess.PIPE, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        with open_dbus_connection(self.address) as connection, running(argv, env=self.environment, **options) as daemon:
            with _appearing(connection):
                assert daemon.stdin
                daemon.stdin.write(_PASSWORD)
                daemon.stdin.close()
            yield

    def lock(self) -> None:
        """As a screen locker does."""
        with open_dbus_connection(self.address) as connection:
            service = DBusAddress("/org/freedesktop/secrets", _NAME, "org.freedesktop.Secret.Service")
            paths = ["/org/freedesktop/secrets/collection/login"]
            connection.send_and_get_reply(new_method_call(service, "Lock", "ao", (paths,)), timeout=10)


@contextmanager
def _appearing(connection: DBusConnection) -> Iterator[None]:
    """Wait at the end until the service has its name."""
    rule = MatchRule(type="signal", interface=message_bus.interface, member="NameOwnerChanged")
    rule.add_arg_condition(0, _NAME)
    Proxy(message_bus, connection).AddMatch(rule)
    with connection.filter(rule) as changes:
        yield
        assert (
            connection.recv_until_filtered(changes, timeout=20).header.fields[HeaderFields.member] == "NameOwnerChanged"
        )


@pytest.fixture
def private_bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a bus on which nothing starts by itself; this process uses it too."""
    folder = tmp_path / "bus"
    folder.mkdir()
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND", raising=False)
    with bus(folder) as address:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        yield address
    with warnings.catch_warnings():
        # keyring leaves its connection to the garbage collector when the collection is locked
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


@pytest.fixture
def secret_service(private_bus: str, tmp_path: Path) -> Iterator[SecretService]:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    service = SecretService(private_bus, home)
    with service.running():
        yield service
