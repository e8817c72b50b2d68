"""What is wrong with a settings file, in words: with the line, and how it is to be written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pomtray.core.errors import Problem, SettingsError
from pomtray.core.plain import isolated, plain
from pomtray.core.settings.refused import GONE, UNREAD, RefusedEntry
from pomtray.core.system_errors import said
from pomtray.core.text import counted, joined, phrase, with_values
from pomtray.desktop.settings.values import Misfit

if TYPE_CHECKING:
    from pomtray.desktop.settings.lines import Lines

_CHECK: Final = phrase("Check the folder's permissions and free space.")
_STAYS: Final = phrase("The last good settings stay in force.")
_UNTIL_THE_END: Final = phrase("The routes stay until pomtray ends; the next start begins with a new file of examples.")
MOST: Final = 200
"""Entries told one by one."""


def refused(sentence: str) -> SettingsError:
    """The file as a whole. `sentence`: without its full stop."""
    return SettingsError(
        Problem(
            phrase("Settings refused"),
            joined("", (sentence, ".")),
            phrase("Correct the file and save it."),
        )
    )


def with_what_stays(problem: Problem) -> Problem:
    """Of a file that a program has read before, whose settings it goes on with."""
    stays = _UNTIL_THE_END if problem.title == GONE else _STAYS
    return replace(problem, action=joined(" ", (stays, problem.action)))


def _of_place(place: str, reason: str) -> str:
    return joined("", (joined(": ", (place, reason)), "."))


def missing(path: Path) -> SettingsError:
    """There was a file, and now there is none."""
    return SettingsError(
        Problem(
            GONE,
            phrase("{path} was deleted, moved or renamed.", path=isolated(str(path))),
            phrase("Put the file back, or save it again."),
        )
    )


def none_there(path: Path) -> SettingsError:
    """A command has nothing to go by."""
    return SettingsError(
        Problem(
            phrase("No settings file"),
            phrase("There is no {path}.", path=path),
            phrase("Add a route, as by `pomtray add ADDRESS`, or name a file by --config."),
        )
    )


def unreadable(path: Path, error: OSError) -> SettingsError:
    reason = said(error)
    return SettingsError(
        Problem(
            with_values(UNREAD, reason=reason),
            _of_place(isolated(str(path)), reason),
            _CHECK,
        )
    )


def unwritable(path: Path, error: OSError) -> SettingsError:
    reason = said(error)
    place = error.filename2 or error.filename or path
    return SettingsError(
        Problem(phrase("Settings not written: {reason}", reason=reason), _of_place(str(place), reason), _CHECK)
    )


def entries(misfits: Sequence[Misfit], text: str) -> tuple[RefusedEntry, ...]:
    """What is refused of a file whose text is TOML, in its order; what is beyond the first 200 is told together."""
    if not misfits:
        return ()
    from pomtray.desktop.settings.lines import Lines  # noqa: PLC0415 most files are well written

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
    sentence = phrase(
        "{place}, line {line}: {why}.",
        place=place + called,
        line=line,
        why=_why(misfit, line, lines, written),
    )
    correct = phrase("Correct it and save the file; the rest of it counts.")
    action = joined(" ", (correct, misfit.meanwhile))
    return RefusedEntry(
        table, number, misfit.name, line, Problem(phrase("An entry of the settings is refused"), sentence, action)
    )


def _why(misfit: Misfit, line: int, lines: Lines, written: list[str]) -> str:
    if misfit.cause:
        return phrase("{expected}, see line {of}", expected=misfit.expected, of=lines.of(misfit.cause.path))
    if not misfit.belongs:
        return misfit.expected
    from pomtray.desktop.settings.syntax import commented_header  # noqa: PLC0415 as above

    commented = commented_header(written, line)
    if commented and commented[1] == misfit.belongs:
        return phrase(
            "this belongs to {belongs}, and line {commented} still has the # in front of it",
            belongs=misfit.belongs,
            commented=commented[0],
        )
    if misfit.table:
        return phrase("this belongs below {belongs}, and another header stands above it", belongs=misfit.belongs)
    return phrase("this belongs below {belongs}, and no header stands above it", belongs=misfit.belongs)


def _more(count: int, line: int) -> RefusedEntry:
    problem = Problem(
        phrase("Entries of the settings are refused"),
        counted(
            "From line {line} on {count} more entry is refused.",
            "From line {line} on {count} more entries are refused.",
            count,
            line=line,
        ),
    )
    return RefusedEntry("", None, phrase("{count} more", count=count), line, problem, count)
