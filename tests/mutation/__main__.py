"""`scripts/mutate`: random changes to the program, to see which of them the tests notice."""

from __future__ import annotations

import argparse
import os
import sys
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import cosmic_ray.plugins
from cosmic_ray.mutating import mutate_code
from cosmic_ray.work_item import WorkerOutcome, WorkItem

from tests.mutation.figures import Outcome, Same, figure
from tests.mutation.mutants import Module, sampled
from tests.mutation.operators import Provider
from tests.mutation.trying import Trials, copied

_ROOT = Path(__file__).parents[2]
_OUT = _ROOT / "out" / "mutation"


def main() -> int:
    configured = tomllib.loads((_ROOT / "pyproject.toml").read_text())["tool"]["mutation"]
    options = _options(configured)
    _add_operators()
    (_OUT / "sessions").mkdir(parents=True, exist_ok=True)
    os.chdir(copied(_ROOT, _OUT / "tree"))
    trials = Trials(options.python, configured["timeout"], configured["tests"])
    outcomes: list[Outcome] = []
    for place in options.places:
        modules = [Module(path, _OUT / "sessions", configured["excluded"]) for path in _modules(place)]
        here = list(_tried(sampled(modules, options.seed, options.sample), trials))
        sys.stdout.write(f"{place}: {figure(here, Same.read())[0]}\n")
        outcomes += here
    line, survivors = figure(outcomes, Same.read())
    for survivor in survivors:
        sys.stdout.write(f"\n{survivor.diff}\n")
    sys.stdout.write(f"\n{line}\n")
    return 0


def _tried(mutants: Sequence[tuple[Module, WorkItem]], trials: Trials) -> Iterator[Outcome]:
    """What was noticed before is not tried again; what survived is."""
    for number, (module, item) in enumerate(mutants, 1):
        if (result := module.results.get(item.job_id)) is None or not result.is_killed:
            result = trials.of(item)
            module.keep(item, result)
        (change,) = item.mutations
        outcome = Outcome(str(module.path), result.diff or "", result.is_killed, result.output or "")
        said = f"noticed by {outcome.noticed_by()}" if result.is_killed else "SURVIVED"
        what = f"{module.path}:{change.start_pos[0]} {change.operator_name.partition('/')[2]}"
        sys.stderr.write(f"{number}/{len(mutants)} {what} {said}\n")
        if result.worker_outcome is WorkerOutcome.NORMAL:
            yield outcome


def _modules(place: str) -> list[Path]:
    path = Path(place)
    return sorted(path.rglob("*.py")) if path.is_dir() else [path]


def _add_operators() -> None:
    ours = Provider()
    for name in ours:
        for example in ours[name].examples():
            made = mutate_code(example.pre_mutation_code, ours[name](), example.occurrence)
            assert made == example.post_mutation_code, f"{name} makes {made!r}"
    cosmic_ray.plugins.OPERATOR_PROVIDERS["pomtray"] = ours


def _options(configured: dict[str, Any]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/mutate", description=__doc__.partition(": ")[2])
    parser.add_argument(
        "places", nargs="*", metavar="FOLDER", help="folders or modules to change (those in pyproject.toml)"
    )
    parser.add_argument("--sample", type=int, metavar="N", help="try N changes of each folder, chosen by chance (all)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="another one chooses other changes (1)")
    parser.add_argument("--python", type=Path, required=True, help=argparse.SUPPRESS)
    options = parser.parse_args()
    options.places = options.places or configured["places"]
    return options


if __name__ == "__main__":
    sys.exit(main())
