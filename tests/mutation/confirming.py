"""Whether tests failed because of a change: a busy machine lets them fail too, by being late or by chance."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from tests.mutation.figures import failed_test

_CHANCES: Final = 3


@dataclass(frozen=True)
class Run:
    """Of tests: whether one failed, or they ran out of time, and what they wrote."""

    has_failed: bool
    output: str = ""


Runner = Callable[[Sequence[str]], Run]


def confirmed(tests: Sequence[str], changed: Runner, unchanged: Runner) -> Run:
    """What tests say of a change.

    The one that failed is run again alone: it counts if it passes without the change and fails with it. Else the others
    are asked without it.
    """
    doubtful: list[str] = []
    for _ in range(_CHANCES):
        run = changed([*tests, *doubtful])
        failed = failed_test(run.output)
        alone = [failed] if failed else tests
        if not run.has_failed or (not unchanged(alone).has_failed and changed(alone).has_failed):
            return run
        doubtful += ["--deselect", failed] if failed else []
    return Run(has_failed=False, output=run.output)
