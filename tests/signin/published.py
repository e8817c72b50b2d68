"""A provider that publishes keys, and what the program makes of the ID tokens it is given."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from pomtray.core.errors import Refused
from pomtray.core.protocol.id_token import IdToken
from pomtray.core.protocol.metadata import Metadata
from pomtray.core.secret import Credential
from pomtray.signin.provider.endpoints.jwks import Keys
from pomtray.signin.provider.id_token import validated
from pomtray.signin.web.http import Web
from tests.signin.answering import Answering, as_json
from tests.signin.issuing import CLIENT, ISSUER, NOW, Token, b64, jwk

ACCESS = Credential("an-access-token")
PUBLISHED = ("rsa", "p256", "p384", "p521", "ed")


@dataclass
class Provider:
    server: Answering
    web: Web
    seconds: float = 0.0
    pauses: list[float] = field(default_factory=list)
    held: asyncio.Event | None = None
    """A pause ends no sooner than this is set."""
    keys: Keys = field(init=False)

    def __post_init__(self) -> None:
        self.keys = Keys(self.web, lambda: self.seconds, self._pause)

    async def _pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.seconds += seconds
        if self.held is not None:
            await self.held.wait()

    def publish(self, *keys: object) -> None:
        self.server.answers["/jwks"] = as_json(200, {"keys": keys})

    @property
    def jwks_uri(self) -> str:
        return f"{self.server.origin}/jwks"

    @property
    def fetches(self) -> int:
        return self.server.paths.count("/jwks")

    async def validated(self, token: str, **changed: object) -> IdToken:
        asked: dict[str, object] = {
            "metadata": Metadata(ISSUER, f"{ISSUER}/token", jwks_uri=self.jwks_uri),
            "audience": CLIENT,
            "nonce": "n-1",
            "now": NOW,
        }
        return await validated(self.keys, Credential(token), **(asked | changed))  # type: ignore[arg-type]

    async def takes(self, token: Token) -> bool:
        """Whether one of the keys made the signature."""
        try:
            await self.validated(token.text())
        except Refused as error:
            if "none of the provider's keys" not in error.problem.sentence:
                raise
            return False
        return True


@asynccontextmanager
async def published() -> AsyncIterator[Provider]:
    async with Web() as web, Answering() as server:
        made = Provider(server, web)
        made.publish(*(jwk(name) for name in PUBLISHED))
        yield made


def at_hash(access: Credential, algorithm: str = "sha256") -> str:
    digest = hashlib.new(algorithm, access.reveal().encode()).digest()
    return b64(digest[: len(digest) // 2])
