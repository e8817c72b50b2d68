"""Finding a provider's endpoints: OpenID Connect Discovery, with the issuer compared (RFC 8414 §3.3)."""

from __future__ import annotations

from typing import Final

from pomtray.core.errors import Problem, Refused
from pomtray.core.oauth import Metadata, discovery_url, read_metadata
from pomtray.core.provider import Provider
from pomtray.signin.http import Answer, Web
from pomtray.signin.provider.answers import OK, asked, settle, target, unreadable

STEP: Final = "discovery"
_REDIRECTS: Final = range(300, 400)


async def discover(web: Web, provider: Provider) -> Metadata:
    """The provider's metadata, asked anew. Raises `Unreachable` or `Refused`, step "discovery"."""
    origin, path = target(discovery_url(provider.issuer))
    answer = await asked(STEP, web.get(origin, path))
    settle(STEP, answer)
    if answer.status != OK:
        raise Refused(_refused(provider, answer), answer.status)
    try:
        return read_metadata(answer.body, issuer=provider.issuer)
    except ValueError as error:
        raise unreadable(STEP, answer, error) from None


def _refused(provider: Provider, answer: Answer) -> Problem:
    what = "redirects, which is not followed" if answer.status in _REDIRECTS else f"answered {answer.status}"
    return Problem(
        "Not an OpenID provider",
        f"{discovery_url(provider.issuer)} {what}: the provider's metadata is not there.",
        "Check `issuer` in the settings: its /.well-known/openid-configuration must open in a browser.",
        STEP,
        answer.request_id,
    )
