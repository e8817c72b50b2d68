"""Figures: medians beside their floor and their aim, as a table and as JSON."""

from __future__ import annotations

import json
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Aim:
    """At most `times` the floor plus `more` (in the figure's unit)."""

    times: float = 0.0
    more: float = 0.0

    def most(self, floor: float) -> float:
        return self.times * floor + self.more


AIMS = {
    "start": Aim(times=1.1),
    "memory_before_sign_in": Aim(times=1.3),
    "memory_after_sign_in": Aim(times=1.3),
    "wakeups": Aim(times=1, more=0.5),
    "wakeups_signed_out": Aim(times=1),
    "first_click_to_browser": Aim(times=1, more=150),
    "click_to_browser": Aim(times=1, more=30),
    "callback_to_usable": Aim(times=1, more=30),
    "menu_1000": Aim(more=50),
    "memory_per_route": Aim(more=10),
    **{
        f"stall_{name}": Aim(more=30)
        for name in ("first_sign_in", "next_sign_in", "start_3", "start_1000", "menu_3", "menu_1000")
    },
    **{f"stall_{name}": Aim(more=30) for name in ("window_3", "window_1000", "settings_3", "settings_1000")},
    **{f"stall_{name}_5000": Aim(more=100) for name in ("start", "menu", "window", "settings")},
    "filter_1000": Aim(more=16),
    "growth_exponent": Aim(more=1.1),
    "added_route_5000": Aim(more=100),
    "header_command": Aim(times=2.2),
    "header_alone": Aim(times=6),
    "exec_credential": Aim(times=1),
}
ASIDE = ("look_wakeups", "look_cpu", "cpu", "cpu_signed_out")
"""Shown in the table, not among the figures that the JSON lists."""


@dataclass(frozen=True)
class Figure:
    """What was measured, the floor in the same run beside it."""

    name: str
    unit: str
    measured: tuple[float, ...]
    floors: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.measured)

    @property
    def floor(self) -> float:
        return statistics.median(self.floors)

    @property
    def ratio(self) -> float | None:
        """None where the floor is nothing."""
        return self.median / self.floor if self.floor else None

    @property
    def met(self) -> bool | None:
        """None where there is no aim."""
        aim = AIMS.get(self.name)
        return None if aim is None else self.median <= aim.most(self.floor)

    def as_json(self) -> dict[str, object]:
        ratio = None if self.ratio is None else round(self.ratio, 3)
        return {
            "name": self.name,
            "unit": self.unit,
            "median": round(self.median, 2),
            "floor": round(self.floor, 2),
            "ratio": ratio,
        }


def table(figures: Sequence[Figure]) -> str:
    """One line a figure; "!" marks an aim that is missed."""
    lines = [f"{'figure':<24}{'unit':<8}{'median':>9}{'min':>9}{'max':>9}{'floor':>9}{'ratio':>7}{'aim':>9}  runs"]
    return "\n".join([*lines, *(_line(figure) for figure in figures)])


def _line(figure: Figure) -> str:
    aim = AIMS.get(figure.name)
    ratio = "-" if figure.ratio is None else f"{figure.ratio:.2f}"
    most = "-" if aim is None else f"{aim.most(figure.floor):.1f}"
    numbers = "".join(
        f"{number:>9.1f}" for number in (figure.median, min(figure.measured), max(figure.measured), figure.floor)
    )
    mark = "!" if figure.met is False else ""
    return f"{figure.name:<24}{figure.unit:<8}{numbers}{ratio:>7}{most:>9}{mark:<2}{len(figure.measured):>5}"


def write_json(figures: Sequence[Figure], path: Path) -> None:
    listed = [figure.as_json() for figure in figures if figure.name not in ASIDE]
    path.write_text(json.dumps(listed, indent=2) + "\n")
