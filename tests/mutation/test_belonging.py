"""Which tests belong to a module."""

from __future__ import annotations

import tomllib
from pathlib import Path, PurePosixPath

import pytest

from tests.mutation.belonging import rounds

_ROOT = Path(__file__).parents[2]
_CONFIGURED = tomllib.loads((_ROOT / "pyproject.toml").read_text())["tool"]["mutation"]


@pytest.mark.parametrize(
    ("module", "tests"),
    [
        ("pomtray/core/deadline.py", [["tests/core/test_deadline.py"], ["tests/core"]]),
        ("pomtray/core/model/renewing.py", [["tests/core/model/test_renewing.py"], ["tests/core"]]),
        ("pomtray/controller/__init__.py", [["tests/controller/test_controller.py"], ["tests/controller"]]),
        ("pomtray/core/effects.py", [["tests/core"]]),
    ],
)
def test_the_tree_of_the_tests_mirrors_the_programs(module: str, tests: list[list[str]]) -> None:
    assert rounds(PurePosixPath(module), _ROOT, {}) == tests


def test_of_a_folder_the_rest_is_said() -> None:
    said = {"pomtray/core/model": ["tests/core/model", "tests/core"]}
    rest = [["tests/core/model"], ["tests/core"]]
    assert rounds(PurePosixPath("pomtray/core/model/renewing.py"), _ROOT, said) == [
        ["tests/core/model/test_renewing.py"],
        *rest,
    ]
    assert rounds(PurePosixPath("pomtray/core/model/value.py"), _ROOT, said) == rest


def test_what_is_said_is_all() -> None:
    said = {"pomtray/core/deadline.py": ["tests/core/test_alarm.py -k 'a or b'", "tests/core"]}
    tests = [["tests/core/test_alarm.py", "-k", "a or b"], ["tests/core"]]
    assert rounds(PurePosixPath("pomtray/core/deadline.py"), _ROOT, said) == tests


def test_every_place_that_is_configured_is_there() -> None:
    arguments = " ".join(arguments for places in _CONFIGURED["tests"].values() for arguments in places).split()
    tests = [argument for argument in arguments if argument.startswith("tests/")]
    assert len(tests) >= len(_CONFIGURED["tests"])
    for place in (*_CONFIGURED["places"], *_CONFIGURED["tests"], *tests):
        assert (_ROOT / place).exists(), place
