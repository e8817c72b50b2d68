"""The measurements, each beside the floor of the same run."""

from __future__ import annotations

import contextlib
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.figures import Figure
from tests.bench.pomeriums import ROUTES
from tests.bench.pomeriums import SESSIONS as PEOPLE
from tests.bench.resting import Activity, activity, memory
from tests.bench.running import Bench, Running
from tests.bench.signing_in import Timed, sign_in
from tests.e2e.process import eventually

SESSIONS = 5
"""Live sessions of a program that rests."""
_NOWHERE = "https://app.corp.example"
_RESTS_AFTER = 2.0
"""Seconds from a program's icon: it is loaded whole before the next one is timed."""


@dataclass(frozen=True)
class Plan:
    """How long and how often."""

    runs: int = 10
    side_by_side: int = 3
    """Programs of each kind that rest beside one another."""
    settle_for: float = 10.0
    over_for: float = 370.0
    """Until what sign-ins leave behind is over: the worker, notices (5 minutes) and ports (6)."""
    rest_for: float = 600.0
    routes: tuple[int, ...] = ()
    """Only with so many are stalls measured; none: with each number, and signing in."""


def start_and_memory(bench: Bench, plan: Plan) -> list[Figure]:
    """Start to icon; memory some seconds later; memory that each further route takes."""
    few, many = bench.settings(_NOWHERE), [f"https://r{number}.corp.example" for number in range(ROUTES)]
    with bench.pomtray(few), bench.floor():
        pass  # the first run fills the file cache and compiles
    with contextlib.ExitStack() as stack:
        ours, floors, big, big_floors = [], [], [], []
        for _ in range(plan.runs):
            ours.append(stack.enter_context(bench.pomtray(bench.settings(_NOWHERE))))
            time.sleep(_RESTS_AFTER)
            floors.append(stack.enter_context(bench.floor()))
            time.sleep(_RESTS_AFTER)
        time.sleep(plan.settle_for)
        before, floor = _memories(ours), _memories(floors)
        for _ in range(plan.runs):
            big.append(stack.enter_context(bench.pomtray(bench.settings(*many))))
            big_floors.append(stack.enter_context(bench.floor(ROUTES)))
        time.sleep(plan.settle_for)
        return [
            Figure("start", "ms", _starts(ours), _starts(floors)),
            Figure("memory_before_sign_in", "MiB", before, floor),
            Figure("memory_per_route", "KiB", _a_route(_memories(big), before), _a_route(_memories(big_floors), floor)),
        ]


def starts(bench: Bench, plan: Plan, programs: Sequence[Path]) -> list[Figure]:
    """Start to icon of programs installed in different ways, in turns."""
    measured: dict[Path, list[float]] = {program: [] for program in programs}
    floors = []
    for number in range(plan.runs + 1):
        for program in programs:
            with bench.installed(program, bench.settings(_NOWHERE)) as running:
                measured[program] += [running.started_in] if number else []  # the first run fills the file cache
        with bench.floor() as floor:
            floors.append(floor.started_in)
    return [Figure(f"start of {path}", "ms", tuple(times), tuple(floors[1:])) for path, times in measured.items()]


def _memories(programs: Sequence[Running]) -> tuple[float, ...]:
    return tuple(memory(program.process.pid) for program in programs)


def _starts(programs: Sequence[Running]) -> tuple[float, ...]:
    return tuple(program.started_in for program in programs)


def _a_route(with_many: Sequence[float], with_few: Sequence[float]) -> tuple[float, ...]:
    pairs = zip(with_many, with_few, strict=True)
    return tuple((many - few) * 1024 / (ROUTES - 1) for many, few in pairs)


def sign_in_and_rest(bench: Bench, plan: Plan) -> list[Figure]:
    """Sign in to five routes in each of some programs, then let all rest beside others and the floor."""
    # The first sign-in of a program pays for its HTTP client: it is told apart.
    programs = max(plan.side_by_side, math.ceil(plan.runs / (SESSIONS - 1)))
    programs += 1  # the last one looks every ten minutes
    served = bench.serve(str(programs * SESSIONS))
    eventually(lambda: served.output.count("\n") == programs * SESSIONS, "the Pomeriums serve")
    addresses = [line.split() for line in served.output.splitlines()]
    with contextlib.ExitStack() as stack:
        signed_in, timed, first = [], [], []
        for number in range(programs):
            own = addresses[number * SESSIONS : (number + 1) * SESSIONS]
            looks = number == programs - 1
            program = stack.enter_context(bench.pomtray(bench.settings_for(own, looks=looks)))
            for place, (route, authenticate) in enumerate(own):
                result = sign_in(bench, program, f"route {place:03}", route, authenticate)
                (timed if place else first).append(result)
                time.sleep(1)  # the notice and the vault are done
            signed_in.append(program)
        resting = signed_in[: plan.side_by_side]
        signed_out = [stack.enter_context(bench.pomtray(bench.settings(_NOWHERE))) for _ in resting]
        floors = [stack.enter_context(bench.floor()) for _ in resting]
        return _timings(timed, first) + _rest(plan, resting, signed_out, floors, signed_in[-1])


def _timings(timed: Sequence[Timed], first: Sequence[Timed]) -> list[Figure]:
    def column(results: Sequence[Timed], name: str) -> tuple[float, ...]:
        return tuple(getattr(result, name) for result in results)

    return [
        Figure("click_to_browser", "ms", column(timed, "click_to_browser"), column(timed, "login_api")),
        Figure("first_click_to_browser", "ms", column(first, "click_to_browser"), column(first, "login_api")),
        Figure("callback_to_usable", "ms", column(timed, "callback_to_usable"), column(timed, "server")),
    ]


def _rest(
    plan: Plan,
    signed_in: Sequence[Running],
    signed_out: Sequence[Running],
    floors: Sequence[Running],
    looking: Running,
) -> list[Figure]:
    everybody = [*signed_in, *signed_out, *floors, looking]
    time.sleep(plan.over_for)
    before = [activity(program.process.pid) for program in everybody]
    time.sleep(plan.rest_for)
    done = [activity(program.process.pid) - earlier for program, earlier in zip(everybody, before, strict=True)]
    look = done.pop()
    live, out, floor = (done[start : start + len(floors)] for start in range(0, len(done), len(floors)))
    minutes = plan.rest_for / 60
    return [
        Figure("memory_after_sign_in", "MiB", _memories(signed_in), _memories(floors)),
        Figure("wakeups", "1/min", _wakeups(live, minutes), _wakeups(floor, minutes)),
        Figure("wakeups_signed_out", "1/min", _wakeups(out, minutes), _wakeups(floor, minutes)),
        Figure("look_wakeups", "", (float(look.wakeups),), tuple(float(one.wakeups) for one in live)),
        Figure("look_cpu", "ms", (look.cpu,), tuple(one.cpu for one in live)),
        Figure("cpu", "ms/min", _cpu(live, minutes), _cpu(floor, minutes)),
        Figure("cpu_signed_out", "ms/min", _cpu(out, minutes), _cpu(floor, minutes)),
    ]


def _wakeups(done: Sequence[Activity], minutes: float) -> tuple[float, ...]:
    return tuple(one.wakeups / minutes for one in done)


def _cpu(done: Sequence[Activity], minutes: float) -> tuple[float, ...]:
    return tuple(one.cpu / minutes for one in done)


def big_menu(bench: Bench, plan: Plan) -> list[Figure]:
    """What a host waits for when the menu opens: 1,000 routes, 200 live sessions; the floor has 1,000 plain lines."""
    place = bench.settings_place()
    served = bench.serve("--big", str(place), str(ROUTES), str(PEOPLE))
    eventually(lambda: "ready" in served.output, "the Pomerium with 200 routes serves")
    with bench.pomtray(place) as program, bench.floor(ROUTES) as floor:
        eventually(lambda: "200 of 1000" in program.item.peek().lines[0].label, "the vault's sessions are shown")
        _until_at_rest(program)  # all of them are asked about at the start
        ours = tuple(_opening(program) for _ in range(plan.runs))
        return [Figure("menu_1000", "ms", ours, tuple(_opening(floor) for _ in range(plan.runs)))]


def _until_at_rest(program: Running) -> None:
    before = activity(program.process.pid)
    while True:
        time.sleep(1)
        now = activity(program.process.pid)
        if (now - before).cpu == 0:
            return
        before = now


def _opening(program: Running) -> float:
    at = time.perf_counter()
    program.item._about_to_show(0)
    program.item.peek()
    took = (time.perf_counter() - at) * 1000
    _until_at_rest(program)  # what opening starts is done
    return took
