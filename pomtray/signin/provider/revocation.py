"""Signing out at the provider: its tokens are taken back (RFC 7009), the refresh token first."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from typing import Final

from pomtray.core.errors import Refused
from pomtray.core.metadata import Metadata
from pomtray.core.oauth import read_error
from pomtray.core.provider import Provider
from pomtray.core.secret import Credential, Secret
from pomtray.signin.http import Answer, Web
from pomtray.signin.provider.answers import Told, asked, is_ok, settle, target
from pomtray.signin.provider.client_authentication import ClientAuthentication, Proof
from pomtray.signin.provider.refusals import refused

STEP: Final = "revocation"
_DONE: Final = frozenset({"invalid_token", "unsupported_token_type"})
"""Google says the first for what it does not know."""


async def revoke(
    web: Web,
    provider: Provider,
    metadata: Metadata,
    secret: Secret | None,
    now: Callable[[], datetime],
    *,
    refresh: Secret | None,
    access: Credential | None,
) -> bool:
    """False where the provider has no endpoint for it. Raises `Unreachable` or `Refused`, step "revocation"."""
    if not metadata.revocation_endpoint:
        return False
    client = ClientAuthentication(provider, secret, now)
    for token, hint in ((refresh, "refresh_token"), (access, "access_token")):
        if token is not None:
            fields = (("token", token.reveal()), ("token_type_hint", hint))
            hide = (token.reveal(), *client.secrets())
            posting = partial(_post, web, metadata.revocation_endpoint, fields, hide)
            _check(*await client.asking(metadata, posting), metadata)
    return True


async def _post(
    web: Web, url: str, fields: Iterable[tuple[str, str]], hide: Iterable[str], proof: Proof
) -> tuple[Answer, Told]:
    asking = web.post(*target(url), [*fields, *proof.fields], authorization=proof.authorization)
    answer = await asked(STEP, asking)
    return answer, read_error(answer.body, hide)


def _check(answer: Answer, told: Told, metadata: Metadata) -> None:
    """A token that is unknown or of a kind that nobody can take back is done with (§2.2, §2.2.1)."""
    settle(STEP, answer, told)
    if not is_ok(answer.status) and told[0] not in _DONE:
        raise Refused(refused(STEP, answer, told, metadata), answer.status, told[0])
