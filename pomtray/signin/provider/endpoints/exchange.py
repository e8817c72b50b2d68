"""Pomerium's older exchange: an ID token for a token of Pomerium's own (`pomerium.md` §8)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from pomtray.core.domain.origin import Origin
from pomtray.core.domain.session import End, EndSource
from pomtray.core.errors import Problem, Refused, Unreachable
from pomtray.core.protocol.skew import believed, in_our_time, measured
from pomtray.core.protocol.strict_json import read_object
from pomtray.core.secret import Credential
from pomtray.core.text import phrase, reason_of
from pomtray.signin.provider.endpoints.answers import OK, asked, in_the_way, is_passing, target
from pomtray.signin.web.answer import Answer
from pomtray.signin.web.http import Web
from pomtray.signin.web.intermediaries import Intermediary, intermediary_of

STEP: Final = "exchange"
_BAD_TOKEN: Final = 500
"""What the older Pomerium answers to a signature or an audience that is wrong."""
_INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)\Z", re.ASCII)
_YEARS: Final = range(2000, 9000)


async def exchange(web: Web, url: str, id_token: Credential, now: Callable[[], datetime]) -> tuple[Credential, End]:
    """The token and its end, by our clock `now`. Raises `Unreachable` or `Refused`, step "exchange"."""
    origin, path = target(url)
    answer = await asked(STEP, web.post(origin, path, [("id_token", id_token.reveal())]))
    found = intermediary_of(origin, answer)
    if is_passing(answer.status) and answer.status != _BAD_TOKEN:
        raise Unreachable(_refused(origin, answer, found))
    if answer.status != OK or found is not None:
        raise Refused(_refused(origin, answer, found), answer.status)
    try:
        said = read_object(answer.body)
        end = End(_expiry(said), EndSource.SERVER)
        return _token(said), in_our_time(end, believed(measured(answer.date, now())))
    except ValueError as error:
        raise Refused(_unreadable(origin, answer, reason_of(error)), answer.status) from None


def _token(said: dict[str, object]) -> Credential:
    token = said.get("Token")
    if not isinstance(token, str) or not token:
        raise ValueError(phrase("it has no Token"))
    return Credential(token)


def _expiry(said: dict[str, object]) -> datetime:
    """Go's RFC 3339: nanoseconds are cut to microseconds."""
    text = said.get("Expiry")
    if not isinstance(text, str) or _INSTANT.match(text) is None:
        raise ValueError(phrase("it has no Expiry"))
    try:
        at = datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(phrase("its Expiry is no time")) from None
    if at.year not in _YEARS:
        raise ValueError(phrase("its Expiry is no time"))
    return at


def _refused(origin: Origin, answer: Answer, found: Intermediary | None) -> Problem:
    """found: what stands between."""
    if found is not None:
        return in_the_way(STEP, origin, answer, found)
    title, meaning, action = _meaning(answer.status)
    sentence = phrase(
        "{origin} answered {status} to the exchange: {meaning}.",
        origin=origin.authority,
        status=answer.status,
        meaning=meaning,
    )
    return Problem(title, sentence, action, STEP, answer.request_id)


def _meaning(status: int) -> tuple[str, str, str]:
    deliver = phrase('Set `deliver = "identity_token"` for the route, and `bearer_token_format` in Pomerium.')
    match status:
        case 404 | 405:
            return phrase("No exchange here"), phrase("a Pomerium of today has none"), deliver
        case 403:
            return (
                phrase("No exchange here"),
                phrase("this Pomerium takes the exchange for a forged request, as v0.4 does"),
                deliver,
            )
        case 400:
            return (
                phrase("The exchange was not understood"),
                phrase("it did not find an ID token in what was sent"),
                phrase("Check `exchange_url` in the settings: https://authenticate…/api/v1/token."),
            )
        case 500:  # _BAD_TOKEN
            return (
                phrase("The ID token was not accepted"),
                phrase("its signature or its audience is not what this Pomerium expects"),
                phrase("Check `pomerium_client_id`, and that Pomerium uses the same provider."),
            )
        case _ if is_passing(status):
            return phrase("The server has trouble"), phrase("it failed"), phrase("Try again in a moment.")
        case _:
            return (
                phrase("Not the exchange"),
                phrase("a Pomerium does not answer like that"),
                phrase("Check `exchange_url` in the settings: https://authenticate…/api/v1/token."),
            )


def _unreadable(origin: Origin, answer: Answer, reason: str) -> Problem:
    return Problem(
        phrase("The exchange's answer cannot be used"),
        phrase("What {origin} sent is not a token and its end: {reason}.", origin=origin.authority, reason=reason),
        phrase("Check `exchange_url` in the settings: https://authenticate…/api/v1/token."),
        STEP,
        answer.request_id,
    )
