"""A route that takes a provider's tokens as bearer, and answers the others as Pomerium does (`pomerium.md` §7)."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import httpx
import jwt
from jwt.types import Options

from pomtray.serve.http import Request, Response
from pomtray.signin.provider.endpoints.answers import utc_now

_UPSTREAM: Final = (b"X-Envoy-Upstream-Service-Time", b"1")
_PREFIX: Final = "Bearer "
_TIMES: Final[Options] = {"verify_iat": False, "verify_exp": False}
"""They are looked at by the route's own clock."""
_LEEWAY: Final = 2
"""Seconds, for a provider that is ahead by a part of one."""


@dataclass
class BearerRoute:
    """Checks bearers with what the provider publishes, by another library's code than the program's own.

    `audience`: whom a signed token must be for; "" for access tokens, which the provider's userinfo judges.
    """

    issuer: str
    audience: str = ""
    subjects: list[str] = field(default_factory=list)
    """Whose tokens got through, in order."""
    now: Callable[[], datetime] = utc_now
    algorithms: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)

    async def __call__(self, request: Request) -> Response:
        value = (request.header(b"authorization") or [b""])[0].decode()
        if not value.startswith(_PREFIX):
            return _no(401, "Unauthenticated")
        token = value.removeprefix(_PREFIX)
        try:
            subject = await (self._signed(token) if self.audience else self._by_userinfo(token))
        except (jwt.PyJWTError, httpx.HTTPStatusError):
            return _no(403, "Forbidden")
        self.subjects.append(subject)
        return Response(200, (_UPSTREAM, (b"Content-Type", b"text/plain")), b"Hello.")

    async def _signed(self, token: str) -> str:
        head = jwt.get_unverified_header(token)
        keys = jwt.PyJWKSet.from_dict(await self._asked("jwks"))
        key = next((key for key in keys.keys if key.key_id == head.get("kid")), None)
        if key is None:
            raise jwt.InvalidKeyError
        claims = jwt.decode(
            token, key, [key.algorithm_name], audience=self.audience, issuer=self.issuer, options=_TIMES
        )
        if not claims["iat"] - _LEEWAY <= self.now().timestamp() < claims["exp"]:
            raise jwt.ExpiredSignatureError
        self.algorithms.append(head["alg"])
        self.keys.append(head["kid"])
        return str(claims["sub"])

    async def _by_userinfo(self, token: str) -> str:
        return str((await self._asked("me", {"Authorization": f"Bearer {token}"}))["sub"])

    async def _asked(self, path: str, headers: dict[str, str] | None = None) -> dict[str, Any]:
        async with httpx.AsyncClient(trust_env=False) as client:
            answer = (await client.get(f"{self.issuer}/{path}", headers=headers)).raise_for_status()
        found: dict[str, Any] = answer.json()
        return found


def _no(status: int, error: str) -> Response:
    body = json.dumps({"error": error, "request_id": "3f2a"}).encode()
    return Response(status, ((b"Content-Type", b"application/json"), (b"X-Request-Id", b"3f2a")), body)
