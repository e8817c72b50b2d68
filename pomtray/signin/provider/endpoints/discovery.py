"""Finding a provider's endpoints: OpenID Connect Discovery, else RFC 8414, with the issuer compared (§3.3 there)."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Final

from pomtray.core.domain.provider import Provider
from pomtray.core.errors import Problem, Refused
from pomtray.core.protocol.metadata import Metadata, discovery_urls, read_metadata
from pomtray.core.text import joined, phrase
from pomtray.signin.provider.endpoints.answers import OK, asked, in_the_way, settle, target, unreadable
from pomtray.signin.web.answer import Answer
from pomtray.signin.web.http import Web
from pomtray.signin.web.intermediaries import intermediary_of

STEP: Final = "discovery"
_CHECK_ISSUER: Final = phrase(
    "Check `issuer` in the settings: its /.well-known/openid-configuration must open in a browser."
)
_NOT_THERE: Final = 404
_log = logging.getLogger(__name__)


async def discover(web: Web, provider: Provider) -> Metadata:
    """The provider's metadata, asked anew. Raises `Unreachable` or `Refused`, step "discovery"."""
    first, *others = discovery_urls(provider.issuer)
    answer = found = await _fetched(web, first)
    for url in others:
        if found.status == _NOT_THERE:
            found = await _fetched(web, url)
    if found.status != OK:
        raise Refused(_refused(first, answer), answer.status)
    try:
        metadata = read_metadata(found.body, issuer=provider.issuer)
    except ValueError as error:
        raise unreadable(STEP, found, error) from None
    for _, reason in metadata.left_aside:
        _log.info("left aside of what %s says: %s", provider.name, reason)
    return metadata


async def _fetched(web: Web, url: str) -> Answer:
    origin, path = target(url)
    answer = await asked(STEP, web.get(origin, path))
    if (found := intermediary_of(origin, answer)) is not None:
        told = in_the_way(STEP, origin, answer, found)
        raise Refused(replace(told, action=joined(" ", (told.action, _CHECK_ISSUER))), answer.status)
    settle(STEP, answer)
    return answer


def _refused(url: str, answer: Answer) -> Problem:
    if answer.redirects:
        sentence = phrase("{url} redirects, which is not followed: the provider's metadata is not there.", url=url)
    else:
        sentence = phrase(
            "{url} answered {status}: the provider's metadata is not there.", url=url, status=answer.status
        )
    return Problem(
        phrase("Not an OpenID provider"),
        sentence,
        phrase(
            "Check `issuer` in the settings: its /.well-known/openid-configuration must open in a browser. "
            "For a provider that has none, write `token_endpoint` and the other endpoints in place of "
            "`issuer`."
        ),
        STEP,
        answer.request_id,
    )
