"""The token endpoint: codes, refresh tokens, machines and devices (RFC 6749 §4, §6; RFC 8628)."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, TypeVar

from pomtray.core.domain.provider import Provider, TokenAuth
from pomtray.core.domain.route import Route
from pomtray.core.errors import GrantRefused, Refused
from pomtray.core.protocol.metadata import Metadata
from pomtray.core.protocol.oauth import Device, ErrorAnswer, Tokens, read_device, read_tokens
from pomtray.core.protocol.skew import measured
from pomtray.core.secret import Secret
from pomtray.signin.provider.endpoints.answers import (
    asked,
    error_in,
    is_ok,
    is_refusal,
    let_through,
    settle,
    target,
    unreadable,
)
from pomtray.signin.provider.endpoints.client_authentication import ClientAuthentication, Proof
from pomtray.signin.provider.endpoints.refusals import RENEWS, refused
from pomtray.signin.web.answer import Answer
from pomtray.signin.web.http import Web

STEP: Final = "token"
_DEVICE_GRANT: Final = "urn:ietf:params:oauth:grant-type:device_code"
_SECRETS: Final = frozenset({"code", "code_verifier", "refresh_token", "device_code", "client_assertion"})
"""Fields that a provider may quote and nobody may see."""

Fields = Sequence[tuple[str, str]]
_Read = TypeVar("_Read", Tokens, Device)
_log = logging.getLogger(__name__)


class PollState(StrEnum):
    """The person has not decided on the other device yet (RFC 8628 §3.5)."""

    PENDING = "authorization_pending"
    SLOW_DOWN = "slow_down"
    """Ask 5 s less often from now on."""


class TokenEndpoint:
    """One provider's token endpoint, and the device endpoint that leads to it.

    Every method raises `Unreachable` where asking again can help and `Refused` for a no; step "token".
    """

    def __init__(
        self, web: Web, provider: Provider, metadata: Metadata, secret: Secret | None, now: Callable[[], datetime]
    ) -> None:
        self._web = web
        self._provider = provider
        self._metadata = metadata
        self._client = ClientAuthentication(provider, secret, now)
        self._now = now

    async def redeem(self, code: Secret, *, verifier: Secret, redirect_uri: str) -> Tokens:
        """Tokens for the code that the browser brought (§4.1.3, RFC 7636 §4.5)."""
        return await self._tokens(
            ("grant_type", "authorization_code"),
            ("code", code.reveal()),
            ("redirect_uri", redirect_uri),
            ("code_verifier", verifier.reveal()),
        )

    async def refresh(self, refresh: Secret, *, audience: str | None = None) -> Tokens:
        """New tokens (§6). `audience` None: Pomerium's client id where there is one; "": none.

        No scope is sent: the new token's is then as wide as the first one's. Raises `GrantRefused` for a definite no.
        """
        wanted = self._provider.pomerium_client_id if audience is None else audience
        fields = [("grant_type", "refresh_token"), ("refresh_token", refresh.reveal()), ("audience", wanted)]
        return await self._tokens(*fields)

    async def client_credentials(self, route: Route) -> Tokens:
        """A token for a machine (§4.4). Raises `GrantRefused` for a definite no."""
        return await self._tokens(
            ("grant_type", "client_credentials"),
            ("audience", route.audience),
            ("scope", route.scope),
            ("resource", route.resource),
        )

    async def start_device(self) -> Device:
        """The code that the person types in elsewhere (RFC 8628 §3.1).

        NOTE: Dex and Google look for the client in the form only; Dex gives a code of no client without it.
        """
        fields = [("client_id", self._provider.client_id), ("scope", " ".join(self._provider.scopes))]
        return self._read(read_device, *await self._post(self._metadata.device_authorization_endpoint, fields))

    async def poll(self, code: Secret) -> Tokens | PollState:
        """Ask whether the person has decided (RFC 8628 §3.4)."""
        fields = [("grant_type", _DEVICE_GRANT), ("device_code", code.reveal())]
        answer, told = await self._post(self._metadata.token_endpoint, self._with_params(fields))
        return (
            PollState(told.code)
            if told.code in set(PollState)
            else self._with_skew(self._read(read_tokens, answer, told), answer)
        )

    async def _tokens(self, *fields: tuple[str, str]) -> Tokens:
        answer, told = await self._post(self._metadata.token_endpoint, self._with_params(fields))
        return self._with_skew(self._read(read_tokens, answer, told, dict(fields)["grant_type"]), answer)

    def _with_skew(self, tokens: Tokens, answer: Answer) -> Tokens:
        return replace(tokens, skew=measured(answer.date, self._now()) or timedelta())

    def _with_params(self, fields: Fields) -> Fields:
        """Fields without a value are left out; the settings add fields and replace none of ours."""
        ours = [(name, value) for name, value in fields if value]
        names = {name for name, _ in ours}
        return [*ours, *((name, value) for name, value in self._provider.token_params if name not in names)]

    async def _post(self, url: str, fields: Fields) -> tuple[Answer, ErrorAnswer]:
        answer, told = await self._client.asking(self._metadata, lambda proof: self._post_as(proof, url, fields))
        settle(STEP, answer, told)
        return answer, told

    async def _post_as(self, proof: Proof, url: str, fields: Fields) -> tuple[Answer, ErrorAnswer]:
        sent = [*fields, *(one for one in proof.fields if one not in fields)]
        as_json = self._provider.token_auth is TokenAuth.JSON
        origin, path = target(url)
        answer = await asked(
            STEP, self._web.post(origin, path, sent, as_json=as_json, authorization=proof.authorization)
        )
        let_through(STEP, origin, answer)
        hide = [value for name, value in sent if name in _SECRETS]
        return answer, error_in(answer, [*hide, *self._client.secrets()])

    def _read(
        self, reader: Callable[[bytes], _Read], answer: Answer, told: ErrorAnswer, grant: str = _DEVICE_GRANT
    ) -> _Read:
        """NOTE: some write their errors with the status 200."""
        if not is_ok(answer.status) or told.error:
            is_definite = is_refusal(answer.status) or is_ok(answer.status)
            kind = GrantRefused if grant in RENEWS and is_definite else Refused
            raise kind(refused(STEP, answer, told, self._metadata, grant), answer.status, told.code)
        try:
            read = reader(answer.body)
        except ValueError as error:
            raise unreadable(STEP, answer, error) from None
        for _, reason in read.left_aside:
            _log.info("left aside of what %s sent: %s", self._provider.name, reason)
        return read
