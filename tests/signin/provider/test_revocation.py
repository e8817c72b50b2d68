"""Signing out at the provider: the refresh token first, and nothing that stands in the way of signing out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qsl

import jwt
import pytest

from pomtray.core.errors import Refused, Unreachable
from pomtray.core.metadata import Metadata
from pomtray.core.provider import Provider, TokenAuth
from pomtray.core.secret import Credential, Secret
from pomtray.serve.http import Limits, Request, Response
from pomtray.serve.server import Server
from pomtray.signin.http import Web
from pomtray.signin.provider.revocation import revoke
from tests.signin.answering import Answering, as_json, reply
from tests.signin.issuing import NOW, pem


@dataclass
class Desk:
    web: Web
    server: Answering
    refresh: Secret
    access: Credential
    provider: Provider = field(
        default_factory=lambda: Provider("idp", "https://idp.pom.test", "pomtray", token_auth=TokenAuth.NONE)
    )

    async def revoke(self, **changed: Any) -> bool:
        origin = self.server.origin
        metadata = Metadata(str(origin), f"{origin}/token", revocation_endpoint=f"{origin}/revoke")
        given: dict[str, Any] = {"metadata": metadata, "refresh": self.refresh, "access": self.access}
        given |= {"secret": Secret("secret")} | changed
        return await revoke(self.web, self.provider, now=lambda: NOW, **given)

    @property
    def forms(self) -> list[dict[str, str]]:
        return [dict(parse_qsl(body.decode())) for body in self.server.bodies]


@pytest.fixture
async def desk(secret_canary: Callable[[str], str]) -> AsyncIterator[Desk]:
    refresh, access = secret_canary("canary-refresh-revoked"), secret_canary("canary-access-revoked")
    async with Web() as web, Answering({"/revoke": reply(200)}) as server:
        yield Desk(web, server, Secret(refresh), Credential(access))


async def test_the_refresh_token_goes_first(desk: Desk) -> None:
    assert await desk.revoke()
    assert desk.forms == [
        {"token": desk.refresh.reveal(), "token_type_hint": "refresh_token", "client_id": "pomtray"},
        {"token": desk.access.reveal(), "token_type_hint": "access_token", "client_id": "pomtray"},
    ]
    assert set(desk.server.paths) == {"/revoke"}


async def test_what_is_not_there_is_not_revoked(desk: Desk) -> None:
    assert await desk.revoke(refresh=None)
    assert await desk.revoke(access=None)
    assert [form["token_type_hint"] for form in desk.forms] == ["access_token", "refresh_token"]
    assert await desk.revoke(access=None, refresh=None)
    assert len(desk.forms) == 2


async def test_a_provider_without_an_endpoint(desk: Desk) -> None:
    assert not await desk.revoke(metadata=Metadata("https://idp.pom.test", "https://idp.pom.test/token"))
    assert desk.forms == []


async def test_it_says_who_asks(desk: Desk) -> None:
    desk.provider = replace(desk.provider, token_auth=TokenAuth.BASIC)
    assert await desk.revoke()
    assert desk.server.header("authorization") == "Basic cG9tdHJheTpzZWNyZXQ="
    desk.provider = replace(desk.provider, token_auth=TokenAuth.JSON)
    assert await desk.revoke()
    assert desk.forms[-1]["client_secret"] == "secret"


@pytest.mark.parametrize("code", ["invalid_token", "unsupported_token_type"])
async def test_a_token_that_is_unknown_is_done_with(desk: Desk, code: str) -> None:
    desk.server.answers["/revoke"] = as_json(400, {"error": code})
    assert await desk.revoke()
    assert len(desk.forms) == 2


async def test_a_no_is_told_without_the_token(desk: Desk) -> None:
    said = {"error": "invalid_client", "error_description": f"not for {desk.refresh.reveal()}"}
    desk.server.answers["/revoke"] = as_json(401, said)
    with pytest.raises(Refused) as refused:
        await desk.revoke()
    assert refused.value.problem.step == "revocation"
    assert "invalid_client (not for …)" in refused.value.problem.sentence
    assert len(desk.forms) == 1


@pytest.mark.parametrize("answer", [reply(503), reply(429), b""])
async def test_trouble_that_passes(desk: Desk, answer: bytes) -> None:
    desk.server.answers["/revoke"] = answer
    with pytest.raises(Unreachable) as failed:
        await desk.revoke()
    assert failed.value.problem.step == "revocation"


async def test_a_redirect_takes_the_token_nowhere(desk: Desk) -> None:
    async with Answering() as other:
        desk.server.answers["/revoke"] = reply(307, headers=[("Location", f"{other.origin}/")])
        with pytest.raises(Refused, match="redirects"):
            await desk.revoke()
        assert other.heads == []


async def test_an_assertion_is_for_the_token_endpoint_where_the_issuer_is_not_enough(desk: Desk) -> None:
    """As when tokens are got: one that takes no other would else let nobody sign out."""
    seen: list[str] = []

    async def particular(request: Request) -> Response:
        form = dict(parse_qsl(request.body.decode()))
        seen.append(jwt.decode(form["client_assertion"], options={"verify_signature": False})["aud"])
        return Response(200) if seen[-1] == endpoint else Response(401, body=b'{"error": "invalid_client"}')

    desk.provider = replace(desk.provider, token_auth=TokenAuth.PRIVATE_KEY_JWT)
    async with Server(particular, limits=Limits(body_bytes=8192)) as server:
        issuer = f"http://127.0.0.1:{server.port}"
        endpoint = f"{issuer}/token"
        metadata = Metadata(issuer, endpoint, revocation_endpoint=f"{issuer}/revoke")
        assert await desk.revoke(metadata=metadata, secret=Secret(pem("p256")), access=None)
    assert seen == [issuer, endpoint]


async def test_only_an_assertion_is_tried_twice(desk: Desk) -> None:
    desk.provider = replace(desk.provider, token_auth=TokenAuth.BASIC)
    desk.server.answers["/revoke"] = as_json(401, {"error": "invalid_client"})
    with pytest.raises(Refused, match="invalid_client"):
        await desk.revoke()
    assert len(desk.forms) == 1
