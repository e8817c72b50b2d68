"""What a route's answer to a credential means (`pomerium.md` §3, §4, §7, §8): the one place where that is read."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum, auto
from typing import Final
from urllib.parse import urlsplit

from pomtray.core.domain.access import Closed, Refusal
from pomtray.core.domain.route import Route
from pomtray.core.domain.session import Credential
from pomtray.core.errors import PomtrayError, Problem
from pomtray.core.protocol.strict_json import read_object
from pomtray.core.text import phrase
from pomtray.signin.web.answer import JSON, Answer
from pomtray.signin.web.door import Door
from pomtray.signin.web.intermediaries import intermediary_of, is_firewalls

UPSTREAM: Final = "x-envoy-upstream-service-time"
"""Every answer of the service behind a route has it; refusals of Pomerium's own have not (§3)."""
_UNAUTHORIZED: Final = 401
_FORBIDDEN: Final = 403
_NOT_FOUND: Final = 404
_TOO_MANY: Final = 429
CERTIFICATE_WANTED: Final = 495
"""Pomerium's own, where it wants a client certificate (its docs, "Downstream mTLS settings")."""
_FAILURES: Final = range(500, 600)


class Meaning(Enum):
    """Who answered, and what."""

    SERVICE = auto()
    """What is behind the route, or no Pomerium at all."""
    FORBIDDEN = auto()
    """Pomerium knows the credential: its policy says no, or it does not take a token of this kind (§7)."""
    SIGN_IN = auto()
    """Pomerium does not know the credential, or did not read it, and wants a sign-in."""
    NO_ROUTE = auto()
    """Pomerium has no route for this host."""
    NO_CERTIFICATE = auto()
    """Pomerium wants a client certificate, or another one."""
    FAILED = auto()
    """Nobody who could tell."""


def meaning_of(answer: Answer) -> Meaning:
    """What the route's answer means. A service behind Pomerium can say the same words: they are its own."""
    if UPSTREAM in answer.headers:
        return Meaning.SERVICE
    if answer.status == CERTIFICATE_WANTED:
        return Meaning.NO_CERTIFICATE
    if answer.status == _TOO_MANY or answer.status in _FAILURES or is_firewalls(answer):
        return Meaning.FAILED
    if answer.status == _FORBIDDEN and _is_pomeriums(answer):
        return Meaning.FORBIDDEN
    if (answer.status == _UNAUTHORIZED and _is_pomeriums(answer)) or _leads_to_sign_in(answer):
        return Meaning.SIGN_IN
    if answer.status == _NOT_FOUND and json_object(answer).get("statusText") == "route_not_found":
        return Meaning.NO_ROUTE
    return Meaning.SERVICE


def is_unauthenticated(answer: Answer) -> bool:
    """True for Pomerium's JSON 401 only: the one answer of `/.pomerium/user` that ends a session (§9 rule 9)."""
    if answer.status != _UNAUTHORIZED or UPSTREAM in answer.headers:
        return False
    words = json_object(answer)
    return _is_pomeriums_json(answer, words) and words.get("error", "Unauthenticated") == "Unauthenticated"


def refusal(meaning: Meaning, request_id: str, unknown: Closed = Closed.OTHER_PROVIDER) -> Refusal | None:
    """Why a session is not let in that lives; None where it is, or nobody could tell.

    `unknown`: what it means that the route wants a sign-in all the same.
    """
    why = {
        Meaning.FORBIDDEN: Closed.NOT_ALLOWED,
        Meaning.SIGN_IN: unknown,
        Meaning.NO_ROUTE: Closed.NO_SUCH_ROUTE,
        Meaning.NO_CERTIFICATE: Closed.NO_CERTIFICATE,
    }
    return Refusal(why[meaning], request_id) if meaning in why else None


async def ask(web: Door, route: Route, credential: Credential | None) -> Answer:
    """What the route answers to the credential in its form, or to none. Raises `PomtrayError`, step "route".

    A TCP route is asked for its tunnel, which is closed again: what is behind it sees a connection come and go.
    """
    web = web.of(route)
    try:
        if route.tunnel is not None:
            from pomtray.signin.routes import tunnelling  # noqa: PLC0415 few routes are TCP routes

            return await tunnelling.ask(web.whole, route, route.tunnel, credential)
        return await web.get(route.origin, route.path, credential=credential, form=route.header, errors_only=True)
    except PomtrayError as error:
        error.problem = replace(error.problem, step="route")
        raise


def failure(route: Route, answer: Answer, title: str) -> tuple[Problem, bool]:
    """Why nobody answered what was asked, and whether something else did in their place.

    title: where nothing seems to stand between.
    """
    found = intermediary_of(route.origin, answer)
    told, meaning, action = found or (
        title,
        phrase("the service behind it, or the Pomerium, is down or busy"),
        phrase("Try again in a moment."),
    )
    sentence = phrase(
        "{origin} answered {status}: {meaning}.", origin=route.origin.authority, status=answer.status, meaning=meaning
    )
    return Problem(told, sentence, action, "route", answer.request_id), found is not None


def json_object(answer: Answer) -> dict[str, object]:
    """The answer's JSON object, empty where it has none."""
    try:
        return read_object(answer.body) if answer.content_type == JSON else {}
    except ValueError:
        return {}


def _is_pomeriums(answer: Answer) -> bool:
    """True for JSON of Pomerium's own, and for the HTML that it marks as such (§3)."""
    marked = answer.headers.get("x-pomerium-intercepted-response") == "true"
    return marked or _is_pomeriums_json(answer, json_object(answer))


def _is_pomeriums_json(answer: Answer, words: dict[str, object]) -> bool:
    """The policy check writes one shape (§3), the endpoints under `/.pomerium` another (§1)."""
    return {"error", "request_id"} <= words.keys() or words.get("Status") == answer.status


def _leads_to_sign_in(answer: Answer) -> bool:
    """Older servers redirect whatever is asked for (§8)."""
    try:
        path = urlsplit(answer.headers.get("location", "")).path
    except ValueError:
        return False
    return answer.redirects and path.endswith("/sign_in")
