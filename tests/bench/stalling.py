"""How long the event loop is held: the longest time for which a program answers nobody."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path
from typing import Final, Self

from tests.bench.figures import Figure
from tests.bench.measuring import Plan
from tests.bench.running import Bench, Running
from tests.bench.signing_in import sign_in
from tests.e2e.process import eventually
from tests.e2e.tray_host import TrayItem

SIZES: Final = ((3, 3), (1000, 200), (5000, 1000))
"""Routes and sessions."""
_PAUSE: Final = 0.002
"""Seconds between an answer and the next question."""
_OURS: Final = Path("/proc/thread-self/schedstat")
_WORTH_TELLING: Final = 25.0
"""Milliseconds."""
_AFTER: Final = 2.0
"""Seconds for which what was begun may still hold the loop."""


@dataclass(frozen=True)
class Hold:
    """Milliseconds of the longest one."""

    time: float
    """As a person waits for it."""
    undisturbed: float
    """Without what the program's main thread, the bus and ours waited for a processor that other programs had."""
    worked: float
    """Processor time of the main thread: what it waits for other threads of the program is not in it."""


class Watchdog:
    """Asks a program for a property of its icon without end: the event loop answers, or is held."""

    def __init__(self, running: Running, bus: int) -> None:
        """bus: the process that carries question and answer."""
        self._main = Path(f"/proc/{running.process.pid}/schedstat")
        """Of the main thread: nanoseconds that it ran, and that it waited to run."""
        self._all = (self._main, Path(f"/proc/{bus}/schedstat"), _OURS)
        self._item = TrayItem(running.item.bus, running.item.owner, running.item.path)
        self._stopping = threading.Event()
        self._ended: list[tuple[float, Hold]] = []
        self._thread = threading.Thread(target=self._watch, name="watchdog")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *raised: object) -> None:
        self._stopping.set()
        self._thread.join()
        self._item.close()

    def until_quiet(self) -> None:
        """Wait until nothing worth telling has held the loop for a while."""
        time.sleep(_AFTER)
        while any(hold.undisturbed > _WORTH_TELLING for hold in self._since(time.perf_counter() - _AFTER)):
            time.sleep(_AFTER / 4)

    def _since(self, at: float) -> list[Hold]:
        return [hold for ended_at, hold in self._ended if ended_at >= at]

    @property
    def longest(self) -> Hold:
        holds = self._since(0)
        return Hold(*(max(getattr(hold, field.name) for hold in holds) for field in fields(Hold)))

    def _watch(self) -> None:
        while not self._stopping.wait(_PAUSE):
            at, ran, waited = time.perf_counter(), self._ran(), self._waited()
            self._item.ask("Status")
            now = time.perf_counter()
            took = (now - at) * 1000
            ran = self._ran() - ran
            hold = Hold(took, max(took - self._waited() + waited, ran), ran)  # they may wait while it works
            self._ended.append((now, hold))

    def _ran(self) -> float:
        """Milliseconds so far."""
        return int(self._main.read_text().split()[0]) / 1e6

    def _waited(self) -> float:
        """Milliseconds so far that they could have run and did not."""
        return sum(int(place.read_text().split()[1]) for place in self._all) / 1e6


def stalls(bench: Bench, plan: Plan) -> list[Figure]:
    """Signing in, and with few and many routes: start, menu, window and a route added.

    Beside a floor that rests, the window beside one with a list in it: what Qt's own first drawing takes.
    """
    holds = {} if plan.routes else _signing_in(bench)
    for routes, sessions in SIZES:
        if not plan.routes or routes in plan.routes:
            holds |= {f"{name}_{routes}": hold for name, hold in _with(bench, routes, sessions).items()}
    with bench.floor() as floor:
        floors = {"": _hold(bench, floor, lambda: None), "window": _hold(bench, floor, floor.item.activate)}
    for name, hold in holds.items():
        parts = f"{hold.undisturbed:.1f} undisturbed, {hold.worked:.1f} of the main thread's own"
        sys.stderr.write(f"{name:<22}{hold.time:10.1f} ms as a person waits, {parts}\n")
    return [_figure(name, hold, floors.get(name.partition("_")[0], floors[""])) for name, hold in holds.items()]


def _figure(name: str, hold: Hold, floor: Hold) -> Figure:
    return Figure(f"stall_{name}", "ms", (hold.undisturbed,), (floor.undisturbed,))


def _signing_in(bench: Bench) -> dict[str, Hold]:
    """The first one of a run, which loads what it needs, and the next; the vault is saved in both."""
    served = bench.serve("2")
    eventually(lambda: served.output.count("\n") == 2, "the Pomeriums serve")
    addresses = [line.split() for line in served.output.splitlines()]
    holds = {}
    with bench.pomtray(bench.settings_for(addresses)) as program:
        time.sleep(_AFTER)
        for place, (name, address) in enumerate(zip(("first_sign_in", "next_sign_in"), addresses, strict=True)):
            signs_in = partial(sign_in, bench, program, f"route {place:03}", *address)
            holds[name] = _hold(bench, program, signs_in)
    return holds


def _with(bench: Bench, routes: int, sessions: int) -> dict[str, Hold]:
    place = bench.settings_place()
    served = bench.serve("--big", str(place), str(routes), str(sessions))
    eventually(lambda: "ready" in served.output, f"the Pomerium with {sessions} routes serves", within=120)
    with bench.pomtray(place) as program:
        return {name: _hold(bench, program, work) for name, work in _works(program, place).items()}


def _works(program: Running, settings: Path) -> Mapping[str, Callable[[], object]]:
    return {
        "start": lambda: None,
        "menu": program.item.open,
        "window": program.item.activate,
        "settings": lambda: _add_route(settings),
    }


def _add_route(settings: Path) -> None:
    text = settings.read_text()
    settings.write_text(f'{text}\n[[routes]]\nname = "new"\nurl = "https://new.corp.example"\n')


def _hold(bench: Bench, program: Running, work: Callable[[], object]) -> Hold:
    with Watchdog(program, bench.desktop.bus_process) as watchdog:
        work()
        watchdog.until_quiet()
    return watchdog.longest
