"""What a run says: the survivors, and how many of the changes that make another program were noticed."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

TIME = "running out of time"
_SAME = Path(__file__).parent / "same.toml"


@dataclass(frozen=True)
class Outcome:
    """A mutant's, with the difference that it makes."""

    module: str
    diff: str
    is_killed: bool
    output: str = ""

    def noticed_by(self) -> str:
        """The first test that failed; `TIME` where tests did not end in time, which a busy machine may do as well."""
        if self.output == "timeout" or "from pytest-timeout" in self.output:
            return TIME
        found = re.search(r"^(?:FAILED|ERROR) (\S+)", self.output, re.MULTILINE)
        return found[1] if found else "no test that ran"

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
    late = sum(outcome.is_killed and outcome.noticed_by() == TIME for outcome in outcomes)
    by_time = f", {late} by {TIME}" if late else ""
    same_ones = len(survived) - len(left)
    return f"{killed} of {counted} noticed ({share:.1f} %{by_time}), {same_ones} the same program", left
