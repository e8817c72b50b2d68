"""The help's window, made when it is wanted and gone when it is closed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from pomtray.app import late
from pomtray.core.intent import AppAction, Explain, Follow
from pomtray.ui.icons.icons import Icons

if TYPE_CHECKING:
    from pomtray.core.topic import Topic
    from pomtray.ui.help.window import HelpWindow


class Helping:
    """Takes the wish for it."""

    def __init__(self, icons: Icons, follow: Callable[[str], None]) -> None:
        """follow: opens the page of that address in the person's browser."""
        self._icons = icons
        self._follow = follow
        self._window: HelpWindow | None = None

    def take(self, intent: object) -> bool:
        """False where `intent` is about something else."""
        match intent:
            case AppAction.HELP:
                late.HELP.then(self._bring_up)
            case Explain(topic):
                late.HELP.then(lambda: self._bring_up(topic))
            case Follow(url):
                self._follow(url)
            case _:
                return False
        return True

    def close(self) -> None:
        if self._window is not None:
            self._window.close()

    def _bring_up(self, topic: Topic | None = None) -> None:
        """None: from the guide's beginning."""
        from pomtray.core.topic import Topic  # noqa: PLC0415 what is explained is known to the windows

        if self._window is None:
            self._window = late.help_window(self._icons)
            self._window.intent.connect(self.take)
            self._window.closed.connect(self._closed)
        self._window.bring_up(topic or Topic.GUIDE)

    def _closed(self) -> None:
        """What it has laid out is large."""
        if self._window is not None:
            self._window.deleteLater()
            self._window = None
