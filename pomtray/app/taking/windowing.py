"""The window, made when first wanted, and shown where a desktop has no tray."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from pomtray.app import late
from pomtray.app.taking import at_home
from pomtray.app.telling import told
from pomtray.core.intent import AppAction, Show
from pomtray.core.light_dataclass import dataclass
from pomtray.core.model import Model
from pomtray.core.shortcut import ShortcutState
from pomtray.core.view.snapshot import Snapshot
from pomtray.desktop.files.window_place import WindowPlace
from pomtray.desktop.system import clock
from pomtray.ui.icons.icons import Icons
from pomtray.ui.tray import Tray

if TYPE_CHECKING:
    from pomtray.ui.window.window import Window

_TRAY_COMES_FOR = 1.0
"""Seconds: at the start of a desktop session the tray may come after us."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What the window needs of the program."""

    icons: Icons
    place: WindowPlace
    tray: Tray
    model: Callable[[], Model]
    snapshot: Callable[[], Snapshot]
    """Told."""
    shortcut: Callable[[], tuple[ShortcutState, str]]
    """What has become of the search's key, and what the desktop calls it."""
    intent: Callable[[object], None]
    when_made: Callable[[Callable[[], object]], None]
    """Does it once all rows are made."""


class Windowing:
    """Takes the intents that want the window."""

    def __init__(self, parts: Parts, *, demo: bool) -> None:
        self._parts = parts
        self._demo = demo
        self.made: Window | None = None

    def take(self, intent: object) -> bool:
        """False where `intent` is about something else."""
        match intent:
            case AppAction.WINDOW:
                self.bring_up()
            case Show(route):
                self.bring_up(route)
            case AppAction.ADD:
                self.with_window(lambda window: window.add())
            case AppAction.ABOUT:
                self.with_window(lambda window: window.show_about())
            case _:
                return False
        return True

    def bring_up(self, route: str = "") -> None:
        self.with_window(lambda window: window.bring_up(route))

    def with_window(self, does: Callable[[Window], object]) -> None:
        """Do it with the window: now, or once it and what it shows could be made, each in its own turn."""
        if self.made is not None and self.made.isVisible():
            does(self.made)
        else:
            late.WINDOW.then(lambda: self._parts.when_made(self.window))
            late.WINDOW.then(lambda: self._parts.when_made(lambda: does(self.window())))

    async def ready_window(self) -> Window:
        """The same for who can wait."""
        await late.WINDOW.loaded()
        return self.window()

    def window(self) -> Window:
        """NOTE: where it was not wanted before, the event loop waits for its modules."""
        if self.made is None:
            self.made = late.window(self._parts.icons, self._parts.place)
            self._join(self.made)
            self.made.show_snapshot(self._parts.snapshot())
        return self.made

    async def show_somewhere(self, *, window: bool) -> None:
        """A desktop without a tray gets the window; a tray that comes later gets the icon."""
        if not window and not self._parts.tray.available:
            await asyncio.sleep(_TRAY_COMES_FOR)
        if window:
            (await self.ready_window()).bring_up()
        elif not self._parts.tray.available:
            (await self.ready_window()).show_quietly()

    def tray_came(self) -> None:
        if self.made is not None:
            self.made.stays = False

    def hide(self) -> None:
        if self.made is not None:
            self.made.hide()

    def _join(self, window: Window) -> None:
        parts = self._parts
        window.intent.connect(parts.intent)
        window.beside.details_of = lambda name: told(late.details(parts.model(), name, clock.now()))
        window.stays = not parts.tray.available
        if self._demo:
            window.tell_demo()
        else:
            window.app_menu.is_on = window.arranger.is_on = at_home.is_on
        window.arranger.shortcut = parts.shortcut
        window.arranger.settings = window.adding.settings = lambda: parts.model().settings
