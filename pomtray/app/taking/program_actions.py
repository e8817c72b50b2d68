"""What a person wants of the program itself: its log, what happened, its place on the desktop, its end."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from typing import TYPE_CHECKING, Any

from pomtray.app.activity import Activity
from pomtray.app.taking import at_home
from pomtray.core.domain.route import Settings
from pomtray.core.errors import PomtrayError, Problem
from pomtray.core.intent import AppAction
from pomtray.core.light_dataclass import dataclass
from pomtray.desktop.files import places
from pomtray.desktop.processes.browser import open_file, open_url

if TYPE_CHECKING:
    from pomtray.ui.window.window import Window


@dataclass(frozen=True, slots=True)
class Parts:
    """What they need of the program."""

    activity: Activity
    with_window: Callable[[Callable[[Window], object]], None]
    """Has it done with the window, which may have to be made first."""
    settings: Callable[[], Settings]
    end: Callable[[], None]
    troubled: Callable[[Problem], None]
    spawn: Callable[[Coroutine[Any, Any, None]], None]


class ProgramActions:
    """Takes the intents that no rule and no other part takes."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def take(self, intent: object) -> bool:
        """False where `intent` is about something else."""
        match intent:
            case AppAction.LOG_FILE:
                self._open(open_file(places.log_file(), self._withheld()))
            case AppAction.ACTIVITY:
                self._parts.with_window(self._parts.activity.show)
            case AppAction.QUIT:
                self._parts.end()
            case AppAction() if intent in at_home.SWITCHES:
                at_home.switch(intent, self._parts.troubled)
            case _:
                return False
        return True

    def follow(self, url: str) -> None:
        """Open a link, of the guide say, in the browser."""
        self._open(open_url(url, (), self._withheld()))

    def _withheld(self) -> frozenset[str]:
        return self._parts.settings().secret_variables

    def _open(self, opening: Awaitable[None]) -> None:
        self._parts.spawn(self._opened(opening))

    async def _opened(self, opening: Awaitable[None]) -> None:
        try:
            await opening
        except PomtrayError as error:
            self._parts.troubled(error.problem)
