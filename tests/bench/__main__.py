"""`scripts/bench`: what pomtray costs beside a bare PySide6 tray program."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from tests.bench.commanding import commands
from tests.bench.figures import Figure, table, write_json
from tests.bench.filtering import filtering
from tests.bench.forwarding import forwarding
from tests.bench.growing import growth
from tests.bench.measuring import Plan, big_menu, sign_in_and_rest, start_and_memory, starts
from tests.bench.running import Bench
from tests.bench.stalling import stalls

MEASURES: Final[Mapping[str, Callable[[Bench, Plan], list[Figure]]]] = {
    "memory": start_and_memory,
    "menu": big_menu,
    "rest": sign_in_and_rest,
    "growth": growth,
    "stalls": stalls,
    "filter": filtering,
    "commands": commands,
    "forwarding": forwarding,
}


def main() -> int:
    options = _options()
    plan = Plan(options.runs, routes=tuple(options.routes))
    if options.quick:
        plan = replace(plan, settle_for=3, over_for=3, rest_for=20)
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="pomtray-bench-") as folder, Bench(Path(folder)) as bench:
        if options.programs:
            sys.stdout.write(f"{table(starts(bench, plan, options.programs))}\n")
            return 0
        for measure in (MEASURES[name] for name in options.only or MEASURES):
            figures += measure(bench, plan)
            sys.stderr.write(f"{table(figures)}\n\n")
    sys.stdout.write(f"{table(figures)}\n")
    if options.json:
        write_json(figures, options.json)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/bench", description="Measure pomtray; takes half an hour.")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures to FILE")
    parser.add_argument("--runs", type=int, default=10, metavar="N", help="runs a median is taken of (10)")
    parser.add_argument("--only", choices=MEASURES, nargs="+", metavar="NAME", help=f"of {', '.join(MEASURES)}")
    parser.add_argument(
        "--programs", type=Path, nargs="+", metavar="FILE", help="only how long these installed ones start"
    )
    parser.add_argument("--routes", type=int, nargs="+", default=(), metavar="N", help="stalls only with so many")
    parser.add_argument("--quick", action="store_true", help="rest for seconds instead of ten minutes: to try it out")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
