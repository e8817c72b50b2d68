"""What is said of the program itself."""

from __future__ import annotations

from pomtray.ui.words.program import sign_in_all


def test_one_route_is_not_plural() -> None:
    assert (sign_in_all(1), sign_in_all(2)) == ("Sign in to 1 route", "Sign in to 2 routes")
