"""The quick search, and the key that brings it up from anywhere."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from pomtray.app import late
from pomtray.core.domain.route import Settings
from pomtray.core.errors import Problem
from pomtray.core.intent import AppAction
from pomtray.core.light_dataclass import dataclass
from pomtray.core.shortcut import Shortcut, ShortcutState, told_of
from pomtray.core.text import phrase
from pomtray.core.view.snapshot import Snapshot
from pomtray.ui.icons.icons import Icons

if TYPE_CHECKING:
    from pomtray.desktop.shortcut import GlobalShortcut
    from pomtray.ui.window.quick_search import QuickSearch


_FAILED: Final = {ShortcutState.TAKEN, ShortcutState.REFUSED, ShortcutState.NONE}


@dataclass(frozen=True, slots=True)
class Parts:
    """What searching needs of the program."""

    icons: Icons
    snapshot: Callable[[], Snapshot]
    intent: Callable[[object], None]
    warm: Callable[[], None]
    """Somebody is about to want something."""
    troubled: Callable[[Problem], None]
    when_made: Callable[[Callable[[], object]], None]
    """Does it once all rows are made."""


class Searching:
    """Takes the wish for it. The window and the key are made when first wanted."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._window: QuickSearch | None = None
        self._key: GlobalShortcut | None = None
        self._wanted: str | None = None
        """None: no settings have been read yet."""
        self._asking: asyncio.Task[None] | None = None
        self.told = ShortcutState.OFF
        """What has become of the key that the settings name."""
        self.trigger = ""
        """What the desktop calls it."""

    def take(self, intent: object) -> bool:
        """False where `intent` is about something else."""
        if intent is AppAction.SEARCH:
            self.bring_up()
        return intent is AppAction.SEARCH

    def bring_up(self) -> None:
        self._parts.warm()
        late.QUICK_SEARCH.then(lambda: self._parts.when_made(self._bring_up))

    def _bring_up(self) -> None:
        if self._window is None:
            self._window = late.quick_search(self._parts.icons)
            self._window.intent.connect(self._parts.intent)
        self._window.bring_up(self._parts.snapshot())

    def show(self, snapshot: Snapshot) -> None:
        if self._window is not None and self._window.isVisible():
            self._window.show_snapshot(snapshot)

    def settings_read(self, settings: Settings) -> None:
        """Have the key that they name, and no other. What a start finds is told in the preferences alone."""
        before, wanted = self._wanted, settings.preferences.search_shortcut
        self._wanted = wanted
        if wanted != (before or ""):
            if self._asking is not None:
                self._asking.cancel()
            self._asking = asyncio.get_running_loop().create_task(self._want(wanted, is_new=before is not None))

    async def close(self) -> None:
        if self._asking is not None:
            self._asking.cancel()
            await asyncio.gather(self._asking, return_exceptions=True)
        if self._key is not None:
            await self._key.close()
        if self._window is not None:
            self._window.hide()

    async def _want(self, wanted: str, *, is_new: bool) -> None:
        if self._key is None:
            from pomtray.desktop.shortcut import GlobalShortcut  # noqa: PLC0415 few want it

            self._key = GlobalShortcut(self.bring_up)
        self.told, self.trigger = ShortcutState.WAITING, ""
        self.told, self.trigger = await self._key.want(Shortcut.parse(wanted) if wanted else None)
        if is_new and self.told in _FAILED:
            self._parts.troubled(Problem(phrase("No key for the search"), told_of(self.told, self.trigger)))
