"""The settings file opened for a person: in their own editor, or, where none opens, in the window's."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pomtray.app.telling import told
from pomtray.core.domain.route import Settings
from pomtray.core.errors import PomtrayError, Problem
from pomtray.core.intent import Action, AppAction, CheckEntry, CheckText, EditEntry, ReadText, RouteIntent
from pomtray.core.light_dataclass import dataclass
from pomtray.core.rows.refused import entry_of
from pomtray.core.settings.refused import RefusedEntry
from pomtray.desktop.processes.browser import open_file

if TYPE_CHECKING:
    from pomtray.desktop.settings.entry import OpenedEntry
    from pomtray.ui.window.window import Window


@dataclass(frozen=True, slots=True)
class Parts:
    """What editing needs of the program."""

    window: Callable[[], Awaitable[Window]]
    settings: Callable[[], Settings]
    troubled: Callable[[Problem], None]
    spawn: Callable[[Coroutine[Any, Any, None]], None]


class Editing:
    """Takes the intents that are about the file as a text; `Changing` saves it."""

    def __init__(self, parts: Parts, path: Path) -> None:
        """path: the settings file's."""
        self._parts = parts
        self._path = path
        self._entry: OpenedEntry | None = None
        """What the form that stands is about."""

    def take(self, intent: object) -> bool:
        """False where `intent` is about something else."""
        match intent:
            case AppAction.SETTINGS_FILE:
                self.open()
            case RouteIntent(Action.OPEN_FILE, name):
                self.open(self._line_of(name))
            case AppAction.EDIT_SETTINGS:
                self._parts.spawn(self._edit(1))
            case RouteIntent(Action.EDIT_HERE, name):
                self._parts.spawn(self._edit(self._line_of(name)))
            case RouteIntent(Action.MEND, name):
                self._mend(entry_of(name, self._parts.settings()))
            case EditEntry(table, name, number):
                self._parts.spawn(self._open_entry(table, name, number))
            case CheckEntry(keys):
                self._parts.spawn(self._check_entry(keys))
            case ReadText():
                self._parts.spawn(self._edit(0))
            case CheckText(text):
                self._parts.spawn(self._check(text))
            case _:
                return False
        return True

    def open(self, line: int = 1) -> None:
        """In the person's own editor; in ours, at that line, where the desktop has none, or says that none came up."""
        self._parts.spawn(self._open(line))

    def _line_of(self, name: str) -> int:
        entry = entry_of(name, self._parts.settings())
        return entry.line if entry else 1

    async def _open(self, line: int) -> None:
        from pomtray.desktop.processes import editor  # noqa: PLC0415 seldom needed
        from pomtray.desktop.shell.menu_entry import is_sandboxed  # noqa: PLC0415

        if not is_sandboxed() and await editor.is_there(self._path) is False:
            await self._edit(line)
            return
        try:
            await open_file(self._path, self._parts.settings().secret_variables)
        except PomtrayError as error:
            self._parts.troubled(error.problem)
            await self._edit(line)

    def _mend(self, entry: RefusedEntry | None) -> None:
        """By the form where there is one for it, else in the text."""
        from pomtray.core.settings.entry.fields import FIELDS  # noqa: PLC0415 seldom needed

        if entry is None:
            self._parts.spawn(self._edit(1))
        elif entry.table in FIELDS and entry.number is not None:
            self._parts.spawn(self._open_entry(entry.table, entry.name, entry.number - 1))
        elif entry.table == "preferences" and entry.name:
            self._parts.spawn(self._open_preferences())
        else:
            self._parts.spawn(self._edit(entry.line))

    async def _open_preferences(self) -> None:
        (await self._parts.window()).take(AppAction.PREFERENCES)

    async def _open_entry(self, table: str, name: str, number: int | None) -> None:
        from pomtray.desktop import browsers  # noqa: PLC0415 seldom needed
        from pomtray.desktop.settings.entry import OpenedEntry  # noqa: PLC0415

        try:
            opened = await asyncio.to_thread(OpenedEntry, self._path, table, name, number)
        except PomtrayError as error:
            self._parts.troubled(error.problem)
            return
        found = await asyncio.to_thread(browsers.found) if table == "routes" else ()
        self._entry = opened
        (await self._parts.window()).arranger.open_entry(opened.draft, found)

    async def _check_entry(self, keys: Mapping[str, object]) -> None:
        if self._entry is not None:
            faults = await asyncio.to_thread(self._entry.faults, keys)
            (await self._parts.window()).arranger.show_faults(keys, faults)

    async def _edit(self, line: int) -> None:
        """line: to go to; 0 for an editor that is open, and stays where it is."""
        from pomtray.desktop.settings.check import text_in  # noqa: PLC0415 seldom needed

        try:
            text = await asyncio.to_thread(text_in, self._path)
        except PomtrayError as error:
            if line:  # who only comes back to the editor is told when they save
                self._parts.troubled(error.problem)
        else:
            (await self._parts.window()).arranger.edit_text(text, line)

    async def _check(self, text: str) -> None:
        from pomtray.desktop.settings.check import checked  # noqa: PLC0415 seldom needed

        found = await asyncio.to_thread(checked, text, self._path)
        (await self._parts.window()).arranger.show_checked(text, told(found))
