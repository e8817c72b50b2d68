"""What the program listens to of the desktop and the system around it."""

from __future__ import annotations

from collections.abc import Callable

from pomtray.core import events as happened
from pomtray.core.view.menu_shape import TrayHost
from pomtray.desktop.shell.appearance import AppearanceWatch
from pomtray.desktop.shell.tray_host import TrayHostWatch
from pomtray.desktop.system import clock
from pomtray.desktop.system.network import NetworkWatch
from pomtray.desktop.system.power import PowerWatch
from pomtray.desktop.system.screen import ScreenWatch
from pomtray.desktop.system.zone import ZoneWatch
from pomtray.ui.dark import DarkWindows

Watch = PowerWatch | NetworkWatch | ScreenWatch | TrayHostWatch | AppearanceWatch | ZoneWatch


def watches(
    happen: Callable[[happened.Event], None],
    resumed: Callable[[], None],
    drawn_by: Callable[[TrayHost], None],
    watched: Callable[[bool], None],
) -> tuple[Watch, ...]:
    """All of them, not started. resumed: after sleep. drawn_by, watched: as `TrayHostWatch`."""
    return (
        PowerWatch(on_resume=resumed),
        NetworkWatch(lambda online: happen(happened.NetworkChanged(clock.now(), online))),
        ScreenWatch(lambda locked: happen(happened.ScreenChanged(clock.now(), locked))),
        TrayHostWatch(drawn_by, watched),
        AppearanceWatch(DarkWindows().prefer),
        ZoneWatch(lambda: happen(happened.ClockSet(clock.now(), clock.wall_clock()))),
    )
