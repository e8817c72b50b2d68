"""Tries a mutant: its module's own tests first, then all of its layer."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final

from cosmic_ray.mutating import mutate_and_test
from cosmic_ray.testing import run_tests
from cosmic_ray.work_item import TestOutcome, WorkItem, WorkResult

from tests.mutation.belonging import rounds
from tests.mutation.confirming import Run, confirmed


def copied(root: Path, place: Path) -> Path:
    """What git knows of the checkout, and what is new in it, in a folder where it may be changed."""
    shutil.rmtree(place, ignore_errors=True)
    listed = subprocess.check_output(["git", "ls-files", "-z", "-co", "--exclude-standard"], cwd=root, text=True)
    for name in listed.split("\0"):
        if name and (root / name).is_file():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / name, place / name)
    return place


_OPTIONS: Final = (
    "-q",
    "-x",
    "-p",
    "no:cacheprovider",
    "--hypothesis-seed=0",
    "--hypothesis-profile=mutation",
    "--timeout=60",
)


@dataclass
class Trials:
    """Runs tests in the current folder, which holds a copy, for at most `longest` seconds each time."""

    python: Path
    longest: float
    said: Mapping[str, Sequence[str]]
    _proven: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        os.environ["PYTHONPATH"] = str(Path.cwd())  # before the checkout, which is what is installed

    def of(self, item: WorkItem) -> WorkResult:
        """What became of a mutant."""
        (change,) = item.mutations
        module = PurePosixPath(change.module_path)
        for tests in rounds(module, Path(), self.said):
            self._prove(tests)
            result = self._tried(item, tests)
            if result.is_killed:
                break
        return result

    def _tried(self, item: WorkItem, tests: Sequence[str]) -> WorkResult:
        results: list[WorkResult] = []

        def changed(chosen: Sequence[str]) -> Run:
            results.append(mutate_and_test(item.mutations, self._command(chosen), self.longest))
            return Run(results[-1].is_killed, results[-1].output or "")

        run = confirmed(tests, changed, self._unchanged)
        outcome = TestOutcome.KILLED if run.has_failed else TestOutcome.SURVIVED
        return WorkResult(results[0].worker_outcome, run.output, outcome, results[0].diff)

    def _unchanged(self, tests: Sequence[str]) -> Run:
        outcome, output = run_tests(self._command(tests), self.longest)
        return Run(outcome is not TestOutcome.SURVIVED, output)

    def _prove(self, tests: Sequence[str]) -> None:
        """Tests that fail where nothing is changed, twice, say nothing."""
        proof = " ".join(tests)
        if (
            proof not in self._proven
            and self._unchanged(tests).has_failed
            and (run := self._unchanged(tests)).has_failed
        ):
            raise SystemExit(f"these tests fail before anything is changed: {proof}\n{run.output}")
        self._proven.add(proof)

    def _command(self, tests: Sequence[str]) -> str:
        return shlex.join([str(self.python), "-m", "pytest", *_OPTIONS, *tests])
