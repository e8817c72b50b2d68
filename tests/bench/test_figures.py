from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.bench.figures import Figure, table, write_json


def test_a_figure_is_the_median_beside_the_median_of_the_floor() -> None:
    figure = Figure("start", "ms", (300.0, 100.0, 900.0), (200.0, 100.0, 120.0))
    assert (figure.median, figure.floor, figure.ratio) == (300.0, 120.0, 2.5)


def test_a_floor_of_nothing_has_no_ratio() -> None:
    assert Figure("wakeups", "1/min", (4.0,), (0.0,)).ratio is None


@pytest.mark.parametrize(
    ("name", "median", "met"),
    [
        ("start", 110.0, True),
        ("start", 111.0, False),
        ("wakeups", 100.5, True),
        ("wakeups", 101.0, False),
        ("wakeups_signed_out", 101.0, False),
        ("click_to_browser", 130.0, True),
        ("callback_to_usable", 131.0, False),
        ("menu_1000", 51.0, False),
        ("memory_per_route", 10.0, True),
        ("cpu", 9999.0, None),
    ],
)
def test_aims_are_held_against_the_floor(name: str, median: float, *, met: bool | None) -> None:
    figure = Figure(name, "", (median,), (100.0,))
    assert figure.met is met
    assert ("!" in table([figure])) is (met is False)


def test_json_lists_the_figures_and_nothing_aside(tmp_path: Path) -> None:
    place = tmp_path / "figures.json"
    write_json([Figure("start", "ms", (1.0, 2.0, 3.0), (1.0,)), Figure("cpu", "ms/min", (1.0,), (1.0,))], place)
    assert json.loads(place.read_text()) == [{"name": "start", "unit": "ms", "median": 2.0, "floor": 1.0, "ratio": 2.0}]
