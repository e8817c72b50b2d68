"""What an event costs the more routes and sessions there are: rules and picture, without widgets and network."""

from __future__ import annotations

import gc
import math
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Final

from pomtray.core import events as happened
from pomtray.core.alarm import next_deadline
from pomtray.core.domain.route import Route, Settings
from pomtray.core.domain.session import Verdict
from pomtray.core.model import Model, step, step_answers
from pomtray.core.view.notices import wanted
from pomtray.core.view.snapshot import Pictures
from tests.bench.figures import Figure
from tests.bench.measuring import Plan
from tests.core.grown import NOW, SIZES, grown

_AT: Final = NOW + timedelta(seconds=30)
_TOGETHER: Final = 100
"""Answers that a step takes at most."""


class Controlled:
    """Takes events as the controller does, and does nothing about them."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self._read_anew = self._with_one_more()
        self._pictures = Pictures()
        self._show()
        self._show()

    def _with_one_more(self) -> Settings:
        """What the thread that reads the file has done is no part of the event."""
        again = (replace(route) for route in self.model.settings.routes)
        routes = (*again, Route("new", "https://new.company1.example"))
        for route in routes:
            _ = route.origin, route.way
        return replace(self.model.settings, routes=routes)

    def one_answer(self) -> None:
        self._answer(1)

    def all_answers(self) -> None:
        self._answer(len(self.model.logins.holding))

    def route_added(self) -> None:
        """The settings are read anew: all routes are other objects than before."""
        self._happen(happened.SettingsRead(_AT, self._read_anew))

    def resume(self) -> None:
        self._happen(happened.Resumed(_AT))

    def sign_out_everywhere(self) -> None:
        self._happen(happened.SignOutAllRequested(_AT))

    def _happen(self, event: happened.Event) -> None:
        self.model, _ = step(self.model, event)
        self._show()

    def _answer(self, count: int) -> None:
        sessions = [*self.model.logins.holding.values()][:count]
        answers = [happened.Verified(_AT, session.id, Verdict.LIVE, asked_at=_AT) for session in sessions]
        for start in range(0, count, _TOGETHER):
            self.model, _ = step_answers(self.model, answers[start : start + _TOGETHER])
        self._show()

    def _show(self) -> None:
        shown = self._pictures.next(self.model, _AT)
        wanted(self.model, _AT)
        next_deadline(self.model, _AT, shown)


EVENTS: Final[Mapping[str, Callable[[Controlled], None]]] = {
    "one answer": Controlled.one_answer,
    "all answers": Controlled.all_answers,
    "one route added": Controlled.route_added,
    "resume": Controlled.resume,
    "sign-out everywhere": Controlled.sign_out_everywhere,
}


def growth(_: object, plan: Plan) -> list[Figure]:
    """The greatest exponent of all events, and what the slowest aim is about; the table goes to standard error."""
    models = {size: grown(*size) for size in SIZES}
    took = {name: [_took(models[size], event, plan.runs) for size in SIZES] for name, event in EVENTS.items()}
    for name, times in took.items():
        columns = "".join(f"{statistics.median(measured):10.2f}" for measured in times)
        sys.stderr.write(f"{name:<22}{columns}   exponent {_exponent(times):.2f}\n")
    steepest = max(_exponent(times) for times in took.values())
    added = took["one route added"][-1]
    return [Figure("growth_exponent", "", (steepest,), (0.0,)), Figure("added_route_5000", "ms", added, (0.0,))]


def _took(model: Model, event: Callable[[Controlled], None], runs: int) -> tuple[float, ...]:
    """Milliseconds of processor time: of what runs beside it only the caches tell."""
    times = []
    for _ in range(runs):
        controlled = Controlled(model)
        gc.collect()
        at = time.process_time()
        event(controlled)
        times.append((time.process_time() - at) * 1000)
    return tuple(times)


def _exponent(times: list[tuple[float, ...]]) -> float:
    """The slope of time over size where both are logarithms (least squares)."""
    sizes = [math.log(routes + sessions) for routes, sessions in SIZES]
    return statistics.linear_regression(sizes, [math.log(statistics.median(each)) for each in times]).slope
