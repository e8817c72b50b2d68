"""What a test that fails says of a change, on a busy machine."""

from __future__ import annotations

from collections.abc import Sequence

from tests.mutation.confirming import Run, confirmed

_TESTS = ["tests/a.py", "tests/b.py"]
_PASSED = Run(has_failed=False)


class _Runner:
    """Says for each run in turn what is given, then that all passed."""

    def __init__(self, *runs: Run) -> None:
        self._runs = list(runs)
        self.asked: list[list[str]] = []

    def __call__(self, tests: Sequence[str]) -> Run:
        self.asked.append(list(tests))
        return self._runs.pop(0) if self._runs else _PASSED


def _failed(test: str) -> Run:
    return Run(has_failed=True, output=f"F\nFAILED {test} - assert 1 == 2\n1 failed")


def test_what_no_test_notices_has_survived() -> None:
    changed, unchanged = _Runner(_PASSED), _Runner()
    assert confirmed(_TESTS, changed, unchanged) == _PASSED
    assert unchanged.asked == []


def test_a_test_counts_that_fails_again_alone_and_passes_without_the_change() -> None:
    changed, unchanged = _Runner(_failed("tests/a.py::t"), _failed("tests/a.py::t")), _Runner()
    assert confirmed(_TESTS, changed, unchanged).has_failed
    assert (changed.asked, unchanged.asked) == ([_TESTS, ["tests/a.py::t"]], [["tests/a.py::t"]])


def test_a_test_that_was_late_does_not_count_and_the_others_are_asked() -> None:
    changed = _Runner(_failed("tests/a.py::late"), _PASSED, _failed("tests/b.py::t"), _failed("tests/b.py::t"))
    found = confirmed(_TESTS, changed, _Runner())
    assert found == _failed("tests/b.py::t")
    assert changed.asked[2] == [*_TESTS, "--deselect", "tests/a.py::late"]


def test_a_test_that_fails_without_the_change_does_not_count() -> None:
    changed, unchanged = _Runner(_failed("tests/a.py::t")), _Runner(_failed("tests/a.py::t"))
    assert not confirmed(_TESTS, changed, unchanged).has_failed


def test_tests_that_ran_out_of_time_before_one_failed_are_run_again() -> None:
    late = Run(has_failed=True, output="timeout")
    once, again = _Runner(late, _PASSED), _Runner(late, late)
    assert not confirmed(_TESTS, once, _Runner()).has_failed
    assert confirmed(_TESTS, again, _Runner()).has_failed
    assert again.asked == [_TESTS, _TESTS]


def test_a_change_of_which_only_chance_tells_has_survived() -> None:
    runs = [run for number in range(3) for run in (_failed(f"tests/a.py::t{number}"), _PASSED)]
    assert not confirmed(_TESTS, _Runner(*runs), _Runner()).has_failed
