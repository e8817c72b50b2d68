"""KWin on a virtual screen, and Plasma's panel."""

from __future__ import annotations

import asyncio
import os
import shutil
from pathlib import Path
from typing import ClassVar

from jeepney import DBusAddress, FileDescriptor, MessageType, new_method_call
from jeepney.io.blocking import open_dbus_connection

from pomtray.desktop.wayland import Wayland
from tests.e2e.desktops.wayland_session import SCREEN, WaylandSession
from tests.e2e.process import PATIENCE, eventually

_FAKE_INPUT = "org_kde_kwin_fake_input"
_AUTHENTICATE, _BUTTON, _MOTION, _KEY = 0, 2, 9, 10
_LEFT = 0x110
_NOTICED = 0.1
"""Seconds between what a hand does, so that the desktop follows."""
_SHOT = "org.kde.KWin.ScreenShot2"


class Plasma(WaylandSession):
    needs = ("kwin_wayland", "plasmashell", "kded5", "Xwayland", "wl-paste")
    services: ClassVar = (
        *("org.kde.*", "org.freedesktop.*portal*kde*", "org.freedesktop.portal.Desktop.service"),
        *("org.freedesktop.impl.portal.PermissionStore.service", "org.a11y.Bus.service"),
    )
    name = "KDE"

    def start_all(self) -> None:
        self.start_system_bus()
        self.start_keyring()
        self._set_up()
        self._start_kwin()
        self.tell_services()
        with_qt = {"QT_QPA_PLATFORM": "wayland", "QT_QUICK_BACKEND": "software"}
        self.start("kded5", env=with_qt)
        self.start("plasmashell", "--no-respawn", env=with_qt)
        for name in ("org.kde.StatusNotifierWatcher", "org.freedesktop.Notifications", "org.kde.klipper"):
            eventually(lambda wanted=name: self.owns(wanted), f"{name} is there", within=60)

    def click(self, x: float, y: float) -> None:
        async def press(wayland: Wayland) -> None:
            pointer = wayland.bind(_FAKE_INPUT, 4)
            wayland.request(pointer, _AUTHENTICATE, "pomtray", "tests")
            for step in (2, 1, 0):
                wayland.request(pointer, _MOTION, int((x - step) * 256), int(y * 256))
                await asyncio.sleep(_NOTICED)
            for pressed in (1, 0):
                wayland.request(pointer, _BUTTON, _LEFT, pressed)
                await asyncio.sleep(_NOTICED)

        self.speak(press)

    def press(self, *keys: int) -> None:
        """The keys of these codes (Linux's `input-event-codes.h`) together."""

        async def press(wayland: Wayland) -> None:
            keyboard = wayland.bind(_FAKE_INPUT, 4)
            wayland.request(keyboard, _AUTHENTICATE, "pomtray", "tests")
            for key, pressed in (*((key, 1) for key in keys), *((key, 0) for key in reversed(keys))):
                wayland.request(keyboard, _KEY, key, pressed)
                await asyncio.sleep(_NOTICED)

        self.speak(press)

    def has_window(self, title: str) -> bool:
        """As its own search for windows finds it."""
        (found,) = self.call("org.kde.KWin", "/WindowsRunner", "org.kde.krunner1", "Match", "s", title)
        return any(match[1] == title for match in found)

    def press_on_notice(self, button: str) -> None:
        """The pop-up stands in the lower right corner, its last button always at the same place."""
        assert button == "Snooze"
        self.click(SCREEN[0] - 71, SCREEN[1] - 99)

    def set_dark(self, *, dark: bool) -> None:
        self.run("plasma-apply-colorscheme", "BreezeDark" if dark else "BreezeLight")

    def picture(self, path: Path) -> None:
        """NOTE: KWin gives the bytes of a `QImage` by a pipe."""
        read, write = os.pipe()
        with open_dbus_connection(self.bus, enable_fds=True) as connection, os.fdopen(read, "rb") as pixels:
            shot = DBusAddress("/org/kde/KWin/ScreenShot2", "org.kde.KWin", _SHOT)
            with FileDescriptor(write) as end:
                body = ({"native-resolution": ("b", True)}, end)
                message = new_method_call(shot, "CaptureWorkspace", "a{sv}h", body)
                reply = connection.send_and_get_reply(message, timeout=PATIENCE)
            assert reply.header.message_type is not MessageType.error, reply.body
            about = {key: value for key, (_, value) in reply.body[0].items()}
            raw = path.with_suffix(".bgra")
            raw.write_bytes(pixels.read(about["stride"] * about["height"]))
        self.run(
            "convert", "-size", f"{about['stride'] // 4}x{about['height']}", "-depth", "8", f"bgra:{raw}", str(path)
        )
        raw.unlink()

    def _set_up(self) -> None:
        config = self.home / ".config"
        config.mkdir(exist_ok=True)
        (config / "ksplashrc").write_text("[KSplash]\nEngine=none\nTheme=None\n")
        (config / "baloofilerc").write_text("[Basic Settings]\nIndexing-Enabled=false\n")
        (config / "plasmanotifyrc").write_text("[Notifications]\nPopupTimeout=60000\n")
        self.env |= {
            "KDE_FULL_SESSION": "true", "KDE_SESSION_VERSION": "5", "XDG_DATA_DIRS": "/usr/local/share:/usr/share",
            "KWIN_COMPOSE": "O2",
            "KWIN_SCREENSHOT_NO_PERMISSION_CHECKS": "1", "KWIN_WAYLAND_NO_PERMISSION_CHECKS": "1",
        }  # fmt: skip

    def _start_kwin(self) -> None:
        """NOTE: a copy, because the packaged file has a capability that a container refuses."""
        program = self.home / "bin/kwin_wayland"
        shutil.copyfile("/usr/bin/kwin_wayland", program)
        program.chmod(0o755)
        width, height = map(str, SCREEN)
        self.start(
            str(program), "--virtual", "--width", width, "--height", height, "--socket", "wl", "--xwayland",
            "--no-kactivities",
        )  # fmt: skip
        eventually(lambda: self._socket("wl") and self.owns("org.kde.KWin"), "KWin is there", within=60)
        self.env["WAYLAND_DISPLAY"] = "wl"
