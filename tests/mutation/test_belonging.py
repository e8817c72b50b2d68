"""Which tests belong to a module."""

from __future__ import annotations

import tomllib
from pathlib import Path, PurePosixPath

import pytest

from tests.mutation.belonging import all_tests, own_tests

_ROOT = Path(__file__).parents[2]
_CONFIGURED = tomllib.loads((_ROOT / "pyproject.toml").read_text())["tool"]["mutation"]


@pytest.mark.parametrize(
    ("module", "tests"),
    [
        ("pomtray/core/deadline.py", ["tests/core/test_deadline.py"]),
        ("pomtray/core/model/renewing.py", ["tests/core/model/test_renewing.py"]),
        ("pomtray/controller/__init__.py", ["tests/controller/test_controller.py"]),
        ("pomtray/core/effects.py", []),
    ],
)
def test_the_tree_of_the_tests_mirrors_the_programs(module: str, tests: list[str]) -> None:
    assert own_tests(PurePosixPath(module), _ROOT, {}) == tests


def test_what_is_said_comes_first() -> None:
    module = "pomtray/core/deadline.py"
    assert own_tests(PurePosixPath(module), _ROOT, {module: ["tests/core/test_alarm.py"]}) == [
        "tests/core/test_alarm.py"
    ]


def test_all_tests_are_the_layers() -> None:
    assert all_tests(PurePosixPath("pomtray/core/model/renewing.py")) == ["tests/core"]


def test_every_place_that_is_configured_is_there() -> None:
    tests = [place for places in _CONFIGURED["tests"].values() for place in places]
    for place in (*_CONFIGURED["places"], *_CONFIGURED["tests"], *tests):
        assert (_ROOT / place).exists(), place
