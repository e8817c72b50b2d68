"""The notices of the program, once what shows them has been loaded; without it by the tray's icon."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from pomtray.app import late
from pomtray.app.telling import told
from pomtray.core.view.notice import Notice
from pomtray.ui.icons.icons import Icons
from pomtray.ui.tray import Tray

if TYPE_CHECKING:
    from pomtray.desktop.shell.notifier import Notifier


class Noticing:
    """used: hears of a notice's button, by the notice's key and the button's id."""

    def __init__(self, icons: Icons, tray: Tray, used: Callable[[str, str], None]) -> None:
        self._icons = icons
        self._tray = tray
        self._used = used
        self._notifier: Notifier | None = None

    async def start(self) -> None:
        self._notifier = await late.notifier(
            self._icons, self._used, lambda notice: self._tray.message(notice.title, notice.text)
        )

    def want(self, notices: Mapping[str, Notice]) -> None:
        """These, and no others. NOTE: what is wanted before the start is wanted again after it, by the next picture."""
        if self._notifier is not None:
            self._notifier.want(told(dict(notices)))

    async def close(self) -> None:
        if self._notifier is not None:
            await self._notifier.close()
