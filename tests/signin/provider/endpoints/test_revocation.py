"""Signing out at the provider: the refresh token first, and nothing that stands in the way of signing out."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl

import jwt
import pytest

from pomtray.core.domain.provider import Provider, TokenAuth
from pomtray.core.domain.session import Verdict
from pomtray.core.errors import Refused, Unreachable
from pomtray.core.protocol.metadata import Metadata
from pomtray.core.secret import Credential, Secret
from pomtray.serve.http import Limits, Request, Response
from pomtray.serve.server import Server
from pomtray.signin.provider.endpoints.revocation import Revoking
from pomtray.signin.provider.providers import Client, Providers
from pomtray.signin.web.http import Web
from tests.signin.answering import Answering, as_json, reply
from tests.signin.issuing import NOW, pem


@dataclass
class Desk:
    web: Web
    server: Answering
    refresh: Secret | None
    access: Credential | None
    provider: Provider = field(
        default_factory=lambda: Provider("idp", "https://idp.pom.test", "pomtray", token_auth=TokenAuth.NONE)
    )

    async def revoke(
        self, metadata: Metadata | None = None, secret: str = "secret", *, is_ours: bool = False
    ) -> tuple[Verdict, bool]:
        """What is known of it, and whether the provider took it."""
        origin = self.server.origin
        usual = Metadata(str(origin), f"{origin}/token", revocation_endpoint=f"{origin}/revoke")
        client = Client(Providers(self.web, lambda: NOW), self.provider, metadata or usual, Secret(secret))
        undone = await Revoking(client, self.refresh, self.access, is_ours).undone()
        assert undone.problem is None
        return undone.verdict, undone.taken

    @property
    def forms(self) -> list[dict[str, str]]:
        return [dict(parse_qsl(body.decode())) for body in self.server.bodies]

    @property
    def revealed(self) -> tuple[str, str]:
        assert self.refresh
        assert self.access
        return self.refresh.reveal(), self.access.reveal()


TAKEN = (Verdict.LIVE, True)
KNOWN = (Verdict.ENDED, False)
NO_WAY = (Verdict.LIVE, False)


@pytest.fixture
async def desk(secret_canary: Callable[[str], str]) -> AsyncIterator[Desk]:
    refresh, access = secret_canary("canary-refresh-revoked"), secret_canary("canary-access-revoked")
    async with Web() as web, Answering({"/revoke": reply(200)}) as server:
        yield Desk(web, server, Secret(refresh), Credential(access))


async def test_without_a_refresh_token_no_refresh_proves_anything(desk: Desk) -> None:
    desk.refresh = None
    assert await desk.revoke(is_ours=True) == TAKEN
    assert desk.server.paths == ["/revoke"]


async def test_the_refresh_token_goes_first(desk: Desk) -> None:
    assert await desk.revoke() == TAKEN
    refresh, access = desk.revealed
    assert desk.forms == [
        {"token": refresh, "token_type_hint": "refresh_token", "client_id": "pomtray"},
        {"token": access, "token_type_hint": "access_token", "client_id": "pomtray"},
    ]
    assert set(desk.server.paths) == {"/revoke"}


async def test_what_is_not_there_is_not_revoked(desk: Desk) -> None:
    refresh, desk.refresh = desk.refresh, None
    assert await desk.revoke() == TAKEN
    desk.refresh, desk.access = refresh, None
    assert await desk.revoke() == TAKEN
    assert [form["token_type_hint"] for form in desk.forms] == ["access_token", "refresh_token"]


async def test_a_provider_without_an_endpoint(desk: Desk) -> None:
    assert await desk.revoke(Metadata("https://idp.pom.test", "https://idp.pom.test/token")) == NO_WAY
    assert desk.forms == []


# Whether it is known (RFC 7009 §2.2: 200 is no proof)


def introspecting(desk: Desk) -> Metadata:
    origin = desk.server.origin
    return Metadata(
        str(origin),
        f"{origin}/token",
        revocation_endpoint=f"{origin}/revoke",
        introspection_endpoint=f"{origin}/introspect",
    )


async def test_what_was_active_and_is_not_any_more_is_known_to_be_over() -> None:
    active = True

    async def provider(request: Request) -> Response:
        nonlocal active
        if request.path == b"/revoke":
            active = False
        return Response(200, body=json.dumps({"active": active}).encode())

    async with Web() as web, Server(provider, limits=Limits(body_bytes=8192)) as server:
        issuer = f"http://127.0.0.1:{server.port}"
        metadata = Metadata(
            issuer, f"{issuer}/t", revocation_endpoint=f"{issuer}/revoke", introspection_endpoint=f"{issuer}/introspect"
        )
        async with Answering() as nobody:
            desk = Desk(web, nobody, Secret("rt"), None)
            assert await desk.revoke(metadata) == KNOWN


@pytest.mark.parametrize(
    "answer",
    [
        as_json(200, {"active": True}),
        as_json(200, {"active": False}),
        as_json(200, {"active": "false"}),
        as_json(200, []),
        as_json(401, {"error": "invalid_client"}),
        reply(503),
    ],
    ids=range(6),
)
async def test_introspection_that_proves_nothing(desk: Desk, answer: bytes) -> None:
    """What another client gets to hear of a token is "not active" too, so that must have been otherwise before."""
    desk.server.answers["/introspect"] = answer
    assert await desk.revoke(introspecting(desk)) == TAKEN


async def test_an_introspection_says_which_kind_of_token_it_is_about(desk: Desk) -> None:
    desk.server.answers["/introspect"] = as_json(200, {"active": True})
    for kind in ("refresh_token", "access_token"):
        await desk.revoke(introspecting(desk))
        asked = [form for path, form in zip(desk.server.paths, desk.forms, strict=True) if path == "/introspect"]
        assert asked[-1]["token_type_hint"] == kind
        desk.refresh = None


async def test_a_refresh_that_is_refused_is_a_proof_for_the_client_that_got_it(desk: Desk) -> None:
    desk.provider = replace(desk.provider, pomerium_client_id="pomerium")
    desk.server.answers["/token"] = as_json(400, {"error": "invalid_grant"})
    assert await desk.revoke(is_ours=True) == KNOWN
    assert desk.forms[-1]["grant_type"] == "refresh_token"
    assert "audience" not in desk.forms[-1], "a token for Pomerium is not what is asked about"
    assert await desk.revoke(is_ours=False) == TAKEN
    assert desk.forms[-1]["token_type_hint"] == "access_token"


@pytest.mark.parametrize(
    "answer",
    [as_json(401, {"error": "invalid_client"}), as_json(400, {"error": "UNAUTHORIZED_CLIENT"}), reply(503), reply(302)],
    ids=range(4),
)
async def test_a_refresh_that_proves_nothing(desk: Desk, answer: bytes) -> None:
    desk.server.answers["/token"] = answer
    assert await desk.revoke(is_ours=True) == TAKEN


async def test_a_refresh_that_still_works_is_revoked_too(desk: Desk) -> None:
    desk.server.answers["/token"] = as_json(200, {"access_token": "at", "refresh_token": "rt-2"})
    assert await desk.revoke(is_ours=True) == TAKEN
    assert desk.forms[-1] == {"token": "rt-2", "token_type_hint": "refresh_token", "client_id": "pomtray"}


async def test_it_says_who_asks(desk: Desk) -> None:
    desk.provider = replace(desk.provider, token_auth=TokenAuth.BASIC)
    assert await desk.revoke() == TAKEN
    assert desk.server.header("authorization") == "Basic cG9tdHJheTpzZWNyZXQ="
    desk.provider = replace(desk.provider, token_auth=TokenAuth.JSON)
    assert await desk.revoke() == TAKEN
    assert desk.forms[-1]["client_secret"] == "secret"


@pytest.mark.parametrize("code", ["invalid_token", "unsupported_token_type", "INVALID_TOKEN"])
async def test_a_token_that_is_unknown_is_done_with(desk: Desk, code: str) -> None:
    desk.server.answers["/revoke"] = as_json(400, {"error": code})
    assert await desk.revoke() == TAKEN
    assert len(desk.forms) == 2


@pytest.mark.parametrize("proof", [True, False])
async def test_a_provider_that_takes_refresh_tokens_only_has_taken_that(
    desk: Desk,
    caplog: pytest.LogCaptureFixture,
    proof: bool,  # noqa: FBT001
) -> None:
    """What it says to an access token, in whatever words, changes nothing of the grant, which is over."""

    async def provider(request: Request) -> Response:
        form = dict(parse_qsl(request.body.decode()))
        if request.path == b"/token" or form.get("token_type_hint") == "access_token":
            return Response(400, body=b'{"error": "invalid_request"}')
        return Response(200)

    async with Server(provider, limits=Limits(body_bytes=8192)) as server:
        issuer = f"http://127.0.0.1:{server.port}"
        metadata = Metadata(issuer, f"{issuer}/token", revocation_endpoint=f"{issuer}/revoke")
        with caplog.at_level(logging.INFO):
            assert await desk.revoke(metadata, is_ours=proof) == (KNOWN if proof else TAKEN)
        assert "the access token was not taken back" in caplog.text
        desk.refresh = None
        with pytest.raises(Refused, match="invalid_request"):
            await desk.revoke(metadata)


async def test_a_no_is_told_without_the_token(desk: Desk) -> None:
    said = {"error": "invalid_client", "error_description": f"not for {desk.revealed[0]}"}
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


@pytest.mark.parametrize(
    "answer",
    [
        reply(200, "<html>Sign in to the hotel's network</html>"),
        reply(302, headers=[("Location", "https://portal.test/")]),
        reply(511),
    ],
    ids=["a page", "a redirect", "511"],
)
async def test_a_networks_own_page_takes_nothing_back(desk: Desk, answer: bytes) -> None:
    """It is asked again once the network is there."""
    desk.server.answers["/revoke"] = answer
    with pytest.raises(Unreachable, match="stands between") as failed:
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
        desk.access = None
        assert await desk.revoke(metadata, pem("p256")) == TAKEN
    assert seen == [issuer, endpoint]


async def test_only_an_assertion_is_tried_twice(desk: Desk) -> None:
    desk.provider = replace(desk.provider, token_auth=TokenAuth.BASIC)
    desk.server.answers["/revoke"] = as_json(401, {"error": "invalid_client"})
    with pytest.raises(Refused, match="invalid_client"):
        await desk.revoke()
    assert len(desk.forms) == 1
