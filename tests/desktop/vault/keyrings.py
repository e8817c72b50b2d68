"""Real keyring programs on a display without a screen, and the person who answers their windows."""

from __future__ import annotations

import base64
import contextlib
import os
import re
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from tests.desktop.buses import running, x_server

_PATIENCE = 20.0
_PASSWORD = "correct horse"
T = TypeVar("T")


@dataclass(frozen=True)
class Person:
    """At the keyboard of that display."""

    environment: dict[str, str]

    def windows(self, which: tuple[str, str]) -> list[str]:
        """Those that show, by `--name` or `--class` and a pattern."""
        return self._run(["xdotool", "search", "--onlyvisible", *which], check=False).split()

    def comes_to(self, which: tuple[str, str]) -> str:
        """Its window, in front, once it shows."""
        window = eventually(lambda: self.windows(which))[-1]
        self._run(["xdotool", "windowactivate", "--sync", window])
        return window

    def press(self, *keys: str) -> None:
        for key in keys:
            self._run(["xdotool", "key", "--clearmodifiers", key])

    def type_password(self) -> None:
        self._run(["xdotool", "type", "--clearmodifiers", _PASSWORD])

    def choose_password(self) -> None:
        """Of a keyring that is new: twice."""
        self.type_password()
        self.press("Tab")
        self.type_password()
        self.press("Return")

    def click(self, window: str, x: int, y: int) -> None:
        self._run(["xdotool", "mousemove", "--window", window, str(x), str(y), "click", "1"])

    def _run(self, argv: list[str], *, check: bool = True) -> str:
        done = subprocess.run(
            argv, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=20, check=check
        )
        return done.stdout.decode()


class Keyring(Protocol):
    """One of the programs."""

    @property
    def prompt(self) -> tuple[str, str]:
        """The window that asks first: see `Person.windows`."""

    @property
    def names(self) -> tuple[str, ...]:
        """What it has on the bus once it is ready."""

    def argv(self, home: Path) -> list[list[str]]:
        """What is started, in this order."""

    def agree(self, person: Person) -> None:
        """Answer the first prompt with a yes."""

    def agree_again(self, person: Person) -> None:
        """The same for a connection that comes later, where that is asked about."""


class GnomeKeyring:
    """Without a keyring yet; asks through gcr's prompter."""

    prompt = ("--class", "gcr-prompter")
    names = ("org.gnome.keyring.SystemPrompter", "org.freedesktop.secrets")
    prompter = "/usr/libexec/gcr-prompter"

    def argv(self, home: Path) -> list[list[str]]:
        return [[self.prompter], ["gnome-keyring-daemon", "--foreground", "--components=secrets"]]

    def agree(self, person: Person) -> None:
        person.comes_to(self.prompt)
        person.choose_password()

    def agree_again(self, person: Person) -> None:
        """It is open for all."""


class KWallet:
    """KDE's, without a wallet yet: a wizard, then the password."""

    prompt = ("--class", "kwalletd5")
    names = ("org.freedesktop.secrets",)

    def argv(self, home: Path) -> list[list[str]]:
        return [["kwalletd5"]]

    def agree(self, person: Person) -> None:
        wizard = person.comes_to(self.prompt)
        person.click(wizard, 109, 168)  # "Classic": for the other kind the person would need a GPG key
        person.press("alt+f")
        eventually(lambda: wizard not in person.windows(self.prompt) and person.windows(self.prompt))
        person.comes_to(self.prompt)
        person.choose_password()

    def agree_again(self, person: Person) -> None:
        """It is open for all."""


class KeePassXC:
    """With a locked database that shares its entries; each connection has to be allowed."""

    prompt = ("--name", "^Unlock Database")
    names = ("org.freedesktop.secrets",)

    def argv(self, home: Path) -> list[list[str]]:
        config = home / ".config/keepassxc/keepassxc.ini"
        config.parent.mkdir(parents=True)
        config.write_text("[FdoSecrets]\nEnabled=true\nShowNotification=false\n[GUI]\nCheckForUpdates=false\n")
        return [["keepassxc", str(_shared_database(home))]]

    def agree(self, person: Person) -> None:
        person.comes_to(self.prompt)
        person.type_password()
        person.press("Return")

    def agree_again(self, person: Person) -> None:
        person.comes_to(("--name", "Access Request"))
        person.press("Return")


def _shared_database(home: Path) -> Path:
    """The command line cannot share a group with other programs, but takes a database as XML in which one is."""
    plain, shared = home / "plain.kdbx", home / "shared.kdbx"
    _keepassxc(home, "db-create", "-p", str(plain), typed=f"{_PASSWORD}\n{_PASSWORD}\n")
    xml = _keepassxc(home, "export", str(plain), typed=f"{_PASSWORD}\n")
    found = re.search(r"<Group>\s*<UUID>([^<]+)", xml)
    assert found
    group = uuid.UUID(bytes=base64.b64decode(found[1]))
    item = f"<Item><Key>FDO_SECRETS_EXPOSED_GROUP</Key><Value>{{{group}}}</Value></Item>"
    (home / "shared.xml").write_text(xml.replace("</Meta>", f"<CustomData>{item}</CustomData></Meta>", 1))
    _keepassxc(home, "import", "-p", str(home / "shared.xml"), str(shared), typed=f"{_PASSWORD}\n{_PASSWORD}\n")
    return shared


def _keepassxc(home: Path, *arguments: str, typed: str) -> str:
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "QT_QPA_PLATFORM": "offscreen", "LANG": "C.UTF-8"}
    done = subprocess.run(
        ["keepassxc-cli", *arguments], env=environment, input=typed, capture_output=True, text=True, timeout=60,
        check=True,
    )  # fmt: skip
    return done.stdout


@contextlib.contextmanager
def started(keyring: Keyring, home: Path, bus: str) -> Iterator[Person]:
    """That program and a window manager, on a display of their own."""
    home.mkdir(mode=0o700)
    with x_server() as display:
        yield from _started(keyring, home, bus, display)


def _started(keyring: Keyring, home: Path, bus: str, display: str) -> Iterator[Person]:
    environment = {
        "PATH": os.environ["PATH"],
        "LANG": "C.UTF-8",
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(home),
        "DBUS_SESSION_BUS_ADDRESS": bus,
        "DISPLAY": display,
        "NO_AT_BRIDGE": "1",
    }
    with contextlib.ExitStack() as stack:
        for argv in (["openbox", "--sm-disable"], *keyring.argv(home)):
            quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            stack.enter_context(running(argv, env=environment, stdin=subprocess.DEVNULL, **quiet))
        yield Person(environment)


def eventually(fact: Callable[[], T]) -> T:
    """Gives what `fact` gives, once that is true."""
    end = time.monotonic() + _PATIENCE
    while not (found := fact()):
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.05)
    return found
