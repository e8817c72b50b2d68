"""When a session ends, by the best that is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from pomtray.core.domain.session import End, EndSource
from pomtray.core.protocol.claims import Claims
from pomtray.core.protocol.lifetime import end_of

IAT = datetime(2026, 11, 21, 9, tzinfo=UTC)
CLAIMS = Claims("id", "authenticate.pom.test", frozenset(), iat=IAT, exp=IAT + timedelta(hours=1))


def test_the_server_knows_best() -> None:
    at = IAT + timedelta(hours=14)
    assert end_of(CLAIMS, expires_at=at, session_for=60) == End(at, EndSource.SERVER)


def test_then_a_trustworthy_exp() -> None:
    assert end_of(CLAIMS, expires_at=None, session_for=60) == End(CLAIMS.exp, EndSource.TOKEN)


def test_a_stale_exp_is_worth_less_than_an_estimate() -> None:
    claims = replace(CLAIMS, databroker=True)
    assert end_of(claims, expires_at=None, session_for=60) == End(IAT + timedelta(minutes=1), EndSource.ESTIMATE)


def test_else_the_end_is_not_known() -> None:
    assert end_of(replace(CLAIMS, exp=None, iat=None), expires_at=None, session_for=60) == End(None, EndSource.UNKNOWN)
