"""Errors explain themselves."""

from __future__ import annotations

import pytest

from pomtray.core.errors import DeadSession, PomtrayError, Problem, Refused, SignInError, Unreachable
from tests.core.built import PROBLEM


def test_a_problem_in_one_paragraph() -> None:
    assert PROBLEM.text() == "app.pom.test has no address. Check the name. Request id req-1."
    assert Problem("Title", "Only this.").text() == "Only this."


@pytest.mark.parametrize("error", [SignInError(PROBLEM), Unreachable(PROBLEM), Refused(PROBLEM, 403)])
def test_an_error_carries_it(error: PomtrayError) -> None:
    assert (error.problem, str(error)) == (PROBLEM, "No such host: app.pom.test has no address.")


def test_an_error_may_say_more() -> None:
    assert (Refused(PROBLEM, 403).status, Refused(PROBLEM).status) == (403, 0)
    assert DeadSession(PROBLEM, "one").session == "one"
