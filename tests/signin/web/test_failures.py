"""Failures of the network: which of an error's causes is told."""

from __future__ import annotations

from itertools import islice

import httpx
import pytest

from pomtray.core.domain.origin import Origin
from pomtray.signin.web import failures
from pomtray.signin.web.failures import RequestTarget

ASKED = RequestTarget(Origin.parse("https://app.test"))


def test_causes_that_go_round_come_to_an_end() -> None:
    one, other = httpx.ConnectError("one"), ConnectionRefusedError("other")
    one.__cause__, other.__cause__ = other, one
    assert list(islice(failures._chain(one), 9)) == [one, other]
    assert failures.explain(one, ASKED).title == "The connection was refused"


@pytest.mark.parametrize("where", ["cause", "context", "group"])
def test_the_cause_is_found_wherever_it_stands(where: str) -> None:
    error: BaseException = httpx.ConnectError("one")
    if where == "cause":
        error.__cause__ = ConnectionRefusedError()
    elif where == "context":
        error.__context__ = ConnectionRefusedError()
    else:
        error.__cause__ = ExceptionGroup("several", [OSError(), ConnectionRefusedError()])
    assert failures.explain(error, ASKED).title == "The connection was refused"
