"""Whether a route takes bearer tokens, found out before a provider's token goes there; and what it says to one.

Pomerium's `bearer_token_format` decides (`pomerium.md` §7). With `default` the bearer is not looked at: it reaches the
service behind the route as it is, and whoever runs that could use it. So the first bearer that a route gets is made
up. Pomerium's answer to it tells the formats apart: 403 where it was read, 401 (or a redirect to the sign-in, on older
servers) where it was not; an answer of the service itself means that anybody gets through.
"""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Collection
from datetime import datetime
from typing import Final

from pomtray.core.domain.access import Closed
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.provider import Deliver
from pomtray.core.domain.route import Route
from pomtray.core.domain.session import Session, Verdict
from pomtray.core.errors import PomtrayError
from pomtray.core.protocol.skew import measured
from pomtray.core.secret import Credential
from pomtray.signin.provider import words
from pomtray.signin.provider.hooks import Asks
from pomtray.signin.routes.answer import Meaning, ask, meaning_of, refusal
from pomtray.signin.routes.checking import CheckResult
from pomtray.signin.web.answer import Answer
from pomtray.signin.web.http import Web

_UNAUTHORIZED: Final = 401
_LETS_IN: Final = range(200, 300)


async def guard(web: Web, route: Route, issuer: Origin, hooks: Asks, known: Collection[Session]) -> frozenset[Origin]:
    """Find out whether `route` takes a provider's token: the origins that get it unread, as the person agreed.

    Raises `SignInError` where the person said no, `Unreachable` where it cannot be found out now; no token is sent.
    """
    if route.deliver is Deliver.EXCHANGE:
        # An exchanged token is Pomerium's own, made for this very header and good for nothing else. The servers that
        # exchange redirect for every bearer that they do not know, so a made-up one would tell nothing (§8).
        return frozenset()
    answer = await ask(web, route, made_up())
    heard = meaning_of(answer)
    if heard is Meaning.FAILED:
        raise words.not_probed(route, answer.status, answer.request_id)
    if heard is Meaning.NO_ROUTE:
        raise words.no_route(route, answer.request_id)
    if heard is Meaning.FORBIDDEN:
        return frozenset()
    agreed = any(one.grant and route.origin in one.grant.unread and _is_same(one, route, issuer) for one in known)
    if not agreed and not await hooks.ask(words.unread(route, issuer, _why(answer, heard), answer.status)):
        raise words.kept_back(route)
    return frozenset({route.origin})


def _why(answer: Answer, heard: Meaning) -> words.BearerNotRead:
    """A service that wants a bearer of its own kind says so (RFC 6750 §3)."""
    if heard is Meaning.SIGN_IN:
        return words.BearerNotRead.SIGN_IN
    if answer.status == _UNAUTHORIZED or "www-authenticate" in answer.headers:
        return words.BearerNotRead.SERVICE
    return words.BearerNotRead.ANYBODY if answer.status in _LETS_IN else words.BearerNotRead.UNKNOWN


def _is_same(session: Session, route: Route, issuer: Origin) -> bool:
    """Two clients of one provider are two: what the person said of one's token says nothing of the other's."""
    return session.issuer == issuer and route.provider is not None and session.idp_id == route.provider.name


def check_encrypted(route: Route, issuer: Origin) -> None:
    """What was got over https never goes to an http origin (`pomerium.md` §9 rule 1). Raises `SignInError`."""
    exchange = [Origin.parse(route.exchange_url)] if route.exchange_url else []
    for origin in (route.origin, *exchange):
        if issuer.scheme == "https" and origin.scheme != "https":
            raise words.plain_http(origin, issuer)


def made_up() -> Credential:
    """A bearer that looks like a token and opens nothing."""
    head = _encoded(json.dumps({"alg": "RS256", "kid": secrets.token_hex(8), "typ": "JWT"}).encode())
    claims = _encoded(json.dumps({"sub": secrets.token_hex(16)}).encode())
    return Credential(f"{head}.{claims}.{_encoded(secrets.token_bytes(256))}")


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


async def on_route(web: Web, route: Route, credential: Credential, now: datetime) -> CheckResult:
    """What the route says to a provider's token, or to an exchanged one. Never raises for an answer or a lack of one.

    Never ENDED: only time ends such a session, and a refusal of the provider its renewal.
    """
    try:
        answer = await ask(web, route, credential)
    except PomtrayError as error:
        return CheckResult(Verdict.UNREACHABLE, problem=error.problem)
    skew, meaning = measured(answer.date, now), meaning_of(answer)
    if meaning is Meaning.FAILED:
        problem = words.unclear(route, str(answer.status), answer.request_id)
        return CheckResult(Verdict.UNREACHABLE, problem=problem, skew=skew)
    heard = {route.origin: refusal(meaning, answer.request_id, Closed.NOT_READ)}
    return CheckResult(Verdict.LIVE, skew=skew, heard=heard)
