"""What is wrong with a settings file, in words: with the line, and how it is to be written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from pomtray.core.errors import Problem, SettingsError
from pomtray.core.plain import isolated, plain
from pomtray.desktop.settings_lines import Lines
from pomtray.desktop.settings_syntax import commented_header
from pomtray.desktop.settings_values import Misfit
from pomtray.desktop.unavailable import reason_of

_CHECK: Final = "Check the folder's permissions and free space."
_STAYS: Final = "The last good settings stay in force."


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


def first_said(misfits: Sequence[Misfit], text: str) -> str:
    """What is wrong first in a file whose text is TOML: "routes[2].url (Grafana), line 7: expected …"."""
    lines, written = Lines(text), text.split("\n")
    line, first = min(
        ((lines.of(misfit.path), misfit) for misfit in misfits), key=lambda found: (bool(found[1].cause), found[0])
    )
    table = first.table if first.number is None else f"{first.table}[{first.number + 1}]"
    place = ".".join(part for part in (table, first.key) if part)
    called = f" ({isolated(plain(first.name, 40))})" if first.name else ""
    return f"{place}{called}, line {line}: {_why(first, line, written)}"


def _why(misfit: Misfit, line: int, written: list[str]) -> str:
    if not misfit.belongs:
        return misfit.expected
    commented = commented_header(written, line)
    if commented and commented[1] == misfit.belongs:
        return f"this belongs to {misfit.belongs}, and line {commented[0]} still has the # in front of it"
    header = "another" if misfit.table else "no"
    return f"this belongs below {misfit.belongs}, and {header} header stands above it"
