"""sway without a screen, with waybar's tray and SwayNotificationCenter's notices."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from pomtray.desktop.wayland import Wayland
from tests.e2e.desktops.wayland_session import SCREEN, WaylandSession, as_nobody
from tests.e2e.process import eventually

_POINTERS = "zwlr_virtual_pointer_manager_v1"
_MOTION, _BUTTON, _FRAME = 1, 2, 4
_ANY_SEAT, _LEFT = 0, 0x110
_NOTICED = 0.1
"""Seconds between what a hand does, so that the desktop follows."""
_BAR = {"layer": "top", "position": "top", "height": 30, "modules-right": ["tray"], "tray": {"icon-size": 22}}
_NOTICES = {"positionX": "right", "positionY": "top", "timeout": 30, "timeout-low": 1, "notification-window-width": 400}


class Sway(WaylandSession):
    needs = ("sway", "waybar", "swaync", "grim", "wl-paste")
    name = "sway"

    def start_all(self) -> None:
        self.start_keyring()
        self._start_sway()
        self._start_bar()
        (self.home / "swaync.json").write_text(json.dumps(_NOTICES))
        self.start("swaync", "--config", str(self.home / "swaync.json"))
        eventually(lambda: self.owns("org.freedesktop.Notifications"), "notices are shown")

    def msg(self, *command: str) -> str:
        return self.run("swaymsg", *command)

    def click(self, x: float, y: float) -> None:
        async def press(wayland: Wayland) -> None:
            pointer = wayland.new()
            wayland.request(wayland.bind(_POINTERS), 0, _ANY_SEAT, pointer)
            await asyncio.sleep(_NOTICED)  # who draws here had no pointer until now
            for step in (2, 1, 0):
                wayland.request(pointer, _MOTION, 0, int(x) - step, int(y), *SCREEN)
                wayland.request(pointer, _FRAME)
                await asyncio.sleep(_NOTICED)
            for pressed in (1, 0):
                wayland.request(pointer, _BUTTON, 0, _LEFT, pressed)
                wayland.request(pointer, _FRAME)
                await asyncio.sleep(_NOTICED)

        self.speak(press)

    def press_on_notice(self, button: str) -> None:
        """Two buttons share the lower edge of the notice at the upper right."""
        assert button == "Snooze"
        self.click(SCREEN[0] - 107, 144)

    def set_dark(self, *, dark: bool) -> None:
        """NOTE: there is no settings service here."""

    def picture(self, path: Path) -> None:
        self.run("grim", str(path))

    def _start_sway(self) -> None:
        runtime = Path(self.env["XDG_RUNTIME_DIR"])
        config = runtime / "sway.conf"
        size = "x".join(map(str, SCREEN))
        config.write_text(
            f"xwayland disable\noutput HEADLESS-1 resolution {size}\nfor_window [app_id=.*] floating enable\n"
        )
        headless = {"WLR_BACKENDS": "headless", "WLR_LIBINPUT_NO_DEVICES": "1", "WLR_RENDERER": "pixman"}
        argv = [*as_nobody(str(runtime)), "sway", "--config", str(config), "--unsupported-gpu"]
        self.start(*argv, env=headless | {"HOME": str(runtime)})
        eventually(lambda: any(runtime.glob("sway-ipc.*")), "sway is there")
        display = eventually(lambda: next(filter(Path.is_socket, runtime.glob("wayland-*")), None), "a display")
        self.env |= {"WAYLAND_DISPLAY": display.name, "SWAYSOCK": str(next(runtime.glob("sway-ipc.*")))}

    def _start_bar(self) -> None:
        config, style = self.home / "waybar.json", self.home / "waybar.css"
        config.write_text(json.dumps(_BAR))
        style.write_text("* { font-family: sans-serif; } window#waybar { background: #222; color: #fff; }\n")
        self.start("waybar", "--config", str(config), "--style", str(style))
        eventually(lambda: self.owns("org.kde.StatusNotifierWatcher"), "the bar has a tray")
