"""From a provider's tokens to what the route gets: what is believed of them, and what is asked for."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qsl

import pytest

from pomtray.core.domain.provider import Deliver, Method, Provider, TokenAuth
from pomtray.core.domain.route import Route
from pomtray.core.domain.session import Credential, End, EndSource, Person
from pomtray.core.errors import Refused
from pomtray.core.protocol.metadata import Metadata
from pomtray.core.protocol.oauth import Tokens
from pomtray.core.protocol.sign_in_url import LATEST
from pomtray.core.secret import Secret
from pomtray.signin.provider.attempt import first_id_token
from pomtray.signin.provider.delivering import Delivering, end_of_access
from pomtray.signin.provider.providers import Client, Providers
from tests.signin.answering import Answering, as_json
from tests.signin.authorities import Authority
from tests.signin.issuing import CLIENT, ISSUER, NOW, Token, claims, seconds
from tests.signin.published import ACCESS, at_hash, published
from tests.signin.published import Provider as Published

ROUTE = Route("wiki", "https://wiki.pom.test", method=Method.OIDC)


@dataclass
class Kept:
    refreshes: list[Secret] = field(default_factory=list)

    async def keep(self, refresh: Secret) -> None:
        self.refreshes.append(refresh)

    async def secret(self, provider: Provider) -> Secret:
        raise AssertionError(f"{provider.name} has no secret")

    def secret_refused(self, provider: Provider) -> None:
        raise AssertionError(f"{provider.name} has no secret")


@pytest.fixture
async def provider() -> AsyncIterator[Published]:
    async with published() as made:
        yield made


def client(provider: Published, pomerium_client_id: str = "") -> Client:
    metadata = Metadata(ISSUER, f"{provider.server.origin}/token", jwks_uri=provider.jwks_uri)
    us = Provider("idp", ISSUER, CLIENT, pomerium_client_id=pomerium_client_id, token_auth=TokenAuth.NONE)
    return Client(Providers(provider.web, lambda: NOW), us, metadata, None)


def tokens(**changed: object) -> Tokens:
    return Tokens(access=ACCESS, id_token=Credential(Token(claims(**changed)).text()))


async def test_an_id_token_belongs_to_the_access_token_that_came_with_it(provider: Published) -> None:
    """OpenID Connect Core §3.1.3.8."""
    delivering = Delivering(client(provider), ROUTE, Kept())
    good, bad = (tokens(at_hash=at_hash(access)) for access in (ACCESS, Credential("another")))
    assert (await delivering.believed(good, {CLIENT}, nonce="n-1")).sub == "alice"
    with pytest.raises(Refused, match="access token"):
        await delivering.believed(bad, {CLIENT}, nonce="n-1")


@pytest.mark.parametrize(
    ("audience", "pomerium", "is_believed"),
    [(CLIENT, "", True), ("pomerium", "pomerium", True), ("pomerium", "", False), ("", "", False), ("", "p", False)],
)
async def test_the_first_id_token_is_for_us_or_for_pomerium(
    provider: Published, audience: str, pomerium: str, *, is_believed: bool
) -> None:
    """Where Pomerium has no client of its own there, its name is no audience, nor is an empty one."""
    signing_in = first_id_token(client(provider, pomerium), ROUTE, Kept(), tokens(aud=audience, azp=CLIENT), "n-1")  # type: ignore[arg-type]  # it keeps, and asks for nothing
    if is_believed:
        assert (await signing_in).sub == "alice"
    else:
        with pytest.raises(Refused, match="for another client"):
            await signing_in


async def test_who_it_is_says_the_userinfo_endpoint_where_the_id_token_does_not(provider: Published) -> None:
    us, said = client(provider), {"sub": "alice", "email": "alice@example.com", "name": "Alice"}
    provider.server.answers["/userinfo"] = as_json(200, said)
    us = replace(us, metadata=replace(us.metadata, userinfo_endpoint=f"{provider.server.origin}/userinfo"))
    signing_in = first_id_token(us, ROUTE, Kept(), tokens(email=None, name=None), "n-1")  # type: ignore[arg-type]  # it keeps, and asks for nothing
    assert (await signing_in).person == Person("alice", "alice@example.com", "Alice")


async def test_the_first_id_token_belongs_to_this_sign_in(provider: Published) -> None:
    with pytest.raises(Refused, match="another sign-in"):
        await first_id_token(client(provider), ROUTE, Kept(), tokens(), "n-2")  # type: ignore[arg-type]  # it keeps, and asks for nothing


@pytest.mark.parametrize(("deliver", "audience"), [(Deliver.ACCESS_TOKEN, None), (Deliver.IDENTITY_TOKEN, "pomerium")])
async def test_a_renewal_asks_for_pomeriums_audience_where_the_route_gets_an_id_token(
    provider: Published, deliver: Deliver, audience: str | None
) -> None:
    """An access token with that audience would be for Pomerium, and not for the service behind the route."""
    provider.server.answers["/token"] = as_json(
        200,
        {
            "access_token": "at",
            "token_type": "Bearer",
            "id_token": Token(claims(aud="pomerium", azp=CLIENT, nonce=None)).text(),
            "refresh_token": "rt-2",
        },
    )
    kept = Kept()
    delivering = Delivering(client(provider, "pomerium"), replace(ROUTE, deliver=deliver), kept)
    delivered = await delivering.renewed(Secret("rt-1"), "alice")
    assert dict(parse_qsl(provider.server.bodies[0].decode())).get("audience") == audience
    assert kept.refreshes == [Secret("rt-2")] == [delivered.refresh]


async def test_the_exchange_is_asked_with_the_routes_authority(provider: Published, tmp_path: Path) -> None:
    """It is Pomerium's, whatever the provider's is."""
    lab = Authority(tmp_path, "lab")
    renewed = {"access_token": "at", "token_type": "Bearer", "id_token": Token(claims(nonce=None)).text()}
    provider.server.answers["/token"] = as_json(200, renewed)
    async with Answering(tls=lab.server()) as pomerium:
        pomerium.answers["/x"] = as_json(200, {"Token": "exchanged", "Expiry": "2026-11-21T09:05:00Z"})
        route = replace(ROUTE, deliver=Deliver.EXCHANGE, exchange_url=f"{pomerium.origin}/x", ca=lab.file)
        delivered = await Delivering(client(provider), route, Kept()).renewed(Secret("rt"), "alice")
    assert delivered.credential == Credential("exchanged")


ESTIMATE = End(NOW + timedelta(seconds=3600), EndSource.ESTIMATE)
LAST = datetime.fromtimestamp(LATEST, UTC)


@pytest.mark.parametrize(
    ("exp", "end"),
    [
        (seconds(300), End(NOW + timedelta(seconds=300), EndSource.TOKEN)),
        (LATEST, End(LAST, EndSource.TOKEN)),
        (LATEST + 1, ESTIMATE),
        (0, ESTIMATE),
        (-1, ESTIMATE),
        (True, ESTIMATE),
        ("300", ESTIMATE),
        (None, ESTIMATE),
    ],
)
def test_where_nobody_says_how_long_an_access_token_lasts_it_says_so_itself_or_the_settings(
    exp: object, end: End
) -> None:
    access = Credential(Token(claims(exp=exp)).text())
    assert end_of_access(Tokens(access=access), ROUTE, NOW) == end
    said = Tokens(access=access, lasts_for=timedelta(seconds=60))
    assert end_of_access(said, ROUTE, NOW) == End(NOW + timedelta(seconds=60), EndSource.SERVER)


def test_its_own_end_is_told_by_this_computers_clock() -> None:
    """The provider's clock is five minutes behind: what ends there in five minutes ends here in ten."""
    ahead = Tokens(access=Credential(Token(claims()).text()), skew=timedelta(minutes=5))
    assert end_of_access(ahead, ROUTE, NOW) == End(NOW + timedelta(minutes=10), EndSource.TOKEN)
