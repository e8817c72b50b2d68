"""What a refusal comes to mean, around a renewal and on another device."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pomtray.core.errors import Cancelled, GrantEnded, GrantRefused, Refused
from pomtray.signin.provider.callback.authorization_errors import declined_elsewhere
from pomtray.signin.provider.endpoints.refusals import definite
from tests.core.built import PROBLEM

TOKEN = replace(PROBLEM, step="token")


@pytest.mark.parametrize("error", [GrantEnded(TOKEN, 400, "invalid_grant"), GrantRefused(TOKEN, 400, "invalid_scope")])
def test_what_is_definite_already_stays_what_it_is(error: Refused) -> None:
    with pytest.raises(Refused) as caught, definite():
        raise error
    assert caught.value is error


def test_any_other_no_is_definite_too() -> None:
    with pytest.raises(GrantRefused) as caught, definite():
        raise Refused(TOKEN, 400, "odd")
    assert (caught.value.problem, caught.value.status, caught.value.code) == (TOKEN, 400, "odd")


@pytest.mark.parametrize("status", [429, 500, 503])
def test_trouble_may_pass(status: int) -> None:
    error = Refused(TOKEN, status)
    with pytest.raises(Refused) as caught, definite():
        raise error
    assert caught.value is error


def test_a_persons_no_on_another_device_can_be_asked_about() -> None:
    no = Refused(replace(TOKEN, code="access_denied"), 400, "access_denied")
    told = declined_elsewhere(no)
    assert isinstance(told, Cancelled)
    assert (told.problem.request_id, told.problem.code) == (PROBLEM.request_id, "access_denied")
    other = Refused(TOKEN, 400, "expired_token")
    assert declined_elsewhere(other) is other
