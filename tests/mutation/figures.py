"""What a run says: the survivors, and how many of the changes that make another program were noticed."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_SAME = Path(__file__).parent / "same.toml"


@dataclass(frozen=True)
class Outcome:
    """A mutant's, with the difference that it makes."""

    module: str
    diff: str
    is_killed: bool

    def changed(self) -> tuple[str, str]:
        """Its lines before and after, without what surrounds them."""
        lines = [line for line in self.diff.splitlines() if not line.startswith(("---", "+++", "@@"))]
        return tuple(" ".join(line[1:].strip() for line in lines if line.startswith(sign)) for sign in "-+")


def same_programs(place: Path = _SAME) -> set[tuple[str, str, str]]:
    """Those that were looked at and found to be the same program: module, line before, line after."""
    entries = tomllib.loads(place.read_text()).get("same", [])
    return {(entry["module"], entry["before"], entry["after"]) for entry in entries}


def figure(outcomes: Sequence[Outcome], same: set[tuple[str, str, str]]) -> tuple[str, list[Outcome]]:
    """A line in words, and those that survived though they are other programs."""
    survived = [outcome for outcome in outcomes if not outcome.is_killed]
    left = [outcome for outcome in survived if (outcome.module, *outcome.changed()) not in same]
    counted = len(outcomes) - (len(survived) - len(left))
    killed = counted - len(left)
    share = 100 * killed / counted if counted else 100
    return f"{killed} of {counted} noticed ({share:.1f} %), {len(survived) - len(left)} the same program", left
