"""The table of providers: each shape signs in, renews, is refused and signs out, as the guide's example if it has one.

An example is played as it stands but for the names of hosts and clients, and for ports.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

import jwt
import pytest

from pomtray.core.domain.provider import SCOPES, Deliver, InVault, Method, Provider, TokenAuth
from pomtray.core.domain.route import HeaderForm, Route
from pomtray.core.domain.session import EndSource, Session
from pomtray.core.errors import GrantRefused, Refused, SignInError
from pomtray.demo.options import POMERIUM_CLIENT, ROBOT
from pomtray.demo.provider.clients import CONFIDENTIAL, PUBLIC
from pomtray.desktop.settings import settings
from pomtray.serve.http import Request, Response
from pomtray.serve.server import Server
from pomtray.signin.provider import machine
from tests.ports import held_port
from tests.signin.provider_ground import Ground, playing
from tests.signin.provider_shapes import SHAPES, Shape, Shaped

GUIDE = (Path(__file__).parents[3] / "docs" / "guide.md").read_text()
PROVIDER = Provider("any", "https://idp.example", "c", token_auth=TokenAuth.NONE)
ANY = Route("r", "https://r.example", method=Method.OIDC, provider=PROVIDER, header=HeaderForm.PLAIN_BEARER)
UPSTREAM = (b"x-envoy-upstream-service-time", b"1")
FORBIDDEN = Response(403, ((b"Content-Type", b"application/json"),), b'{"error":"Forbidden","request_id":"3f2a"}')


def examples(title: str) -> list[Route]:
    """The routes of a provider's section in the guide."""
    section = re.search(rf"^### {title}\n(.*?)^##", GUIDE, re.MULTILINE | re.DOTALL)
    assert section
    (block,) = re.findall(r"^```toml\n(.*?)^```$", section[1], re.MULTILINE | re.DOTALL)
    return list(settings.parse(block, Path("/pomtray.toml")).routes)


def plays() -> Iterator[tuple[str, Shape, Route]]:
    """Every shape with every route of its examples."""
    for shape in SHAPES:
        titles = [shape.title, "Keycloak with several clients"] if shape.title == "Keycloak" else [shape.title]
        for title in titles:
            for example in examples(title) if title else [ANY]:
                yield f"{title or shape.name}: {example.name}", shape, example


@dataclass
class Stage:
    """A demo whose provider has a shape, and the routes that take its tokens."""

    ground: Ground
    shape: Shape
    owner: AsyncExitStack

    async def route(self, example: Route) -> Route:
        """The route of an example, with the demo's hosts and clients in their places."""
        assert example.provider
        written = example.provider
        client_id = CONFIDENTIAL if written.client_secret else PUBLIC
        if example.method is Method.CLIENT_CREDENTIALS:
            client_id = ROBOT
        if written.client_secret:
            self.ground.person.secrets[written.name] = self.ground.demo.client_secret(client_id)
        path = urlsplit(written.issuer).path if self.shape.title else self.shape.path
        provider = replace(
            written,
            issuer=Shaped(self.ground.demo, replace(self.shape, path=path)).issuer,
            client_id=client_id,
            client_secret=InVault() if written.client_secret else None,
            pomerium_client_id=POMERIUM_CLIENT if written.pomerium_client_id else "",
            redirect_uris=tuple(self._registered(written.redirect_uris)),
        )
        audience = example.audience or provider.pomerium_client_id or client_id
        return replace(example, url=await self._serving(example, audience), provider=provider)

    def _registered(self, uris: tuple[str, ...]) -> Iterator[str]:
        """On ports that are free here, and as the provider knows them."""
        for uri in uris:
            parts, port = urlsplit(uri), self.owner.enter_context(held_port())
            any_port = parts.port == 0 and parts.hostname != "localhost"  # the demo knows that of addresses only
            free = uri if any_port else uri.replace(f":{parts.port}/", f":{port}/")
            known = uri.replace(":0/", "/") if any_port else free
            self.ground.demo.options.redirect_uris += (known,)
            yield free

    async def _serving(self, example: Route, audience: str) -> str:
        async def answer(request: Request) -> Response:
            token = (request.header(b"authorization") or [b""])[0].decode().removeprefix("Bearer ")
            return Response(200, (UPSTREAM,), b"Hello.") if self._takes(token, example, audience) else FORBIDDEN

        server = await self.owner.enter_async_context(Server(answer))
        return f"http://127.0.0.1:{server.port}/"

    def _takes(self, token: str, example: Route, audience: str) -> bool:
        provider, now = self.ground.demo._provider, self.ground.clock()
        if example.method is Method.OIDC and example.deliver is Deliver.ACCESS_TOKEN:
            return provider.tokens.person(token, now) is not None
        claims = provider.keys.claims(token) or {"aud": (), "exp": 0}
        named = [claims["aud"]] if isinstance(claims["aud"], str) else claims["aud"]
        return audience in named and now.timestamp() < claims["exp"]

    async def sign_in(self, route: Route) -> Session:
        if route.method is Method.CLIENT_CREDENTIALS:
            return await self.ground.machine(route)
        self.ground.again()
        return await self.ground.sign_in(route)

    async def renew(self, session: Session, route: Route) -> Session:
        if route.method is Method.CLIENT_CREDENTIALS:
            return await machine.renew(session, route, providers=self.ground.providers, hooks=self.ground.person)
        return await self.ground.renew(session, route)


@asynccontextmanager
async def staged(shape: Shape) -> AsyncIterator[Stage]:
    async with playing() as ground, AsyncExitStack() as owner:
        ground.preferences = replace(ground.preferences, sign_in_for=20)
        yield Stage(ground, shape, owner)


PLAYS = {name: (shape, example) for name, shape, example in plays()}


@pytest.mark.parametrize("name", PLAYS)
async def test_a_provider_of_this_shape_is_played_through(name: str) -> None:
    shape, example = PLAYS[name]
    async with staged(shape) as stage:
        route = await stage.route(example)
        session = await stage.sign_in(route)
        assert not stage.ground.person.questions
        assert session.refusals == {}, "the route takes what it gets"
        is_machine = route.method is Method.CLIENT_CREDENTIALS
        assert session.person.user == (ROBOT if is_machine else "alice")
        if route.deliver is Deliver.IDENTITY_TOKEN and not is_machine:
            assert session.end.source is EndSource.TOKEN
        stage.ground.clock.forward(stage.ground.demo.options.token_for / 2)
        renewed = await stage.renew(session, route)
        assert renewed.refusals == {}
        assert renewed.credential != session.credential
        await _refused_at_last(stage, route, renewed)
        await _signed_out(stage, route)


async def _refused_at_last(stage: Stage, route: Route, session: Session) -> None:
    """With the provider's words, and what helps."""
    said = stage.shape.dead[1]
    if route.method is Method.CLIENT_CREDENTIALS:
        said, assert_secret = stage.shape.machine_says_no[1], True
        assert route.provider
        stage.ground.person.secrets[route.provider.name] = "expired"
    else:
        assert_secret = False
        stage.ground.demo.end_grants()
    with pytest.raises(GrantRefused) as refused:
        await stage.renew(session, route)
    problem = refused.value.problem
    assert isinstance(said, dict)
    assert all(str(said[part]).rstrip(".") in problem.sentence for part in said.keys() & {"error", "message"})
    assert ("`client_secret`" in problem.action) == assert_secret
    assert ("Sign in again." in problem.action) != assert_secret


async def _signed_out(stage: Stage, route: Route) -> None:
    if route.method is Method.OIDC:
        session = await stage.sign_in(route)
        assert await stage.ground.sign_out(session, route) == stage.shape.undone


def test_there_are_enough_of_them() -> None:
    assert len(SHAPES) >= 12
    assert len({shape.name for shape in SHAPES}) == len(SHAPES)
    titles = set(re.findall(r"^### (.*)$", GUIDE.partition("## Identity providers, one by one")[2], re.MULTILINE))
    assert {shape.title for shape in SHAPES} - {""} <= titles


@pytest.mark.parametrize("shape", [shape for shape in SHAPES if shape.refuses], ids=lambda shape: shape.name)
async def test_a_scope_that_it_refuses_is_told(shape: Shape) -> None:
    """What `scopes` are where nobody writes them does not do everywhere."""
    async with staged(shape) as stage:
        route = await stage.route(examples(shape.title)[0])
        assert route.provider
        usual = replace(route, provider=replace(route.provider, scopes=SCOPES))
        with pytest.raises(SignInError, match="invalid_scope") as refused:
            await stage.sign_in(usual)
        assert "`scopes`" in refused.value.problem.action


async def test_a_provider_that_signs_with_a_secret_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """Authentik without a signing key."""
    secret = jwt.encode({"sub": "alice"}, "the-clients-own-secret-of-32-bytes", "HS256")
    monkeypatch.setattr(Shaped, "_signed", lambda *_: secret)
    async with staged(next(shape for shape in SHAPES if shape.name == "authentik")) as stage:
        route = await stage.route(examples("Authentik")[0])
        with pytest.raises(Refused, match="signs with a secret: give the client a signing key"):
            await stage.sign_in(route)
