"""A computer whose clock is wrong: the provider's answers tell by how much, and it signs in all the same."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from pomtray.core.domain.provider import InVault, TokenAuth
from pomtray.core.domain.session import Verdict
from pomtray.core.errors import Refused
from pomtray.signin.provider.providers import Providers
from tests.signin.issuing import NOW, Token
from tests.signin.provider_ground import Ground, playing
from tests.signin.published import Provider, published

WRONG_BY = [timedelta(seconds=-61), timedelta(seconds=61), timedelta(minutes=-10), timedelta(hours=20)]


@pytest.fixture
async def ground() -> AsyncIterator[Ground]:
    async with playing() as made:
        yield made


def wrong(ground: Ground, by: timedelta) -> None:
    """From now on our clock is ahead of everybody's `by` so much."""
    ground.providers = Providers(ground.web, lambda: ground.clock() + by)


@pytest.mark.parametrize("name", ["exchange", "identity-token", "access-token"])
@pytest.mark.parametrize("by", WRONG_BY, ids=str)
async def test_people_sign_in_and_renew(ground: Ground, name: str, by: timedelta) -> None:
    wrong(ground, by)
    route = ground.route(name)
    session = await ground.sign_in(route)
    for _ in range(2):
        assert session.check.verdict is Verdict.LIVE
        assert session.end.at == ground.clock() + by + timedelta(minutes=5), "by our clock"
        assert session.check.skew == by
        ground.clock.forward(timedelta(minutes=4))
        session = await ground.renew(session, route)


@pytest.mark.parametrize("by", WRONG_BY, ids=str)
async def test_an_assertion_is_made_by_the_providers_clock(ground: Ground, by: timedelta) -> None:
    wrong(ground, by)
    auth = TokenAuth.PRIVATE_KEY_JWT
    route = ground.route(client_id="pomtray-demo-key", client_secret=InVault(), token_auth=auth)
    ground.person.secrets["demo"] = ground.demo.client_secret("pomtray-demo-key")
    assert (await ground.sign_in(route)).check.verdict is Verdict.LIVE


@pytest.mark.parametrize("by", [timedelta(hours=25), timedelta(days=-400)], ids=str)
async def test_more_than_a_day_is_not_believed_and_told(ground: Ground, by: timedelta) -> None:
    wrong(ground, by)
    with pytest.raises(Refused, match="clock may be wrong") as caught:
        await ground.sign_in()
    far = "25 h ahead of" if by > timedelta() else "400 d behind"
    advice = f"This clock is {far} the server's: set this computer's clock. Then sign in again."
    assert caught.value.problem.action == advice


async def test_keys_from_before_the_clock_was_set_are_fetched_again(ground: Ground) -> None:
    """Else they would contradict what the token endpoint's answer tells."""
    by = timedelta()
    ground.providers = Providers(ground.web, lambda: ground.clock() + by)
    seconds = 0.0
    route = ground.route()
    assert route.provider is not None
    ground.providers.keys(route.provider).now = lambda: seconds
    session = await ground.sign_in(route)
    by, seconds = timedelta(minutes=-7), 60.0
    assert (await ground.renew(session, route)).check.skew == by
    assert len([path for _, path, _ in ground.seen("idp") if path == "/jwks"]) == 2


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    async with published() as made:
        yield made


async def test_a_difference_that_only_the_token_endpoint_tells_is_not_believed(provider: Provider) -> None:
    """The keys' answer says that our clock is right."""
    late = Token().text()
    hour = timedelta(hours=1)
    assert (await provider.validated(late, skew=timedelta())).skew == timedelta()
    with pytest.raises(Refused, match="issued in the future"):
        await provider.validated(late, now=NOW - hour, skew=-hour)
