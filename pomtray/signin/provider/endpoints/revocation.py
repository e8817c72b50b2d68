"""Signing out at the provider: its tokens are taken back (RFC 7009), the refresh token first, and whether they were.

A provider answers 200 for a token that it does not know too, and for another client's, so that is no proof (§2.2).
"""

from __future__ import annotations

import logging
from functools import partial
from typing import Final

from pomtray.core.domain.session import RevocationResult, Verdict
from pomtray.core.errors import PomtrayError, Refused
from pomtray.core.light_dataclass import dataclass
from pomtray.core.protocol.oauth import ErrorAnswer
from pomtray.core.protocol.strict_json import read_object
from pomtray.core.secret import Credential, Secret
from pomtray.signin.provider.endpoints.answers import asked, error_in, is_ok, is_refusal, let_through, settle, target
from pomtray.signin.provider.endpoints.client_authentication import ClientAuthentication, Proof
from pomtray.signin.provider.endpoints.refusals import refused
from pomtray.signin.provider.providers import Client
from pomtray.signin.web.answer import Answer

STEP: Final = "revocation"
_log = logging.getLogger(__name__)
_DONE: Final = frozenset({"invalid_token", "unsupported_token_type"})
"""Google says the first for what it does not know."""
_OURS: Final = frozenset({"invalid_client", "unauthorized_client"})
"""A refresh that is refused for these says nothing of the token."""


@dataclass(frozen=True, slots=True)
class Revoking:
    """Us, taking back what the provider gave one session. `is_ours`: it is known that it was given to this client."""

    client: Client
    refresh: Secret | None
    access: Credential | None
    is_ours: bool

    async def undone(self) -> RevocationResult:
        """Raises `Unreachable` or `Refused`, step "revocation"."""
        if not self.client.metadata.revocation_endpoint:
            return RevocationResult(Verdict.LIVE)
        was_active = await self._is_active()
        await self._revoke(self.refresh, "refresh_token")
        await self._revoke_access()
        is_known = await self._is_over(was_active=was_active)
        return RevocationResult(Verdict.ENDED) if is_known else RevocationResult(Verdict.LIVE, taken=True)

    async def _revoke_access(self) -> None:
        """Many take back refresh tokens only, and have their own words for that: the grant is over all the same."""
        try:
            await self._revoke(self.access, "access_token")
        except Refused as error:
            if self.refresh is None:
                raise
            _log.info("the access token was not taken back: %s", error.problem.short())

    async def _revoke(self, token: Secret | None, hint: str) -> None:
        if token is None:
            return
        answer, told = await self._ask(self.client.metadata.revocation_endpoint, token, hint)
        settle(STEP, answer, told)
        if not is_ok(answer.status) and told.code not in _DONE:
            raise Refused(refused(STEP, answer, told, self.client.metadata), answer.status, told.code)

    async def _is_over(self, *, was_active: bool | None) -> bool:
        """Whether it is known: what was active is not any more (RFC 7662 §2.2), or a refresh is refused."""
        if was_active:
            return await self._is_active() is False
        return self.is_ours and self.refresh is not None and await self._is_refused(self.refresh)

    async def _is_active(self) -> bool | None:
        """None where that cannot be asked; what another client gets to hear is "not active" too."""
        token, url = self.refresh or self.access, self.client.metadata.introspection_endpoint
        if token is None or not url:
            return None
        try:
            answer, _ = await self._ask(url, token, "refresh_token" if self.refresh else "access_token")
            active = read_object(answer.body).get("active") if is_ok(answer.status) else None
        except (PomtrayError, ValueError):
            return None
        return active if isinstance(active, bool) else None

    async def _is_refused(self, refresh: Secret) -> bool:
        """NOTE: one that is not refused is revoked once more, with what it has just brought."""
        try:
            tokens = await self.client.tokens.refresh(refresh, audience="")
        except Refused as error:
            return is_refusal(error.status) and error.code not in _OURS
        except PomtrayError:
            return False
        await self._revoke(tokens.refresh, "refresh_token")
        return False

    async def _ask(self, url: str, token: Secret, hint: str) -> tuple[Answer, ErrorAnswer]:
        providers = self.client.providers
        client = ClientAuthentication(self.client.provider, self.client.secret, providers.now)
        fields = (("token", token.reveal()), ("token_type_hint", hint))
        return await client.asking(self.client.metadata, partial(self._post, url, fields, client.secrets()))

    async def _post(
        self, url: str, fields: tuple[tuple[str, str], ...], hide: tuple[str, ...], proof: Proof
    ) -> tuple[Answer, ErrorAnswer]:
        (origin, path), sent = target(url), [*fields, *proof.fields]
        posting = self.client.web.post(origin, path, sent, authorization=proof.authorization)
        answer = await asked(STEP, posting)
        let_through(STEP, origin, answer)
        return answer, error_in(answer, [fields[0][1], *hide])
