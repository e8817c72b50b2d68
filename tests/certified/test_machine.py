"""Machine to machine at a certified provider: a JWT for the resource, by a secret and by a key."""

from __future__ import annotations

import secrets
from datetime import timedelta

import pytest

from pomtray.core.domain.access import Closed
from pomtray.core.domain.provider import TokenAuth
from pomtray.core.domain.session import EndSource, Verdict
from pomtray.core.errors import Refused
from tests.certified.clients import MACHINE_FOR
from tests.certified.ground import Ground

WAYS = [("machine", TokenAuth.BASIC), ("machine-ec-key", TokenAuth.PRIVATE_KEY_JWT)]


@pytest.mark.parametrize(("client_id", "auth"), WAYS)
async def test_a_machine_opens_its_route(ground: Ground, client_id: str, auth: TokenAuth) -> None:
    route, behind = await ground.machine_route(ground.provider(client_id, auth))
    session = await ground.sign_in(route)
    assert (session.check.verdict, behind.subjects) == (Verdict.LIVE, [client_id])
    assert session.person.user == client_id
    assert session.end.source is EndSource.SERVER
    assert session.end.at
    assert timedelta() < session.end.at - session.signed_in_at <= timedelta(seconds=MACHINE_FOR)
    renewed = await ground.renew(session, route)
    assert renewed.check.verdict is Verdict.LIVE
    assert renewed.credential != session.credential
    assert not ground.person.pages
    assert not ground.person.questions


async def test_a_machine_that_names_no_resource_gets_a_token_for_none(ground: Ground) -> None:
    """An opaque one, which the route cannot read."""
    route, _ = await ground.machine_route(ground.provider("machine", TokenAuth.BASIC), resource="")
    session = await ground.sign_in(route)
    assert session.refusals[route.origin].why is Closed.NOT_ALLOWED


async def test_a_resource_that_is_none(ground: Ground) -> None:
    route, _ = await ground.machine_route(ground.provider("machine", TokenAuth.BASIC), resource="no address")
    with pytest.raises(Refused, match="invalid_target") as caught:
        await ground.sign_in(route)
    assert "`resource`" in caught.value.problem.action


async def test_a_secret_that_it_does_not_take(ground: Ground) -> None:
    route, _ = await ground.machine_route(ground.provider("machine", TokenAuth.BASIC))
    ground.person.secrets["certified"] = ground.remember(secrets.token_urlsafe(32))
    with pytest.raises(Refused, match="invalid_client"):
        await ground.sign_in(route)
    assert ground.person.refused_secrets == ["certified"]


async def test_a_client_of_people_is_no_machine(ground: Ground) -> None:
    """It says `invalid_request` where RFC 6749 §5.2 has `unauthorized_client`; its own words tell, and ours."""
    route, _ = await ground.machine_route(ground.provider("basic", TokenAuth.BASIC))
    with pytest.raises(Refused, match="requested grant type is not allowed for this client") as caught:
        await ground.sign_in(route)
    assert "`method` of the route" in caught.value.problem.action


async def test_signing_out_a_machine(ground: Ground) -> None:
    """It answers 200, and that is no proof: it does not keep such a token, which opens the route until its end."""
    route, _ = await ground.machine_route(ground.provider("machine", TokenAuth.BASIC))
    session = await ground.sign_in(route)
    assert await ground.sign_out(session, route) is Verdict.LIVE
    assert (await ground.client.verify(session, [route])).verdict is Verdict.LIVE
