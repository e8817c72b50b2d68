"""Renewing at a certified provider that rotates refresh tokens, signing out there, and its keys' rotation."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from pomtray.core.domain.access import Closed, Refusal
from pomtray.core.domain.provider import Deliver
from pomtray.core.domain.session import Person, Verdict
from pomtray.core.errors import GrantRefused, Unreachable
from pomtray.signin.provider.endpoints.jwks import FETCHED_EVERY
from tests.certified.following import Follower
from tests.certified.ground import Ground


@pytest.mark.parametrize("deliver", [Deliver.IDENTITY_TOKEN, Deliver.ACCESS_TOKEN])
async def test_a_renewal_rotates_the_refresh_token(ground: Ground, deliver: Deliver) -> None:
    route, behind = await ground.route(deliver=deliver)
    session = first = await ground.sign_in(route)
    for _ in range(3):
        session = await ground.renew(session, route)
        assert session.check.verdict is Verdict.LIVE
    assert (session.id, session.person) == (first.id, first.person)
    assert behind.subjects == ["alice"] * 4
    assert session.grant
    kept = [refresh.reveal() for refresh in ground.person.refreshes]
    assert len(set(kept)) == 4, "each was kept"
    assert session.grant.refresh == ground.person.refreshes[-1]
    assert len(ground.person.pages) == 1, "no browser"


async def test_an_old_refresh_token_ends_the_grant(ground: Ground) -> None:
    """Whoever comes second with it may be a thief, so the provider trusts the first no more either."""
    route, _ = await ground.route()
    old = await ground.sign_in(route)
    new = await ground.renew(old, route)
    for session in (old, new):
        with pytest.raises(GrantRefused, match="invalid_grant") as caught:
            await ground.renew(session, route)
        assert caught.value.problem.action == "Sign in again."
    assert (await ground.sign_in(route)).check.verdict is Verdict.LIVE


async def test_a_lost_answer(ground: Ground) -> None:
    """The refresh reached the provider, its answer not us: trouble at first, and then only the person can help."""
    route, _ = await ground.route()
    session = await ground.sign_in(route)
    ground.certified.lose_next_token_answer()
    with pytest.raises(Unreachable) as lost:
        await ground.renew(session, route)
    assert lost.value.problem.step == "token"
    with pytest.raises(GrantRefused):
        await ground.renew(session, route)
    checked = await ground.client.verify(session, [route])
    assert checked.verdict is Verdict.LIVE, "what was got before serves on"
    assert (await ground.sign_in(route)).check.verdict is Verdict.LIVE


async def test_a_code_whose_answer_is_lost_is_not_asked_for_twice(ground: Ground) -> None:
    route, _ = await ground.route()
    ground.certified.lose_next_token_answer()
    with pytest.raises(Unreachable):
        await ground.sign_in(route)
    assert (await ground.sign_in(route)).check.verdict is Verdict.LIVE


async def test_a_renewal_for_somebody_else(ground: Ground) -> None:
    route, _ = await ground.route()
    session = await ground.sign_in(route)
    with pytest.raises(Exception, match="another person's"):
        await ground.renew(replace(session, person=Person("bob")), route)


async def test_keys_that_rotate(ground: Ground) -> None:
    """A token that an unknown key signed has the keys fetched again, once in a while at most."""
    route, behind = await ground.route()
    late = 0.0
    assert route.provider is not None
    ground.client.providers.keys(route.provider).now = lambda: time.monotonic() + late
    session = await ground.sign_in(route)
    ground.certified.rotate_keys()
    late = FETCHED_EVERY
    session = await ground.renew(session, route)
    assert session.check.verdict is Verdict.LIVE
    assert len(set(behind.keys)) == 2


# Signing out


@pytest.mark.parametrize("deliver", [Deliver.IDENTITY_TOKEN, Deliver.ACCESS_TOKEN])
async def test_signing_out_ends_the_grant(ground: Ground, deliver: Deliver) -> None:
    route, _ = await ground.route(deliver=deliver)
    session = await ground.sign_in(route)
    assert await ground.sign_out(session, route) is Verdict.ENDED
    with pytest.raises(GrantRefused, match="invalid_grant"):
        await ground.renew(session, route)
    # An ID token cannot be taken back: it opens the route until its end, the access token at once no more.
    refusal = (await ground.client.verify(session, [route])).heard[route.origin]
    assert refusal == (None if deliver is Deliver.IDENTITY_TOKEN else Refusal(Closed.NOT_ALLOWED, "3f2a"))


async def test_signing_out_twice_is_no_trouble(ground: Ground) -> None:
    """RFC 7009 §2.2: what is not known there is as good as taken back."""
    route, _ = await ground.route()
    session = await ground.sign_in(route)
    for _ in range(2):
        assert await ground.sign_out(session, route) is Verdict.ENDED


async def test_signing_out_of_one_login_ends_the_others_of_that_browser(ground: Ground) -> None:
    """It gave both for one grant, and takes that back (RFC 7009 §2.1); what the other has serves until its end."""
    route, _ = await ground.route()
    one, other = await ground.sign_in(route), await ground.sign_in(route)
    assert await ground.sign_out(one, route) is Verdict.ENDED
    with pytest.raises(GrantRefused):
        await ground.renew(other, route)
    assert (await ground.client.verify(other, [route])).verdict is Verdict.LIVE


async def test_a_sign_in_of_another_browser_lives_on(ground: Ground) -> None:
    route, _ = await ground.route()
    one = await ground.sign_in(route)
    async with Follower() as elsewhere:
        ground.person.browser = elsewhere
        other = await ground.sign_in(route)
    assert await ground.sign_out(one, route) is Verdict.ENDED
    assert (await ground.renew(other, route)).check.verdict is Verdict.LIVE
