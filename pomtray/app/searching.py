"""The quick search, and the key that brings it up from anywhere."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pomtray.app import late
from pomtray.core.domain.route import Settings
from pomtray.core.intent import AppAction
from pomtray.core.shortcut import Shortcut, Told
from pomtray.core.view.snapshot import Snapshot
from pomtray.ui.icons.icons import Icons

if TYPE_CHECKING:
    from pomtray.desktop.shortcut import GlobalShortcut
    from pomtray.ui.window.quick_search import QuickSearch


@dataclass(frozen=True, slots=True)
class Parts:
    """What searching needs of the program."""

    icons: Icons
    snapshot: Callable[[], Snapshot]
    intent: Callable[[object], None]
    warm: Callable[[], None]
    """Somebody is about to want something."""
    spawn: Callable[[Coroutine[Any, Any, None]], None]


class Searching:
    """Takes the wish for it. The window and the key are made when first wanted."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._window: QuickSearch | None = None
        self._key: GlobalShortcut | None = None
        self._wanted = ""
        self.told = Told.OFF
        """What has become of the key that the settings name."""
        self.trigger = ""
        """What the desktop calls it."""

    def take(self, intent: object) -> bool:
        """False where `intent` is about something else."""
        if intent is AppAction.SEARCH:
            self.bring_up()
        return intent is AppAction.SEARCH

    def bring_up(self) -> None:
        if self._window is None:
            self._window = late.quick_search(self._parts.icons)
            self._window.intent.connect(self._parts.intent)
        self._parts.warm()
        self._window.bring_up(self._parts.snapshot())

    def show(self, snapshot: Snapshot) -> None:
        if self._window is not None and self._window.isVisible():
            self._window.show_snapshot(snapshot)

    def settings_read(self, settings: Settings) -> None:
        wanted = settings.preferences.search_shortcut
        if wanted != self._wanted:
            self._wanted = wanted
            self._parts.spawn(self._want(wanted))

    async def close(self) -> None:
        if self._key is not None:
            await self._key.close()
        if self._window is not None:
            self._window.hide()

    async def _want(self, wanted: str) -> None:
        if self._key is None:
            from pomtray.desktop.shortcut import GlobalShortcut  # noqa: PLC0415 few want it

            self._key = GlobalShortcut(self.bring_up)
        self.told, self.trigger = Told.WAITING, ""
        self.told, self.trigger = await self._key.want(Shortcut.parse(wanted) if wanted else None)
