"""A provider's token endpoint whose every answer a test sets, and us before it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qsl

from pomtray.core.domain.provider import Method, Provider
from pomtray.core.domain.route import HeaderForm, Route
from pomtray.core.protocol.metadata import Metadata
from pomtray.core.protocol.oauth import Tokens
from pomtray.core.secret import Secret
from pomtray.signin.provider.endpoints.token_endpoint import TokenEndpoint
from pomtray.signin.web.http import Web
from tests.signin.answering import Answering, as_json
from tests.signin.issuing import NOW

SECRET = "the-clients-own-secret"
GOOD = {"access_token": "at-1", "token_type": "Bearer", "expires_in": 300}
MACHINE = Route("m", "https://m.pom.test", method=Method.CLIENT_CREDENTIALS, header=HeaderForm.PLAIN_BEARER)


@dataclass
class Desk:
    server: Answering
    web: Web
    provider: Provider = field(default_factory=lambda: Provider("idp", "https://idp.pom.test", "pomtray"))
    secret: Secret | None = field(default_factory=lambda: Secret(SECRET))

    def settings(self, **changed: Any) -> None:
        self.provider = replace(self.provider, **changed)

    def says(self, answer: bytes | None) -> None:
        self.server.answers["/token"] = answer

    @property
    def endpoint(self) -> TokenEndpoint:
        origin = self.server.origin
        metadata = Metadata(str(origin), f"{origin}/token", device_authorization_endpoint=f"{origin}/device")
        return TokenEndpoint(self.web, self.provider, metadata, self.secret, lambda: NOW)

    async def refresh(self) -> Tokens:
        return await self.endpoint.refresh(Secret("rt-1"))

    @property
    def form(self) -> dict[str, str]:
        pairs = parse_qsl(self.server.bodies[-1].decode(), keep_blank_values=True, strict_parsing=True)
        assert len(dict(pairs)) == len(pairs)
        return dict(pairs)


@asynccontextmanager
async def opened() -> AsyncIterator[Desk]:
    async with Web() as web, Answering() as server:
        made = Desk(server, web)
        made.says(as_json(200, GOOD))
        yield made
