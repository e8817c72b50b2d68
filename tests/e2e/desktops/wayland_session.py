"""What a desktop under Wayland needs, whichever it is: buses, folders, a pointer, others' clipboard, pictures."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, ClassVar, Self
from unittest import mock

import pytest
from jeepney import DBusAddress, HeaderFields, MessageType, new_method_call
from jeepney.io.blocking import open_dbus_connection

from pomtray.desktop.wayland import Wayland, connect
from tests.e2e.desktop_session import DesktopSession
from tests.e2e.process import PATIENCE, eventually, listens

SCREEN = (1280, 800)
_BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>{address}</listen>
  <auth>EXTERNAL</auth>
  <servicedir>{services}</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
  </policy>
</busconfig>
"""


class WaylandSession(DesktopSession):
    """One that its compositor, panel and notification service make whole: `start_all`."""

    needs: ClassVar[Sequence[str]] = ()
    """Programs without which it cannot be tried."""
    services: ClassVar[Sequence[str]] = ()
    """Which of the machine's services its session bus starts: several desktops are installed here."""
    name: ClassVar[str]
    """As `XDG_CURRENT_DESKTOP` has it."""

    def __enter__(self) -> Self:
        missing = [name for name in self.needs if shutil.which(name) is None]
        if missing:
            pytest.skip(f"not installed: {', '.join(missing)}")
        return super().__enter__()

    def start_all(self) -> None:
        raise NotImplementedError

    def click(self, x: float, y: float) -> None:
        """The pointer goes there and presses its first button."""
        raise NotImplementedError

    def press_on_notice(self, button: str) -> None:
        """A button of the notice that stands, by pointer."""
        raise NotImplementedError

    def set_dark(self, *, dark: bool) -> None:
        """As the desktop's own settings do."""
        raise NotImplementedError

    def clipboard(self) -> str:
        """What another Wayland program reads; "" where there is nothing."""
        argv = ("wl-paste", "--no-newline", "--type", "text/plain;charset=utf-8")
        with suppress(subprocess.TimeoutExpired):  # it waits for the first copy where KWin has none to tell of
            done = subprocess.run(argv, env=self.env, capture_output=True, check=False, text=True, timeout=5)
            return done.stdout
        return ""

    def speak(self, act: Callable[[Wayland], Awaitable[None]]) -> None:
        """What a Wayland client of ours does, from its connection to its end."""

        async def run() -> None:
            wayland = await connect()
            await act(wayland)
            await wayland.roundtrip()
            wayland.close()

        with mock.patch.dict(os.environ, {name: self.env[name] for name in ("WAYLAND_DISPLAY", "XDG_RUNTIME_DIR")}):
            asyncio.run(run())

    def call(self, name: str, path: str, interface: str, method: str, signature: str = "", *body: Any) -> Any:
        """The answer of a service on the session bus."""
        with open_dbus_connection(self.bus) as connection:
            address = DBusAddress(path, name, interface)
            reply = connection.send_and_get_reply(new_method_call(address, method, signature, body), timeout=PATIENCE)
        assert reply.header.message_type is not MessageType.error, (
            method, reply.header.fields.get(HeaderFields.error_name), reply.body,
        )  # fmt: skip
        return reply.body

    def tell_services(self) -> None:
        """What the bus starts from now on knows the display."""
        names = [
            name for name in self.env if name.startswith(("XDG_", "WAYLAND_", "DISPLAY", "XAUTHORITY", "GSETTINGS_"))
        ]
        self.run("dbus-update-activation-environment", *names)

    def _make_folders(self) -> None:
        super()._make_folders()
        # Sockets have short names, and a compositor that refuses root runs as somebody else.
        runtime = tempfile.mkdtemp(prefix="pomtray-run-")
        self._stack.callback(shutil.rmtree, runtime, ignore_errors=True)
        self.env |= {
            "XDG_RUNTIME_DIR": runtime,
            "XDG_CURRENT_DESKTOP": self.name,
            "XDG_SESSION_TYPE": "wayland",
            "LIBGL_ALWAYS_SOFTWARE": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    def _start_display(self) -> None:
        """It comes with the compositor."""

    def _start_bus(self) -> None:
        services = self.home / "services"
        services.mkdir()
        for pattern in self.services:
            for file in Path("/usr/share/dbus-1/services").glob(pattern):
                shutil.copy(file, services)
        place = self.home / "run/bus"
        config = self.home / "bus.conf"
        config.write_text(_BUS.format(address=f"unix:path={place}", services=services))
        self.env["DBUS_SESSION_BUS_ADDRESS"] = f"unix:path={place}"
        self.start("dbus-daemon", "--nofork", "--nopidfile", f"--config-file={config}")
        eventually(lambda: listens(place), "the session bus is there")

    def _socket(self, name: str) -> bool:
        return (Path(self.env["XDG_RUNTIME_DIR"]) / name).is_socket()


def as_nobody(folder: str) -> list[str]:
    """What comes before a program that refuses root; `folder` becomes its own."""
    if os.getuid() != 0:
        return []
    nobody = 65534
    os.chown(folder, nobody, nobody)
    return ["setpriv", f"--reuid={nobody}", f"--regid={nobody}", "--clear-groups"]
