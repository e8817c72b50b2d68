"""What a run of changes says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mutation.figures import Outcome, Same, figure

_DIFF = """\
--- mutation diff ---
--- a/pomtray/core/deadline.py
+++ b/pomtray/core/deadline.py
@@ -1,3 +1,3 @@
 def f(a, b):
-    return a < b
+    return a <= b

"""
_NOTICED = Outcome("pomtray/core/deadline.py", _DIFF, is_killed=True)
_SURVIVED = Outcome("pomtray/core/deadline.py", _DIFF, is_killed=False)
_SAME = Same(frozenset({("pomtray/core/deadline.py", "return a < b", "return a <= b")}))
_BOUND = Same(bounds=frozenset({("m", "_MOST: Final = 16 * 1024")}))


def test_survivors_are_told() -> None:
    assert figure([_NOTICED] * 3 + [_SURVIVED], Same()) == ("3 of 4 noticed (75.0 %), 0 the same program", [_SURVIVED])


def test_the_same_program_does_not_count() -> None:
    assert figure([_NOTICED, _SURVIVED], _SAME) == ("1 of 1 noticed (100.0 %), 1 the same program", [])
    assert figure([_SURVIVED], _SAME) == ("0 of 0 noticed (100.0 %), 1 the same program", [])


def test_nothing_said_to_be_the_same_is_noticed_after_all() -> None:
    assert figure([_NOTICED], _SAME) == ("1 of 1 noticed (100.0 %), 0 the same program", [])


@pytest.mark.parametrize(
    ("output", "by"),
    [
        ("..F\nFAILED tests/core/test_a.py::test_b - assert 1 == 2\n1 failed", "tests/core/test_a.py::test_b"),
        ("ERROR tests/core/test_a.py - ImportError\n", "tests/core/test_a.py"),
        ("FAILED tests/a.py::b[c d] - assert 1 - 1", "tests/a.py::b[c d]"),
        ("ERROR    pomtray.a:a.py:20 a line of the log\nFAILED tests/a.py::b", "tests/a.py::b"),
        ("FAILED tests/a.py::b - Failed: Timeout (>30.0s) from pytest-timeout.\n", "running out of time"),
        ("timeout", "running out of time"),
        ("", "no test that ran"),
    ],
)
def test_which_test_noticed_is_told(output: str, by: str) -> None:
    assert Outcome("m", _DIFF, is_killed=True, output=output).noticed_by() == by


def test_what_only_time_noticed_is_told() -> None:
    late = Outcome("m", _DIFF, is_killed=True, output="timeout")
    told, _ = figure([late, _NOTICED], Same())
    assert told == "2 of 2 noticed (100.0 %, 1 by running out of time), 0 the same program"


@pytest.mark.parametrize(
    ("after", "is_same"),
    [
        ("_MOST: Final = 17 * 1024", True),
        ("_MOST: Final = 16 *  1023", True),
        ("_MOST: Final = 18 * 1024", False),
        ("_MOST: Final = 17 * 1025", False),
        ("_MOST: Final = 16 / 1024", False),
        ("_MOST: Final = 16 * -1024", False),
        ("", False),
    ],
)
def test_of_a_bound_one_more_or_less_is_the_same_and_nothing_else(after: str, *, is_same: bool) -> None:
    diff = f"--- a/m\n+++ b/m\n@@ -1 +1 @@\n-_MOST: Final = 16 * 1024\n+{after}\n"
    survived = Outcome("m", diff, is_killed=False)
    assert figure([survived], _BOUND)[1] == ([] if is_same else [survived])


def test_what_is_the_same_is_read(tmp_path: Path) -> None:
    place = tmp_path / "same.toml"
    place.write_text(
        '[[same]]\nmodule = "m"\nbefore = "a"\nafter = "b"\nwhy = "c"\n'
        '[[bound]]\nmodule = "n"\nline = "_A = 1"\nwhy = "d"\n'
    )
    assert Same.read(place) == Same(frozenset({("m", "a", "b")}), frozenset({("n", "_A = 1")}))


def test_every_same_program_still_stands_in_its_module() -> None:
    root, same = Path(__file__).parents[2], Same.read()
    for module, before in {*((module, before) for module, before, _ in same.changes), *same.bounds}:
        lines = " ".join(line.strip() for line in (root / module).read_text().splitlines())
        assert before in lines, f"{module}: {before}"
