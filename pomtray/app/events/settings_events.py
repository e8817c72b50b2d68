"""What the settings file says, as events for the rules, and told to those who draw or ask by it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pomtray.core import events as happened
from pomtray.core.domain.route import Settings
from pomtray.core.errors import Part, Problem
from pomtray.core.light_dataclass import dataclass
from pomtray.core.plain import isolated
from pomtray.core.text import phrase
from pomtray.desktop.settings.file import SettingsFile
from pomtray.desktop.system import clock


@dataclass(frozen=True, slots=True)
class Parts:
    """What they need of the program."""

    happen: Callable[[happened.Event], None]
    before: Callable[[Settings], None]
    """Hears what was read before the rules do."""
    after: Callable[[Settings], None]
    """Hears it once they have taken it up."""
    bring_up: Callable[[], None]


class SettingsEvents:
    """Tells what `file` at `path` says."""

    def __init__(self, file: SettingsFile, path: Path, parts: Parts) -> None:
        self._path = path
        self._parts = parts
        file.changed.connect(self._changed)
        file.refused.connect(self._refused)
        file.written.connect(self._first_started)

    def _changed(self, settings: Settings) -> None:
        self._parts.before(settings)
        self._parts.happen(happened.SettingsRead(clock.now(), settings))
        self._parts.after(settings)

    def _refused(self, problem: Problem) -> None:
        self._parts.happen(happened.Impaired(clock.now(), Part.SETTINGS, problem))

    def _first_started(self) -> None:
        self._parts.happen(happened.ProblemOccurred(clock.now(), _first_start(self._path)))
        self._parts.bring_up()


def _first_start(path: Path) -> Problem:
    return Problem(
        phrase("Welcome to pomtray"),
        phrase("Paste the address of anything behind Pomerium into the window."),
        phrase("What you add is kept in {path}.", path=isolated(str(path))),
    )
