"""What happens, kept and shown: heard of the controller, written by a thread, read when somebody wants to see it."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from pomtray.app.telling import told
from pomtray.controller import Controller
from pomtray.core import events as happened
from pomtray.core.activity import entries_of
from pomtray.desktop.files.activity_file import ActivityFile
from pomtray.desktop.system import clock

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from pomtray.ui.window.activity import ActivityDialog


class Activity:
    """`path`: the file's."""

    def __init__(self, controller: Controller, path: Path) -> None:
        self._controller = controller
        self._file = ActivityFile(path)
        self._before = controller.model
        self._since = clock.now()
        self._dialog: ActivityDialog | None = None
        self._showing: asyncio.Task[None] | None = None
        controller.hears.append(self._hear)

    def show(self, parent: QWidget) -> None:
        """The page, made when first wanted."""
        if self._dialog is None:
            from pomtray.ui.window.activity import ActivityDialog  # noqa: PLC0415 when first wanted

            self._dialog = ActivityDialog(parent)
            self._dialog.cleared.connect(self._clear)
        self._dialog.show()
        self._dialog.raise_()
        self._dialog.activateWindow()
        self._refresh()

    async def close(self) -> None:
        """What happened is kept."""
        self._controller.hears.remove(self._hear)
        if self._showing is not None:
            self._showing.cancel()
        await self._file.close()

    def _hear(self, event: happened.Event) -> None:
        """NOTE: many answers are one step of the model, told one by one; what came of them is said with the first."""
        if isinstance(event, happened.Verified) and self._controller.model is self._before:
            return
        before, self._before = self._before, self._controller.model
        since, self._since = self._since, event.at
        if entries := entries_of(event, before, self._before, since):
            self._file.add(entries, event.at)
            self._refresh()

    def _refresh(self) -> None:
        if self._dialog is not None and self._dialog.isVisible():
            self._run(clears=False)

    def _clear(self) -> None:
        self._run(clears=True)

    def _run(self, *, clears: bool) -> None:
        if self._showing is not None and not clears:
            self._showing.cancel()
        self._showing = asyncio.get_running_loop().create_task(self._shown(clears=clears), name="activity")

    async def _shown(self, *, clears: bool) -> None:
        if clears:
            with suppress(OSError):
                await self._file.clear()
        now = clock.now()
        entries = await self._file.read(now)
        if self._dialog is not None:
            self._dialog.show_entries(told(entries), now, self._controller.model.clock)
