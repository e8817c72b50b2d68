"""GNOME Shell without a screen. An extension lets the tests ask and drive the shell from outside."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import Any, ClassVar

from jeepney import DBusAddress, MessageType, new_method_call
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import open_dbus_connection

from tests.e2e.desktops.wayland_session import SCREEN, WaylandSession
from tests.e2e.process import PATIENCE, eventually

_EXTENSION = """
function init() {
  return {
    enable() { global.context.unsafe_mode = true; imports.ui.main.overview.hide(); },
    disable() {},
  };
}
"""
_INPUT = """
const {Clutter} = imports.gi;
if (!globalThis._pointer) {
  const seat = Clutter.get_default_backend().get_default_seat();
  globalThis._pointer = seat.create_virtual_device(Clutter.InputDeviceType.POINTER_DEVICE);
  globalThis._keyboard = seat.create_virtual_device(Clutter.InputDeviceType.KEYBOARD_DEVICE);
}
1"""
"""Without a keyboard no window has the focus; it is there with its first key."""
_LEFT_CONTROL = 0xFFE3
_NOW = "imports.gi.GLib.get_monotonic_time()"
_PLACE = """((actor) => {
  const {origin, size} = actor.get_transformed_extents();
  return [origin.x + size.width / 2, origin.y + size.height / 2];
})"""
_SCREENSHOT = "org.gnome.Shell.Screenshot"


class Gnome(WaylandSession):
    """As it comes: without a tray."""

    needs = ("gnome-shell", "gjs", "gsettings", "Xwayland", "wl-paste")
    services: ClassVar = (
        *("org.gnome.*", "org.freedesktop.*portal*", "org.gtk.GLib.PACRunner.service", "ca.desrt.dconf.service"),
        "org.a11y.Bus.service",
    )
    name = "GNOME"
    extensions: ClassVar[tuple[str, ...]] = ()

    def start_all(self) -> None:
        self.start_system_bus()
        self.start_keyring()
        self._set_up()
        log = self._start_shell()
        found = eventually(lambda: re.search(r"public X11 display (:\d+)", log.read_text()), "it has XWayland")
        authority = next(Path(self.env["XDG_RUNTIME_DIR"]).glob(".mutter-Xwaylandauth.*"))
        self.env |= {"WAYLAND_DISPLAY": "wl", "DISPLAY": found[1], "XAUTHORITY": str(authority)}
        self.tell_services()
        eventually(lambda: "GNOME Shell started" in log.read_text(), "the shell is there", within=90)
        eventually(lambda: self._evaluated(_INPUT)[0], "the extension lets it be asked")
        for pressed in (1, 0):
            self.ask(f"_keyboard.notify_keyval({_NOW}, {_LEFT_CONTROL}, {pressed}); 1")
        self.ask("Main.overview.hide(); Main.messageTray.getSources().forEach(s => s.destroy()); 1")
        eventually(lambda: not self.ask("Main.overview.visible"), "the overview is gone")

    def ask(self, script: str) -> Any:
        """What a line of the shell's own language gives there."""
        done, answer = self._evaluated(script)
        assert done, answer
        return json.loads(answer) if answer else None

    def click(self, x: float, y: float) -> None:
        self._move(x, y)
        for pressed in (1, 0):
            self.ask(f"_pointer.notify_button({_NOW}, 1, {pressed}); 1")
            time.sleep(0.05)

    def double_click(self, x: float, y: float) -> None:
        self._move(x, y)
        events = "".join(f"_pointer.notify_button({_NOW} + {20_000 * at}, 1, {(at + 1) % 2});" for at in range(4))
        self.ask(f"{events} 1")

    def window(self, title: str) -> Any:
        """Left, top, width and height of the window of that title, waited for."""
        found = (
            f"(() => {{ const w = global.get_window_actors().map(a => a.meta_window)"
            f".find(w => w.title == {json.dumps(title)} && !w.minimized);"
            " if (!w) return null; const r = w.get_frame_rect(); return [r.x, r.y, r.width, r.height]; })()"
        )
        return eventually(lambda: self.ask(found), f"a window {title!r}")

    def close_window(self, title: str) -> None:
        """As its own button does; returns once it is out of sight."""
        found = f"global.get_window_actors().map(a => a.meta_window).find(w => w.title == {json.dumps(title)})"
        self.ask(f"{found}.delete(global.get_current_time()); 1")
        eventually(lambda: self.ask(f"{found}?.minimized ?? true"), f"the window {title!r} is out of sight")

    def press_on_notice(self, button: str) -> None:
        """A banner shows its buttons while the pointer is on it."""
        self._move(*eventually(lambda: self._place("Main.messageTray._banner"), "a banner"))
        wanted = f"Main.messageTray._banner?._buttonBox?.get_children().find(b => b.label == {json.dumps(button)})"
        eventually(lambda: self._place(wanted), f"its button {button!r}")
        time.sleep(0.3)  # it grows
        self.click(*self._place(wanted))

    def set_dark(self, *, dark: bool) -> None:
        self._setting("org.gnome.desktop.interface", "color-scheme", "prefer-dark" if dark else "default")

    def picture(self, path: Path) -> None:
        with open_dbus_connection(self.bus) as connection:  # only the keyboard's own service may take one
            connection.send_and_get_reply(message_bus.RequestName("org.gnome.SettingsDaemon.MediaKeys", 4))
            shot = DBusAddress("/org/gnome/Shell/Screenshot", _SCREENSHOT, _SCREENSHOT)
            message = new_method_call(shot, "Screenshot", "bbs", (True, False, str(path)))
            reply = connection.send_and_get_reply(message, timeout=PATIENCE)
            assert reply.header.message_type is not MessageType.error, reply.body

    def _evaluated(self, script: str) -> tuple[bool, str]:
        done, answer = self.call("org.gnome.Shell", "/org/gnome/Shell", "org.gnome.Shell", "Eval", "s", script)
        return bool(done), str(answer)

    def _place(self, actor: str) -> Any:
        """The middle of what the shell shows; None where it shows no such thing."""
        return self.ask(f"(() => {{ const a = {actor}; return a && a.visible ? {_PLACE}(a) : null; }})()")

    def _move(self, x: float, y: float) -> None:
        for step in (2, 1, 0):
            self.ask(f"_pointer.notify_absolute_motion({_NOW}, {x - step}, {y}); 1")
            time.sleep(0.05)

    def _set_up(self) -> None:
        place = self.home / ".local/share/gnome-shell/extensions/driven@tests"
        place.mkdir(parents=True)
        about = {
            "uuid": "driven@tests",
            "name": "driven",
            "description": "for tests",
            "shell-version": ["43"],
            "version": 1,
        }
        (place / "metadata.json").write_text(json.dumps(about))
        (place / "extension.js").write_text(_EXTENSION)
        self.env["GSETTINGS_BACKEND"] = "keyfile"
        self._setting("org.gnome.desktop.interface", "enable-animations", "false")
        self._setting("org.gnome.shell", "welcome-dialog-last-shown-version", "999")
        self._setting("org.gnome.shell", "enabled-extensions", str(["driven@tests", *self.extensions]))

    def _setting(self, schema: str, key: str, value: str) -> None:
        self.run("gsettings", "set", schema, key, value)

    def _start_shell(self) -> Path:
        size = "x".join(map(str, SCREEN))
        self.start("gnome-shell", "--headless", "--wayland", "--virtual-monitor", size, "--wayland-display", "wl")
        eventually(lambda: self.owns("org.gnome.Shell") and self._socket("wl"), "the shell is on the bus", within=90)
        return self.logs / "gnome-shell.log"


class GnomeAppIndicator(Gnome):
    """With the extension that most distributions bring."""

    extensions = ("ubuntu-appindicators@ubuntu.com",)

    def start_all(self) -> None:
        super().start_all()
        eventually(lambda: self.owns("org.kde.StatusNotifierWatcher"), "the extension has a tray")
