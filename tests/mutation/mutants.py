"""The changed programs there are: cosmic-ray's and ours, one of each kind at a place, and a sample of them."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from cosmic_ray.commands import init
from cosmic_ray.work_db import WorkDB
from cosmic_ray.work_item import WorkItem, WorkResult

from tests.mutation.unused import Unused


class Module:
    """A module's mutants, and what became of them in this run or an earlier one.

    They are kept in a database of cosmic-ray's, named by the module's content: a module that has changed begins anew.
    """

    def __init__(self, path: Path, sessions: Path, excluded: str) -> None:
        source = path.read_bytes()
        name = f"{'.'.join(path.with_suffix('').parts)}-{sha256(source).hexdigest()[:12]}.sqlite"
        is_new = not (sessions / name).exists()
        self.path = path
        self._work = WorkDB(str(sessions / name), WorkDB.Mode.create)
        if is_new:
            init([path], self._work, {})
        self._unused, self._excluded = Unused(source.decode()), re.compile(excluded)
        self.results = dict(self._work.results)

    def mutants(self, seed: int) -> list[WorkItem]:
        """One of each kind at every place, where it is evaluated; always the same for a seed."""
        chance = random.Random(f"{seed} {self.path}")  # noqa: S311 nothing secret
        kinds: dict[tuple[object, ...], list[WorkItem]] = {}
        for item in sorted(self._work.work_items, key=_order):
            (change,) = item.mutations
            if not self._unused.hold(change.start_pos) and not self._excluded.search(change.operator_name):
                kinds.setdefault((change.start_pos, change.operator_name.partition("_")[0]), []).append(item)
        return [chance.choice(items) for items in kinds.values()]

    def keep(self, item: WorkItem, result: WorkResult) -> None:
        self._work.set_result(item.job_id, result)
        self.results[item.job_id] = result


def _order(item: WorkItem) -> tuple[object, ...]:
    (change,) = item.mutations
    return change.start_pos, change.operator_name, change.occurrence


def sampled(modules: Sequence[Module], seed: int, most: int | None) -> list[tuple[Module, WorkItem]]:
    """All of them in order, or as many as wanted by chance; always the same for a seed."""
    every = [(module, item) for module in modules for item in module.mutants(seed)]
    if most is None or most >= len(every):
        return every
    chosen = random.Random(seed).sample(range(len(every)), most)  # noqa: S311 nothing secret
    return [every[index] for index in sorted(chosen)]
