"""What few need, and what is loaded only when they do."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from typing import TYPE_CHECKING, Final

from pomtray.app.later import Later
from pomtray.core.domain.provider import FromCommand, InEnvironment
from pomtray.core.model import Model
from pomtray.core.secret import Secret
from pomtray.core.view.notice import Notice

if TYPE_CHECKING:
    from pomtray.core.details import Details
    from pomtray.desktop.files.window_place import WindowPlace
    from pomtray.desktop.shell.notifier import Notifier
    from pomtray.desktop.system.idle import IdleWatch
    from pomtray.ui.help.window import HelpWindow
    from pomtray.ui.icons.icons import Icons
    from pomtray.ui.window.quick_search import QuickSearch
    from pomtray.ui.window.window import Window


async def fetch_secret(place: InEnvironment | FromCommand, withheld: Collection[str]) -> Secret:
    from pomtray.desktop.client_secret import fetch  # noqa: PLC0415 see above

    return await fetch(place, withheld)


async def notifier(icons: Icons, on_action: Callable[[str, str], None], fallback: Callable[[Notice], None]) -> Notifier:
    """Started; with our icon's image where no desktop file leads to it."""
    from pomtray.desktop.files.places import desktop_file  # noqa: PLC0415
    from pomtray.desktop.shell.notifier import Notifier  # noqa: PLC0415 see above
    from pomtray.ui.icons.notice_image import notice_image  # noqa: PLC0415

    by_name = desktop_file() is not None
    made = Notifier(on_action, image=lambda: None if by_name else notice_image(icons), fallback=fallback)
    await made.start()
    return made


def _fonts() -> None:
    """Qt loads fonts and style with the first text that is measured, 6 ms."""
    from PySide6.QtWidgets import QLabel  # noqa: PLC0415 see above

    QLabel("x").sizeHint()


def _kinds_of_widgets() -> None:
    """PySide6 makes all their enumerations with the first widget that Qt has made and Python asks for, 5 ms."""
    from PySide6.QtWidgets import QAbstractScrollArea  # noqa: PLC0415 see above

    QAbstractScrollArea().viewport()


_FIRST: Final = (_fonts, _kinds_of_widgets)
WINDOW: Final = Later(
    "pomtray.ui.window.window",
    "pomtray.ui.icons.pixmap_cache",
    "pomtray.ui.icons.drawing",
    "pomtray.app.taking.portals",
    first=_FIRST,
)
QUICK_SEARCH: Final = Later("pomtray.ui.window.quick_search", first=_FIRST)
HELP: Final = Later("pomtray.ui.help.window", first=_FIRST)
REQUESTS: Final = Later("pomtray.controller.requests.answering")


def window(icons: Icons, place: WindowPlace) -> Window:
    """As large as it was, and where it was if the desktop lets it."""
    from pomtray.ui.icons.pixmap_cache import keep_for_windows  # noqa: PLC0415 see above
    from pomtray.ui.window.placing import put  # noqa: PLC0415
    from pomtray.ui.window.window import Window  # noqa: PLC0415

    keep_for_windows()
    made = Window(icons)
    put(made, place.kept())
    made.left.connect(place.keep)
    return made


def quick_search(icons: Icons) -> QuickSearch:
    from pomtray.ui.window.quick_search import QuickSearch  # noqa: PLC0415 see above

    return QuickSearch(icons)


def help_window(icons: Icons) -> HelpWindow:
    from pomtray.ui.help.window import HelpWindow  # noqa: PLC0415 see above

    return HelpWindow(icons)


def details(model: Model, route: str, now: datetime) -> Details | None:
    from pomtray.core.details import details as told  # noqa: PLC0415 see above

    return told(model, route, now)


class PersonWatch:
    """Whether somebody is at the screen; some desktops tell only who has listened for a while."""

    def __init__(self) -> None:
        self._idle: IdleWatch | None = None

    async def listen(self) -> None:
        """Begin to; harmless where that goes on already."""
        from pomtray.desktop.system.idle import IdleWatch  # noqa: PLC0415 see above

        self._idle = self._idle or IdleWatch()
        await self._idle.start()

    async def is_present(self) -> bool:
        from pomtray.desktop.system.presence import is_present  # noqa: PLC0415 asked at the end of a session only

        return await is_present(heard=self._idle.idle_for() if self._idle else None)

    async def close(self) -> None:
        if self._idle is not None:
            await self._idle.close()
