"""A client of the demo's provider, as plain as can be: it checks nothing, so that the tests can."""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, quote_plus, urlencode, urlsplit

import httpx
import jwt

from pomtray.demo.provider.clients import PUBLIC
from tests.demo.playground import World

SCOPE = "openid email profile offline_access"
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@dataclass
class RelyingParty:
    """One client with its PKCE verifier; the callback is the world's listener at `/callback`."""

    world: World
    client_id: str = PUBLIC
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(32))

    @property
    def redirect_uri(self) -> str:
        return f"{self.world.loopback}/callback"

    @property
    def challenge(self) -> str:
        return base64.urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest()).rstrip(b"=").decode()

    def authorize_url(self, **changed: str | None) -> str:
        """An authorization request; None leaves a parameter out."""
        parameters: dict[str, str | None] = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": self.redirect_uri,
            "scope": SCOPE,
            "state": "STATE",
            "nonce": "NONCE",
            "code_challenge": self.challenge,
            "code_challenge_method": "S256",
        }
        kept = {name: value for name, value in (parameters | changed).items() if value is not None}
        return f"{self.world.demo.provider}/authorize?{urlencode(kept)}"

    async def asked(self, **changed: str | None) -> dict[str, str]:
        """What arrives at the callback after the browser has been through."""
        assert await self.world.browser.open(self.authorize_url(**changed)) == 200
        target = urlsplit(self.world.listener.targets[-1])
        assert target.path == "/callback"
        return dict(parse_qsl(target.query))

    async def code(self, **changed: str | None) -> str:
        return (await self.asked(**changed))["code"]

    async def post(self, path: str = "/token", **form: str) -> httpx.Response:
        return await self.world.http.post(
            f"{self.world.demo.provider}{path}", data={"client_id": self.client_id} | form
        )

    async def redeem(self, code: str, /, **changed: str) -> httpx.Response:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect_uri,
            "code_verifier": self.verifier,
        }
        return await self.post(**(form | changed))

    async def tokens(self, **changed: str | None) -> dict[str, Any]:
        """A whole sign-in; the arguments change the authorization request."""
        answer = await self.redeem(await self.code(**changed))
        assert answer.status_code == 200
        content: dict[str, Any] = answer.json()
        return content

    async def refresh(self, token: str, **more: str) -> httpx.Response:
        return await self.post(grant_type="refresh_token", refresh_token=token, **more)

    async def identity_token(self) -> str:
        """For Pomerium's audience, the way of Google (`pomerium.md` §8)."""
        answer = await self.refresh((await self.tokens())["refresh_token"], audience="pomerium")
        return str(answer.json()["id_token"])


def error(answer: httpx.Response, status: int = 400) -> str:
    """The code of an OAuth error, its shape checked (RFC 6749 §5.2)."""
    content = answer.json()
    assert answer.status_code == status
    assert set(content) == {"error", "error_description"}
    assert answer.headers["cache-control"] == "no-store"
    return str(content["error"])


def claims(token: str) -> dict[str, Any]:
    return jwt.decode(token, options={"verify_signature": False})


def basic(client_id: str, secret: str) -> dict[str, str]:
    coded = f"{quote_plus(client_id)}:{quote_plus(secret)}"
    return {"authorization": "Basic " + base64.b64encode(coded.encode()).decode()}
