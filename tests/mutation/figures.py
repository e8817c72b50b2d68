"""What a run says: the survivors, and how many of the changes that make another program were noticed."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

TIME = "running out of time"
_SAME = Path(__file__).parent / "same.toml"
_NUMBER = re.compile(r"([0-9]+(?:\.[0-9]+)?)")


def failed_test(output: str) -> str:
    """The first test that failed, as pytest names it, or nothing."""
    found = re.search(r"^(?:FAILED|ERROR) (\S.*?)(?: - .*)?$", output, re.MULTILINE)
    return found[1] if found else ""


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
        return failed_test(self.output) or "no test that ran"

    def changed(self) -> tuple[str, str]:
        """Its lines before and after, without what surrounds them."""
        lines = [line for line in self.diff.splitlines() if not line.startswith(("---", "+++", "@@"))]
        before, after = (" ".join(line[1:].strip() for line in lines if line.startswith(sign)) for sign in "-+")
        return before, after


@dataclass(frozen=True)
class Same:
    """What was looked at and found to be the same program."""

    changes: frozenset[tuple[str, str, str]] = frozenset()
    """Module, line before, line after."""
    bounds: frozenset[tuple[str, str]] = frozenset()
    """Module and line of a number that was chosen with room to spare: one more or less of it is as good."""

    @classmethod
    def read(cls, place: Path = _SAME) -> Self:
        found = tomllib.loads(place.read_text())
        changes = ((one["module"], one["before"], one["after"]) for one in found.get("same", []))
        return cls(frozenset(changes), frozenset((one["module"], one["line"]) for one in found.get("bound", [])))

    def has(self, outcome: Outcome) -> bool:
        before, after = outcome.changed()
        is_bound = (outcome.module, before) in self.bounds and _differ_by_one(before, after)
        return is_bound or (outcome.module, before, after) in self.changes


def _differ_by_one(before: str, after: str) -> bool:
    """Whether one number is one more or less, and nothing else is changed."""
    one, other = (_NUMBER.split("".join(line.split())) for line in (before, after))
    changed = [pair for pair in zip(one, other, strict=False) if pair[0] != pair[1]]
    are_numbers = len(one) == len(other) and all(_NUMBER.fullmatch(part) for pair in changed for part in pair)
    return are_numbers and [abs(float(a) - float(b)) for a, b in changed] == [1.0]


def figure(outcomes: Sequence[Outcome], same: Same) -> tuple[str, list[Outcome]]:
    """A line in words, and those that survived though they are other programs."""
    survived = [outcome for outcome in outcomes if not outcome.is_killed]
    left = [outcome for outcome in survived if not same.has(outcome)]
    counted = len(outcomes) - (len(survived) - len(left))
    killed = counted - len(left)
    share = 100 * killed / counted if counted else 100
    late = sum(outcome.is_killed and outcome.noticed_by() == TIME for outcome in outcomes)
    by_time = f", {late} by {TIME}" if late else ""
    same_ones = len(survived) - len(left)
    return f"{killed} of {counted} noticed ({share:.1f} %{by_time}), {same_ones} the same program", left
