"""Tries a mutant: its module's own tests first, then all of its layer."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from cosmic_ray.mutating import mutate_and_test
from cosmic_ray.testing import run_tests
from cosmic_ray.work_item import TestOutcome, WorkItem, WorkResult

from tests.mutation.belonging import rounds


def copied(root: Path, place: Path) -> Path:
    """What git knows of the checkout, and what is new in it, in a folder where it may be changed."""
    shutil.rmtree(place, ignore_errors=True)
    listed = subprocess.check_output(["git", "ls-files", "-z", "-co", "--exclude-standard"], cwd=root, text=True)
    for name in listed.split("\0"):
        if name and (root / name).is_file():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / name, place / name)
    return place


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
            result = mutate_and_test(item.mutations, self._proved(tests), self.longest)
            if result.is_killed:
                break
        return result

    def _proved(self, tests: Sequence[str]) -> str:
        """The command for tests that pass where nothing is changed: else a failure would say nothing."""
        options = [
            "-q",
            "-x",
            "-p",
            "no:cacheprovider",
            "--hypothesis-seed=0",
            "--hypothesis-profile=mutation",
            "--timeout=60",
        ]
        command = shlex.join([str(self.python), "-m", "pytest", *options, *tests])
        if command not in self._proven:
            outcome, output = run_tests(command, self.longest)
            if outcome is not TestOutcome.SURVIVED:
                raise SystemExit(f"these tests fail before anything is changed: {' '.join(tests)}\n{output}")
            self._proven.add(command)
        return command
