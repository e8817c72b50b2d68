"""The settings file, changed by the program: whole or not at all, never over somebody's own change."""

from __future__ import annotations

import asyncio
import codecs
import contextlib
import os
import stat
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Final

from pomtray.core.errors import Problem, SettingsError
from pomtray.core.settings.change import Change, Patch
from pomtray.core.text import joined, phrase, reason_of
from pomtray.desktop.files import fresh_file
from pomtray.desktop.files.file_lock import in_turn
from pomtray.desktop.settings import settings
from pomtray.desktop.settings.bounds import check_bounds
from pomtray.desktop.settings.changing.edit import edited
from pomtray.desktop.settings.changing.tables import ends_as
from pomtray.desktop.settings.check import with_plain_ends
from pomtray.desktop.settings.problems import refused, unwritable
from pomtray.desktop.settings.schema import Document
from pomtray.desktop.settings.syntax import explained
from pomtray.desktop.settings.values import Misfit

_TRIES: Final = 5
"""An editor that writes at the same moment is read again."""
_TURN_FOR: Final = 10.0
"""Seconds to wait for other programs of ours, which change it as well."""


class SettingsWriter:
    """Changes the file at `path`, one change after the other. A call that raises `SettingsError` changed nothing."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._turn = asyncio.Lock()

    async def make(self, change: Change) -> Patch:
        """Make `change`; returns what takes it back."""
        return await self._write(lambda text: _changed(text, change, self._path))

    async def undo(self, patch: Patch) -> Patch:
        """Take back what `patch` did, whatever else was changed since."""
        return await self._write(lambda text: _taken_back(text, patch))

    async def replace(self, before: str, text: str) -> Patch:
        """Put `text` in the place of `before`, both with plain ends of lines; the file's own ends stay."""
        return await self._write(lambda now: _replaced(now, before, text, self._path))

    async def _write(self, edit: Callable[[str], str]) -> Patch:
        async with self._turn:
            return await asyncio.to_thread(write, self._path, edit)


def write(path: Path, edit: Callable[[str], str]) -> Patch:
    """Put `edit` of the file's text in its place. It is read anew where somebody else writes meanwhile."""
    target = Path(os.path.realpath(path))
    with in_turn(target, _TURN_FOR):
        for _ in range(_TRIES):
            data = settings.data_in(path)
            mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
            text = settings.text_of(data)
            fresh = edit(text)
            if fresh == text or _replace(target, data, mark + fresh.encode()):
                return Patch.between(text, fresh)
    raise _refused(phrase("Another program keeps writing to it."), phrase("Close it there, then try again."))


def _changed(text: str, change: Change, path: Path) -> str:
    """NOTE: what was refused before is no reason to refuse this; what this would add is."""
    before = _misfits(text, path)
    try:
        fresh = edited(text, change)
    except ValueError as error:
        raise _refused(joined("", (reason_of(error), ".")), phrase("Change it by hand.")) from None
    if len(after := _misfits(fresh, path)) > len(before):
        known = {(misfit.name, misfit.key, misfit.expected) for misfit in before}
        new = next((one for one in after if (one.name, one.key, one.expected) not in known), after[-1])
        raise _refused(
            phrase(
                "It would say what is not taken: {key}: {expected}.", key=new.key or new.table, expected=new.expected
            ),
            phrase("Correct that."),
        )
    return fresh


def _replaced(now: str, before: str, text: str, path: Path) -> str:
    """NOTE: entries may be refused of it, as of what any editor saves; not the whole."""
    if with_plain_ends(now) != before:
        raise _refused(phrase("It was changed elsewhere since it was opened."), phrase("Look at what is there now."))
    fresh = ends_as(now, text)
    settings.text_of(fresh.encode())
    _misfits(fresh, path)
    return fresh


def _misfits(text: str, path: Path) -> list[Misfit]:
    """Raises `SettingsError` where it is no TOML."""
    try:
        check_bounds(text)
    except ValueError as error:
        raise refused(reason_of(error)) from None
    try:
        return Document(tomllib.loads(text), path.parent.absolute()).misfits
    except tomllib.TOMLDecodeError as error:
        line, why = explained(text, str(error))
        raise refused(phrase("Line {line}: {why}", line=line, why=why)) from None


def _taken_back(text: str, patch: Patch) -> str:
    undone = patch.undone(text)
    if undone is None:
        raise _refused(phrase("What is to be taken back was changed there since."), phrase("Change it by hand."))
    return undone


def _replace(target: Path, known: bytes, data: bytes) -> bool:
    """False where the file is not `known` any more."""
    fresh = fresh_file.beside(target)
    try:
        fresh_file.write(fresh, data, sync=True)
        fresh.chmod(stat.S_IMODE(target.stat().st_mode))
        if target.read_bytes() != known:
            fresh.unlink()
            return False
        fresh.replace(target)
    except OSError as error:
        with contextlib.suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise unwritable(target, error) from error
    return True


def _refused(sentence: str, action: str) -> SettingsError:
    return SettingsError(Problem(phrase("The settings file was not changed"), sentence, action))
