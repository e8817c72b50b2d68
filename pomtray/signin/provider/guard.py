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
from enum import Enum, auto
from typing import Final
from urllib.parse import urlsplit

from pomtray.core.errors import PomtrayError
from pomtray.core.origin import Origin
from pomtray.core.provider import Deliver, Method
from pomtray.core.route import HeaderForm, Route
from pomtray.core.secret import Credential
from pomtray.core.session import Session, Verdict
from pomtray.core.skew import measured
from pomtray.core.strict_json import read_object
from pomtray.signin.checking import Checked
from pomtray.signin.http import JSON, Answer, Web
from pomtray.signin.pomerium import UPSTREAM
from pomtray.signin.provider import words
from pomtray.signin.provider.answers import asked
from pomtray.signin.provider.hooks import Asks

_STEP: Final = "route"
_UNAUTHORIZED: Final = 401
_FORBIDDEN: Final = 403
_TOO_MANY: Final = 429
_REDIRECTS: Final = range(300, 400)
_FAILURES: Final = range(500, 600)


class Said(Enum):
    """Who answered a bearer, and what."""

    FORBIDDEN = auto()
    """Pomerium read it: not accepted, or not allowed."""
    SIGN_IN = auto()
    """Pomerium did not read it and wants a sign-in."""
    FAILED = auto()
    """Nobody who could tell."""
    SERVICE = auto()
    """What is behind the route, or no Pomerium at all."""


def said(answer: Answer) -> Said:
    """What the route's answer to a bearer means."""
    if UPSTREAM in answer.headers:
        return Said.SERVICE
    if answer.status == _TOO_MANY or answer.status in _FAILURES:
        return Said.FAILED
    if answer.status == _FORBIDDEN and _is_pomeriums(answer):
        return Said.FORBIDDEN
    if (answer.status == _UNAUTHORIZED and _is_pomeriums(answer)) or _leads_to_sign_in(answer):
        return Said.SIGN_IN
    return Said.SERVICE


def _is_pomeriums(answer: Answer) -> bool:
    """True for the JSON of the policy check, and for the HTML that Pomerium marks as its own (`pomerium.md` §3)."""
    if answer.headers.get("x-pomerium-intercepted-response") == "true":
        return True
    try:
        return answer.content_type == JSON and {"error", "request_id"} <= read_object(answer.body).keys()
    except ValueError:
        return False


def _leads_to_sign_in(answer: Answer) -> bool:
    """Older servers redirect whatever is asked for (`pomerium.md` §8)."""
    try:
        path = urlsplit(answer.headers.get("location", "")).path
    except ValueError:
        return False
    return answer.status in _REDIRECTS and path.endswith("/sign_in")


async def guard(web: Web, route: Route, issuer: Origin, hooks: Asks, known: Collection[Session]) -> frozenset[Origin]:
    """Find out whether `route` takes a provider's token: the origins that get it unread, as the person agreed.

    Raises `SignInError` where the person said no, `Unreachable` where it cannot be found out now; no token is sent.
    """
    if route.method is Method.OIDC and route.deliver is Deliver.EXCHANGE:
        # An exchanged token is Pomerium's own, made for this very header and good for nothing else. The servers that
        # exchange redirect for every bearer that they do not know, so a made-up one would tell nothing (§8).
        return frozenset()
    answer = await _bearing(web, route, made_up())
    heard = said(answer)
    if heard is Said.FAILED:
        raise words.not_probed(route, answer.status, answer.request_id)
    if heard is Said.FORBIDDEN:
        return frozenset()
    agreed = any(one.grant and route.origin in one.grant.unread and _is_same(one, route, issuer) for one in known)
    if not agreed and not await hooks.ask(words.unread(route, issuer, signs_in=heard is Said.SIGN_IN)):
        raise words.kept_back(route)
    return frozenset({route.origin})


def _is_same(session: Session, route: Route, issuer: Origin) -> bool:
    """Two clients of one provider are two: what the person said of one's token says nothing of the other's."""
    return session.issuer == issuer and route.provider is not None and session.idp_id == route.provider.name


def check_encrypted(route: Route, issuer: Origin) -> None:
    """What was got over https never goes to an http origin (`pomerium.md` §9 rule 1). Raises `SignInError`."""
    exchange = [Origin.parse(route.exchange_url)] if route.deliver is Deliver.EXCHANGE and route.exchange_url else []
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


async def _bearing(web: Web, route: Route, credential: Credential) -> Answer:
    """The route's answer to a bearer. Raises `PomtrayError`, step "route"."""
    asking = web.get(route.origin, route.path, credential=credential, form=HeaderForm.PLAIN_BEARER, errors_only=True)
    return await asked(_STEP, asking)


async def on_route(web: Web, route: Route, credential: Credential, now: datetime) -> Checked:
    """What the route says to a provider's token, or to an exchanged one. Never raises for an answer or a lack of one.

    Never ENDED: only time ends such a session, and a refusal of the provider its renewal.
    """
    try:
        answer = await _bearing(web, route, credential)
    except PomtrayError as error:
        return Checked(Verdict.UNREACHABLE, problem=error.problem)
    skew = measured(answer.date, now)
    match said(answer):
        case Said.FORBIDDEN:
            return Checked(Verdict.DENIED, problem=words.not_let_in(route, answer.request_id), skew=skew)
        case Said.SIGN_IN:
            return Checked(Verdict.DENIED, problem=words.not_read(route, answer.request_id), skew=skew)
        case Said.FAILED:
            problem = words.not_probed(route, answer.status, answer.request_id).problem
            return Checked(Verdict.UNREACHABLE, problem=problem, skew=skew)
        case Said.SERVICE:
            return Checked(Verdict.LIVE, skew=skew)
