"""Each section that the program names is in the guide, and each kind of failure has one."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from pomtray.core.details import Details, Trouble
from pomtray.core.errors import Part
from pomtray.core.report import About
from pomtray.core.topic import _OF_STEP, Topic, topic_of, topic_of_part

ROOT = Path(__file__).parents[2]
STEP = 3
"""Its place among `Problem`'s arguments."""


def steps() -> Iterator[tuple[str, str]]:
    """Each that a `Problem` of the program is made with, or is given afterwards, and where that is written."""
    for path in sorted((ROOT / "pomtray").rglob("*.py")):
        if "pictures" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in {"Problem", "replace"}
            ):
                given = [it.value for it in node.keywords if it.arg == "step"]
                given += node.args[STEP : STEP + 1] if node.func.id == "Problem" else []
                yield from ((_value(it, path), f"{path.relative_to(ROOT)}:{node.lineno}") for it in given)


def _value(step: ast.expr, path: Path) -> str:
    """What it says; "" where only the one who asks knows."""
    module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    try:
        return str(eval(ast.unparse(step), dict(vars(module))))  # noqa: S307 our own source
    except (NameError, AttributeError):
        return ""


def test_each_step_at_which_something_fails_has_a_section() -> None:
    found = dict(steps())
    assert {"login API", "browser", "callback", "check", "discovery", "token", "route", "proxy"} <= set(found)
    assert {step: place for step, place in found.items() if step and step not in _OF_STEP} == {}


def test_a_step_that_nobody_knows_leads_to_all_of_them() -> None:
    assert topic_of("") is topic_of("metadata") is Topic.FAILED


@pytest.mark.parametrize("about", About)
def test_what_blocks_a_route_has_one(about: About) -> None:
    assert topic_of(about) is not Topic.FAILED


@pytest.mark.parametrize("part", Part)
def test_what_can_be_missing_has_one(part: Part) -> None:
    assert topic_of_part(part)


def test_a_trouble_s_own_comes_before_that_of_details() -> None:
    assert Details("wiki").topic is Topic.DETAILS
    troubles = (Trouble("No token", "", "", topic=Topic.TOKEN), Trouble("No route", "", "", topic=Topic.CLOSED))
    told = Details("wiki", troubles)
    assert told.topic is told.mapped(str.upper).topic is Topic.TOKEN
