"""When a session counts as expiring, and when it is renewed without the person."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pomtray.core.domain.provider import Method
from pomtray.core.domain.renewal import expiring_at, gains, once_more_at, renew_at, retry_for, warning_for
from pomtray.core.domain.session import End, EndSource, Grant, Session
from pomtray.core.secret import Secret
from tests.core.built import CRM, HOUR, MINUTE, NOW, PROBLEM, ROBOT, SECOND, a_granted, a_session


@pytest.mark.parametrize(
    ("lifetime", "warning"),
    [
        (-MINUTE, timedelta()),
        (timedelta(), timedelta()),
        (MINUTE, 30 * SECOND),
        (3 * MINUTE, 90 * SECOND),
        (4 * MINUTE, 2 * MINUTE),
        (20 * MINUTE, 2 * MINUTE),
        (HOUR, 6 * MINUTE),
        (150 * MINUTE, 15 * MINUTE),
        (14 * HOUR, 15 * MINUTE),
    ],
)
def test_how_long_before_the_end(lifetime: timedelta, warning: timedelta) -> None:
    assert warning_for(lifetime) == warning


@given(st.timedeltas(timedelta(), timedelta(days=400)))
def test_a_warning_comes_in_the_second_half_of_the_life(lifetime: timedelta) -> None:
    assert timedelta() <= warning_for(lifetime) <= lifetime / 2 + timedelta(microseconds=1)


def test_the_instant() -> None:
    assert expiring_at(a_session(lasts=HOUR)) == NOW + 54 * MINUTE
    assert expiring_at(a_session(lasts=None)) is None


@pytest.mark.parametrize(
    ("session", "after", "gained"),
    [
        (a_session(lasts=14 * HOUR), timedelta(), False),
        (a_session(lasts=14 * HOUR), 10 * HOUR, False),
        (a_session(lasts=14 * HOUR), 10.5 * HOUR, True),
        (a_session(lasts=MINUTE), 29 * SECOND, False),
        (a_session(lasts=MINUTE), 30 * SECOND, True),
        (a_session(lasts=14 * HOUR, source=EndSource.ESTIMATE), 11 * HOUR, True),
        (a_session(lasts=None), timedelta(), True),
        (a_granted(), 4 * MINUTE, False),
        (replace(a_granted(), grant=Grant(Method.OIDC, Secret("x"), failures=1)), timedelta(), True),
        (replace(a_granted(), grant=Grant(Method.OIDC)), 4 * MINUTE, True),
    ],
)
def test_what_renewing_gains(session: Session, after: timedelta, *, gained: bool) -> None:
    assert gains(session, NOW + after, extends=True) is gained


@given(st.timedeltas(timedelta(), timedelta(days=30)), st.timedeltas(timedelta(), timedelta(days=30)))
def test_where_it_never_extends_nothing_is_gained(lasts: timedelta, after: timedelta) -> None:
    assert not gains(a_session(lasts=lasts), NOW + after, extends=False)
    assert not gains(a_session(lasts=None), NOW + after, extends=False)


@given(st.timedeltas(timedelta(), timedelta(days=30)))
def test_what_is_warned_of_can_be_renewed(lasts: timedelta) -> None:
    session = a_session(lasts=lasts)
    warned_at = expiring_at(session)
    assert warned_at is not None
    assert gains(session, warned_at, extends=True)


granted = st.builds(
    a_granted,
    st.integers(0, 10_000).map("session{}".format),
    at=st.datetimes(NOW.replace(tzinfo=None), (NOW + HOUR).replace(tzinfo=None)).map(lambda at: at.replace(tzinfo=UTC)),
    lasts=st.timedeltas(SECOND, timedelta(days=30)),
    route=st.sampled_from([CRM, ROBOT]),
)


@given(granted)
def test_a_renewal_comes_in_the_second_half_and_in_time(session: Session) -> None:
    at, end = renew_at(session), session.end.at
    assert at is not None
    assert end is not None
    lifetime = end - session.got_at
    assert at >= session.got_at + lifetime / 2
    assert at >= session.got_at + 5 * SECOND
    if lifetime > 10 * SECOND:
        assert at <= session.got_at + max(lifetime * 0.8, lifetime / 2)
    if lifetime >= 2 * MINUTE:
        assert at <= end - MINUTE
        assert at >= min(session.got_at + lifetime * 0.8, end - MINUTE) - 20 * SECOND


@pytest.mark.parametrize(
    ("lifetime", "latest"),
    [
        (2 * MINUTE, MINUTE),
        (4 * MINUTE, 3 * MINUTE),
        (5 * MINUTE, 4 * MINUTE),
        (10 * MINUTE, 8 * MINUTE),
        (HOUR, 48 * MINUTE),
        (5 * SECOND, 5 * SECOND),
        (20 * SECOND, 10 * SECOND),
    ],
)
def test_at_eighty_percent_or_a_minute_before_the_end_less_some_seconds(lifetime: timedelta, latest: timedelta) -> None:
    instants = {renew_at(a_granted(f"session{number}", lasts=lifetime)) for number in range(200)}
    found = sorted(at - NOW for at in instants if at is not None)
    assert latest - min(20 * SECOND, lifetime / 20) <= found[0] <= found[-1] <= latest
    if lifetime >= 4 * MINUTE:
        assert found[-1] - found[0] >= min(20 * SECOND, lifetime / 20) * 0.8, "not all at once"


def test_the_same_whenever_it_is_asked_for() -> None:
    assert renew_at(a_granted()) == renew_at(a_granted())
    later = replace(a_granted(), grant=Grant(CRM.method, Secret("x"), renewed_at=NOW + HOUR))
    assert renew_at(replace(later, end=End(NOW + HOUR + 5 * MINUTE, EndSource.TOKEN))) != renew_at(a_granted())


@pytest.mark.parametrize(
    ("session", "at"),
    [
        (a_session(), None),
        (replace(a_granted(), grant=Grant(Method.OIDC)), None),
        (replace(a_granted(), grant=Grant(Method.OIDC, Secret("x"), over=PROBLEM)), None),
        (replace(a_granted(), grant=Grant(Method.OIDC, Secret("x"), asked=True)), None),
        (replace(a_granted(), grant=Grant(Method.OIDC, Secret("x"), retry_at=NOW)), NOW),
        (a_granted(lasts=None), None),
    ],
)
def test_when_nothing_is_to_be_renewed(session: Session, at: datetime | None) -> None:
    assert renew_at(session) == at


@pytest.mark.parametrize(("failures", "seconds"), [(1, 5), (2, 10), (6, 160), (7, 300), (8, 300), (10_000, 300)])
def test_how_long_to_wait_after_failures(failures: int, seconds: int) -> None:
    assert retry_for(failures) == seconds * SECOND


@pytest.mark.parametrize(
    ("failures", "asked_for", "seconds"), [(1, 0, 5), (1, 17, 17), (7, 17, 300), (7, 600, 600), (1, 86400, 3600)]
)
def test_a_provider_that_asks_to_be_left_alone_is(failures: int, asked_for: int, seconds: int) -> None:
    assert retry_for(failures, asked_for * SECOND) == seconds * SECOND


@pytest.mark.parametrize(
    ("left", "after"), [(HOUR, 60), (70 * SECOND, 60), (30 * SECOND, 20), (6 * SECOND, 5), (-SECOND, 60), (None, 60)]
)
def test_after_a_definite_no_it_is_asked_once_more_before_the_end(left: timedelta | None, after: int) -> None:
    session = a_granted(lasts=None if left is None else HOUR)
    refused_at = NOW if left is None else NOW + HOUR - left
    assert once_more_at(session, refused_at) == refused_at + after * SECOND


@pytest.mark.parametrize(
    ("grant", "warned"),
    [
        (Grant(Method.OIDC, Secret("x")), False),
        (Grant(Method.CLIENT_CREDENTIALS), False),
        (Grant(Method.OIDC, Secret("x"), failures=1), True),
        (Grant(Method.OIDC, Secret("x"), over=PROBLEM), True),
        (Grant(Method.OIDC), True),
    ],
)
def test_what_renews_itself_does_not_expire_soon(grant: Grant, warned: bool) -> None:  # noqa: FBT001 a table
    assert (expiring_at(replace(a_granted(), grant=grant)) is not None) is warned
