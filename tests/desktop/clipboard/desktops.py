"""Desktops without a screen, each with another program that copies and pastes there."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

import pytest
from jeepney import DBusAddress, new_method_call
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import open_dbus_connection

from tests.desktop.buses import bus, running, x_server

_NOBODY = 65534
_REMOTE = "org.gnome.Mutter.RemoteDesktop"
_LEFT_CONTROL = 29
T = TypeVar("T")


class Other(Protocol):
    """Another program on the desktop."""

    def paste(self) -> str: ...

    def types(self) -> list[str]: ...

    def copy(self, text: str) -> None: ...


@dataclass(frozen=True)
class Tool:
    """xclip, or wl-clipboard's two: the commands that read the text, list the types, and take a text."""

    environment: dict[str, str]
    reads: tuple[str, ...]
    lists: tuple[str, ...]
    takes: tuple[str, ...]
    waits: bool = False
    """wl-paste waits for the first copy where KWin has none to tell of."""

    def paste(self) -> str:
        return self._run(self.reads)

    def types(self) -> list[str]:
        return self._run(self.lists).split()

    def copy(self, text: str) -> None:
        """The tool goes on in the background and holds it."""
        subprocess.run(
            self.takes, input=text.encode(), env=self.environment, stdout=subprocess.DEVNULL, timeout=20, check=True
        )
        eventually(lambda: self.paste() == text)

    def _run(self, argv: tuple[str, ...]) -> str:
        within = 5 if self.waits else 20
        try:
            done = subprocess.run(argv, env=self.environment, capture_output=True, timeout=within, check=False)
        except subprocess.TimeoutExpired:
            assert self.waits
            return ""
        return done.stdout.decode()


@dataclass(frozen=True)
class Desktop:
    """environment: of a program that starts there."""

    name: str
    environment: dict[str, str]
    other: Other


class Program:
    """A process with our clipboard; see `program.py`."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process

    def do(self, command: str) -> str:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{command}\n".encode())
        self.process.stdin.flush()
        return self.process.stdout.readline().decode().strip()

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(20)


@contextlib.contextmanager
def started_on(desktop: Desktop, left_over: Path) -> Iterator[Program]:
    argv = [sys.executable, "-m", "tests.desktop.clipboard.program", str(left_over)]
    with running(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=desktop.environment) as process:
        yield Program(process)


def xclip(environment: dict[str, str]) -> Tool:
    chosen = ("xclip", "-selection", "clipboard")
    return Tool(environment, (*chosen, "-o"), (*chosen, "-o", "-t", "TARGETS"), (*chosen, "-i"))


def wl_clipboard(environment: dict[str, str], *, waits: bool = False) -> Tool:
    return Tool(
        environment, ("wl-paste", "--no-newline", "--type", "text/plain;charset=utf-8"),
        ("wl-paste", "--list-types"), ("wl-copy", "--type", "text/plain;charset=utf-8"), waits,
    )  # fmt: skip


@contextlib.contextmanager
def x11(folder: Path) -> Iterator[Desktop]:
    with x_server() as display:
        environment = {**_plain(folder), "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        yield Desktop("x11", environment, xclip(environment))


@contextlib.contextmanager
def sway(folder: Path) -> Iterator[Desktop]:
    """NOTE: it refuses to run as root."""
    _needed("sway", "wl-copy")
    config = folder / "sway.conf"
    config.write_text("xwayland disable\noutput HEADLESS-1 resolution 1280x800\n")
    headless = {"WLR_BACKENDS": "headless", "WLR_LIBINPUT_NO_DEVICES": "1", "WLR_RENDERER": "pixman"}
    environment = _plain(folder)
    argv = [*_as_nobody(folder), "sway", "--config", str(config), "--unsupported-gpu"]
    with running(argv, env=environment | headless, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL):
        display = eventually(lambda: next(iter(sorted(_sockets(folder))), ""))
        environment |= {"WAYLAND_DISPLAY": display, "QT_QPA_PLATFORM": "wayland"}
        yield Desktop("sway", environment, wl_clipboard(environment))


@contextlib.contextmanager
def kwin(folder: Path) -> Iterator[Desktop]:
    """NOTE: a copy, because the packaged file has a capability that a container refuses."""
    _needed("kwin_wayland", "wl-copy")
    program = folder / "kwin_wayland"
    shutil.copyfile(shutil.which("kwin_wayland") or "", program)
    program.chmod(0o755)
    with bus(folder) as address:
        environment = _plain(folder) | {"DBUS_SESSION_BUS_ADDRESS": address}
        argv = [str(program), "--virtual", "--socket", "wayland-kwin", "--no-kactivities"]
        rendered = {"LIBGL_ALWAYS_SOFTWARE": "1", "KWIN_COMPOSE": "Q"}
        with running(argv, env=environment | rendered, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL):
            eventually(lambda: "wayland-kwin" in _sockets(folder))
            environment |= {"WAYLAND_DISPLAY": "wayland-kwin", "QT_QPA_PLATFORM": "wayland"}
            yield Desktop("kwin", environment, wl_clipboard(environment, waits=True))


@contextlib.contextmanager
def mutter(folder: Path, *, through_x: bool = True) -> Iterator[Desktop]:
    """The other program is a Wayland one, which takes the focus to read: what reaches only X11 is not there."""
    _needed("mutter", "wl-copy", "Xwayland")
    with bus(folder) as address, (folder / "mutter.log").open("wb") as log:
        environment = _plain(folder) | {"DBUS_SESSION_BUS_ADDRESS": address, "DBUS_SYSTEM_BUS_ADDRESS": address}
        argv = ["mutter", "--headless", "--wayland", "--virtual-monitor", "1280x800", "--wayland-display", "wayland-m"]
        with (
            running(argv, env=environment | {"LIBGL_ALWAYS_SOFTWARE": "1"}, stdout=log, stderr=log),
            _keyboard(address),
        ):
            eventually(lambda: "wayland-m" in _sockets(folder))
            found = eventually(lambda: re.search(rb"public X11 display (:\d+)", (folder / "mutter.log").read_bytes()))
            authority = next((folder / "run").glob(".mutter-Xwaylandauth.*"))
            environment |= {"WAYLAND_DISPLAY": "wayland-m", "QT_QPA_PLATFORM": "wayland"}
            over_x = {"DISPLAY": found[1].decode(), "XAUTHORITY": str(authority)} if through_x else {}
            yield Desktop("mutter", environment | over_x, wl_clipboard(environment, waits=True))


@contextlib.contextmanager
def mutter_without_xwayland(folder: Path) -> Iterator[Desktop]:
    with mutter(folder, through_x=False) as desktop:
        yield desktop


@contextlib.contextmanager
def _keyboard(address: str) -> Iterator[None]:
    """A keyboard for Mutter, without which no window has the focus: it is there with its first key."""
    with open_dbus_connection(address) as connection:
        remote = DBusAddress("/org/gnome/Mutter/RemoteDesktop", _REMOTE, _REMOTE)
        named = message_bus.NameHasOwner(_REMOTE)
        eventually(lambda: connection.send_and_get_reply(named).body == (True,))
        (path,) = connection.send_and_get_reply(new_method_call(remote, "CreateSession")).body
        session = DBusAddress(path, _REMOTE, f"{_REMOTE}.Session")
        connection.send_and_get_reply(new_method_call(session, "Start"))
        for pressed in (True, False):
            key = new_method_call(session, "NotifyKeyboardKeycode", "ub", (_LEFT_CONTROL, pressed))
            connection.send_and_get_reply(key)
        yield


def eventually(fact: Callable[[], T], within: float = 20.0) -> T:
    """What `fact` gives once that is something."""
    end = time.monotonic() + within
    while not (value := fact()):
        assert time.monotonic() < end, "it does not come"
        time.sleep(0.02)
    return value


def _plain(folder: Path) -> dict[str, str]:
    """Nothing of the desktop that the tests were started on."""
    for name in ("home", "run"):
        (folder / name).mkdir(mode=0o700, exist_ok=True)
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "PYTHONPATH") if name in os.environ}
    places = {"HOME": str(folder / "home"), "XDG_RUNTIME_DIR": str(folder / "run")}
    return {**kept, **places, "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}


def _sockets(folder: Path) -> list[str]:
    return [path.name for path in (folder / "run").glob("wayland-*") if path.is_socket()]


def _as_nobody(folder: Path) -> list[str]:
    if os.getuid() != 0:
        return []
    for path in (folder, folder / "home", folder / "run"):
        os.chown(path, _NOBODY, _NOBODY)
    return ["setpriv", f"--reuid={_NOBODY}", f"--regid={_NOBODY}", "--clear-groups"]


def _needed(*programs: str) -> None:
    missing = [name for name in programs if shutil.which(name) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")
