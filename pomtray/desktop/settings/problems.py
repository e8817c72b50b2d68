"""What is wrong with a settings file, in words: with the line, and how it is to be written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from pomtray.core.errors import Problem, SettingsError
from pomtray.core.plain import isolated, plain
from pomtray.core.settings.refused import RefusedEntry
from pomtray.desktop.settings.lines import Lines
from pomtray.desktop.settings.syntax import commented_header
from pomtray.desktop.settings.values import Misfit
from pomtray.desktop.unavailable import reason_of

_CHECK: Final = "Check the folder's permissions and free space."
_STAYS: Final = "The last good settings stay in force."
MOST: Final = 200
"""Entries told one by one."""


def refused(sentence: str) -> SettingsError:
    """The file as a whole. `sentence`: without its full stop."""
    return SettingsError(Problem("Settings refused", f"{sentence}.", f"{_STAYS} Correct the file and save it."))


def missing(path: Path) -> SettingsError:
    """There was a file, and now there is none."""
    meaning = "The routes stay until pomtray ends; the next start begins with a new file of examples."
    action = f"{meaning} Put the file back, or save it again."
    return SettingsError(
        Problem("The settings file is gone", f"{isolated(str(path))} was deleted, moved or renamed.", action)
    )


def unreadable(path: Path, error: OSError) -> SettingsError:
    reason = reason_of(error)
    return SettingsError(
        Problem(f"Settings cannot be read: {reason}", f"{isolated(str(path))}: {reason}.", f"{_STAYS} {_CHECK}")
    )


def unwritable(path: Path, error: OSError) -> SettingsError:
    reason = reason_of(error)
    place = error.filename2 or error.filename or path
    return SettingsError(Problem(f"Settings not written: {reason}", f"{place}: {reason}.", _CHECK))


def entries(misfits: Sequence[Misfit], text: str) -> tuple[RefusedEntry, ...]:
    """What is refused of a file whose text is TOML, in its order; what is beyond the first 200 is told together."""
    if not misfits:
        return ()
    lines, written = Lines(text), text.split("\n")
    found = sorted((lines.of(misfit.path), place) for place, misfit in enumerate(misfits))
    told = tuple(_entry(misfits[place], line, lines, written) for line, place in found[:MOST])
    return told if len(found) <= MOST else (*told, _more(len(found) - MOST, found[MOST][0]))


def _entry(misfit: Misfit, line: int, lines: Lines, written: list[str]) -> RefusedEntry:
    number = None if misfit.number is None else misfit.number + 1
    table = misfit.table or plain(misfit.key, 40)
    place = ".".join(
        part for part in (misfit.table if number is None else f"{misfit.table}[{number}]", misfit.key) if part
    )
    called = f" ({isolated(plain(misfit.name, 40))})" if misfit.name and misfit.name != misfit.key else ""
    sentence = f"{place}{called}, line {line}: {_why(misfit, line, lines, written)}."
    action = f"Correct it and save the file; the rest of it counts. {misfit.meanwhile}".rstrip()
    return RefusedEntry(
        table, number, misfit.name, line, Problem("An entry of the settings is refused", sentence, action)
    )


def _why(misfit: Misfit, line: int, lines: Lines, written: list[str]) -> str:
    if misfit.cause:
        return f"{misfit.expected}, see line {lines.of(misfit.cause.path)}"
    if not misfit.belongs:
        return misfit.expected
    commented = commented_header(written, line)
    if commented and commented[1] == misfit.belongs:
        return f"this belongs to {misfit.belongs}, and line {commented[0]} still has the # in front of it"
    header = "another" if misfit.table else "no"
    return f"this belongs below {misfit.belongs}, and {header} header stands above it"


def _more(count: int, line: int) -> RefusedEntry:
    problem = Problem("Entries of the settings are refused", f"From line {line} on {count} more entries are refused.")
    return RefusedEntry("", None, f"{count} more", line, problem, count)
