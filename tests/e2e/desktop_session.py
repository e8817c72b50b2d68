"""A private desktop: X server, session bus, window manager, panel, notification daemon, keyring, clipboard.

Everything is real and everything is private: folders below a temporary home, a bus and a display of its own.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Self

from tests.e2e.process import Process, eventually, listens

_PANEL = """<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array"><value type="int" value="1"/>
    <property name="dark-mode" type="bool" value="{dark}"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=6;x=0;y=0"/>
      <property name="length" type="uint" value="100"/>
      <property name="position-locked" type="bool" value="true"/>
      <property name="icon-size" type="uint" value="22"/>
      <property name="size" type="uint" value="30"/>
      <property name="plugin-ids" type="array"><value type="int" value="1"/></property>
    </property>
  </property>
  <property name="plugins" type="empty"><property name="plugin-1" type="string" value="systray"/></property>
</channel>
"""
_DUNST = """[global]
  history_length = 100
  notification_limit = 20
  dmenu = {chooser}
[urgency_low]
  timeout = 0
[urgency_normal]
  timeout = 0
"""


class DesktopSession:
    """A context manager: on exit every program it started has ended."""

    screen: tuple[int, int] = (1280, 900)

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.logs = folder / "logs"
        self.env: dict[str, str] = {}
        self._stack = contextlib.ExitStack()
        self._running: dict[str, Process] = {}

    def __enter__(self) -> Self:
        with self._stack:
            self._make_folders()
            self._start_display()
            self._start_bus()
            self._stack = self._stack.pop_all()
        return self

    def __exit__(self, *raised: object) -> None:
        self._stack.close()

    @property
    def bus(self) -> str:
        return self.env["DBUS_SESSION_BUS_ADDRESS"]

    @property
    def bus_process(self) -> int:
        """The process id of the one started last."""
        return self._running["dbus-daemon"].pid

    def start(self, *argv: str, text: str = "", env: Mapping[str, str] | None = None) -> Process:
        """A program on this desktop, ended with it; the newest of a name can be found by it."""
        name = Path(argv[0]).name
        process = Process(argv, self.env | dict(env or {}), self.logs / f"{name}.log", text=text)
        self._stack.callback(process.stop)
        self._running[name] = process
        return process

    def stop(self, name: str) -> None:
        self._running.pop(name).stop()

    def run(self, *argv: str, text: str | None = None) -> str:
        """A short command's output. Raises `CalledProcessError` where it fails."""
        return subprocess.run(
            argv, env=self.env, input=text, stdin=None if text is not None else subprocess.DEVNULL,
            capture_output=True, check=True, text=True, timeout=30,
        ).stdout  # fmt: skip

    def owns(self, name: str) -> bool:
        """Whether some program has that name on the bus."""
        question = ("dbus-send", "--session", "--print-reply=literal", "--dest=org.freedesktop.DBus", "/")
        return "true" in self.run(*question, "org.freedesktop.DBus.NameHasOwner", f"string:{name}")

    def start_system_bus(self) -> str:
        """A system bus of its own for programs started from now on; gives its address."""
        place = self.home / "run/system_bus"
        address = f"unix:path={place}"
        self.start("dbus-daemon", "--session", "--nofork", "--nopidfile", f"--address={address}")
        self.env["DBUS_SYSTEM_BUS_ADDRESS"] = address
        eventually(lambda: listens(place), "the system bus is there")
        return address

    def start_window_manager(self) -> None:
        self.start("openbox", "--sm-disable")
        eventually(lambda: "_NET_SUPPORTING_WM_CHECK" in self._root_properties(), "openbox manages the display")

    def start_panel(self, *, dark: bool = True) -> None:
        """Xfce's panel: a real StatusNotifier host."""
        place = self.home / ".config/xfce4/xfconf/xfce-perchannel-xml/xfce4-panel.xml"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(_PANEL.format(dark=str(dark).lower()))
        self.start("xfce4-panel", "--disable-wm-check")
        eventually(lambda: self.owns("org.kde.StatusNotifierWatcher"), "the panel has a tray")

    def start_notifications(self) -> None:
        config = self.home / ".config/dunst/dunstrc"
        config.parent.mkdir(parents=True, exist_ok=True)
        chooser = self._script("choose", 'exec grep -m 1 -F -- "$(cat "$HOME/choice")"')
        config.write_text(_DUNST.format(chooser=chooser))
        self.start("dunst", "-config", str(config))
        eventually(lambda: self.owns("org.freedesktop.Notifications"), "dunst has started")

    def press_on_notice(self, button: str) -> None:
        """A button of a notification, chosen in dunst's own menu."""
        (self.home / "choice").write_text(button)
        self.run("dunstctl", "context")

    def notices_shown(self) -> int:
        return int(self.run("dunstctl", "count", "displayed"))

    def start_keyring(self) -> None:
        """A Secret Service, unlocked as at login."""
        self.start("gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets", text="password")
        eventually(lambda: self.owns("org.freedesktop.secrets"), "the keyring is there")

    def clipboard(self) -> str:
        """What another program reads; "" where nobody owns the clipboard."""
        reader = subprocess.run(
            ("xclip", "-selection", "clipboard", "-o"),
            env=self.env, capture_output=True, check=False, text=True, timeout=30,
        )  # fmt: skip
        return reader.stdout

    def picture(self, path: Path) -> None:
        """The whole screen as a file."""
        self.run("import", "-window", "root", str(path))

    def hand_links_to(self, place: Path) -> None:
        """`xdg-open` of this desktop writes what it should open to that FIFO."""
        self._script("xdg-open", f'printf "%s\\n" "$1" >"{place}"')

    def _script(self, name: str, line: str) -> Path:
        script = self.home / "bin" / name
        script.write_text(f"#!/bin/sh\n{line}\n")
        script.chmod(0o755)
        return script

    def _root_properties(self) -> str:
        with contextlib.suppress(subprocess.CalledProcessError):
            return self.run("xprop", "-root")
        return ""

    def _make_folders(self) -> None:
        runtime = self.home / "run"
        for folder in (self.home, self.logs, runtime, self.home / "bin"):
            folder.mkdir(parents=True, mode=0o700)
        self.env = {
            "PATH": f"{self.home / 'bin'}:{os.environ['PATH']}",
            "LANG": "C.UTF-8",
            "HOME": str(self.home),
            "XDG_RUNTIME_DIR": str(runtime),
            "XDG_CONFIG_HOME": str(self.home / ".config"),
            "XDG_DATA_HOME": str(self.home / ".local/share"),
            "XDG_STATE_HOME": str(self.home / ".local/state"),
            "XDG_CACHE_HOME": str(self.home / ".cache"),
            "XDG_CURRENT_DESKTOP": "XFCE",
            "NO_AT_BRIDGE": "1",
        }

    def _start_display(self) -> None:
        server, number = _display(self.env, self.logs / "Xvfb.log", self.screen)
        self._stack.callback(server.stop)
        self._running["Xvfb"] = server
        self.env["DISPLAY"] = f":{number}"

    def _start_bus(self) -> None:
        address = f"unix:path={self.home / 'run/bus'}"
        self.start("dbus-daemon", "--session", "--nofork", "--nopidfile", f"--address={address}")
        self.env["DBUS_SESSION_BUS_ADDRESS"] = address
        eventually(lambda: listens(self.home / "run/bus"), "the session bus is there")


def _display(env: Mapping[str, str], log: Path, screen: tuple[int, int]) -> tuple[Process, str]:
    """An X server that chose its own number and takes connections."""
    ready, tell = os.pipe()
    argv = ("Xvfb", "-displayfd", str(tell), "-screen", "0", "{}x{}x24".format(*screen), "-nolisten", "tcp", "-noreset")
    server = Process(argv, env, log, pass_fds=(tell,))
    os.close(tell)
    with os.fdopen(ready) as reader:
        number = reader.readline().strip()
    assert number, f"Xvfb did not start:\n{server.output}"
    return server, number


@contextlib.contextmanager
def full_desktop(folder: Path) -> Iterator[DesktopSession]:
    """Window manager, panel, notifications and keyring, all running."""
    with DesktopSession(folder) as desktop:
        desktop.start_window_manager()
        desktop.start_notifications()
        desktop.start_keyring()
        desktop.start_panel()
        yield desktop
