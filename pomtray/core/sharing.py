"""Who may receive which credential (`pomerium.md` §9 rules 1 and 2). Facts come in as arguments.

Claims are unverified: here they can make us ask or refuse, and never let a credential go where nothing else would.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from pomtray.core.claims import Claims
from pomtray.core.errors import Problem
from pomtray.core.login import Doubt, Question
from pomtray.core.origin import Origin
from pomtray.core.plain import plain
from pomtray.core.route import Route
from pomtray.core.session import Session


@dataclass(frozen=True, slots=True)
class Allow:
    """Nothing speaks against it."""


@dataclass(frozen=True, slots=True)
class Ask:
    """Only if the person says so."""

    question: Question


@dataclass(frozen=True, slots=True)
class Forbid:
    """Not even then."""

    problem: Problem


Sharing = Allow | Ask | Forbid


def may_send(claims: Claims, *, route: Origin, loopback: Origin, authenticate: Origin, idp_id: str = "") -> Sharing:
    """Whether the token of a sign-in for `route` may go to that route (rule 1a).

    `loopback`: our own listener's origin. `authenticate`, `idp_id`: from the sign-in URL.
    """
    if authenticate.scheme == "https" and route.scheme == "http":
        return Forbid(_plain_http(route, authenticate))
    reason = _mismatch(claims, route, loopback, authenticate, idp_id)
    return Ask(_other_host(reason, route, authenticate)) if reason else Allow()


def _mismatch(claims: Claims, route: Origin, loopback: Origin, authenticate: Origin, idp_id: str) -> str:
    """Why the claims do not fit the sign-in, "" where they do."""
    if not _names(claims.iss, authenticate):
        return f"The token says that {plain(claims.iss)} issued it."
    if not any(_names(name, route) for name in claims.aud):
        return f"The token does not say that it is for {route.authority}."
    if not any(_names(name, loopback) for name in claims.aud):
        return "The token does not say that it was made for this sign-in."
    if idp_id and claims.idp_id and claims.idp_id != idp_id:
        return "The token comes from another identity provider than the sign-in page named."
    return ""


def _names(text: str, origin: Origin) -> bool:
    """Pomerium writes host and port as a URL does; some servers write the whole origin."""
    text = text.lower().removesuffix("/")
    return text in {origin.authority, str(origin), f"{origin.authority}:{origin.port}"}


def is_agreed(route: Origin, authenticate: Origin, sessions: Collection[Session]) -> bool:
    """True where an earlier session of that Pomerium went to `route`: the person is asked once only."""
    return any(session.issuer == authenticate and route in session.may_go_to for session in sessions)


def served_by(authenticate: Origin, sessions: Collection[Session]) -> frozenset[Origin]:
    """Origins that received sessions of the Pomerium at `authenticate`, itself left out."""
    origins = [session.may_go_to for session in sessions if session.issuer == authenticate]
    return frozenset().union(*origins) - {authenticate}


def before_browser(
    *, route: Origin, authenticate: Origin, others: Collection[Origin], listed: Collection[Origin] | None
) -> Sharing:
    """Whether the browser may be sent to `authenticate` for `route` (rule 2).

    `others`: the person's routes that this Pomerium is known to serve. `listed`: what its routes API lists, None where
    it could not be asked. Any Pomerium signs for any host, so a stranger's route could ask for a session that opens
    the person's own.
    """
    if not others or route in others or (listed is not None and route in listed):
        return Allow()
    reason = f"{authenticate.authority} opens other routes of yours, " + (
        f"and its list of routes could not be asked about {route.authority}."
        if listed is None
        else f"but does not list {route.authority}."
    )
    return Ask(_other_host(reason, route, authenticate))


def destinations(route: Origin, authenticate: Origin) -> frozenset[Origin]:
    """Origins that a new session may go to: its route, and the Pomerium that issued it, never from https to http."""
    return frozenset(origin for origin in (route, authenticate) if origin.scheme in {"https", authenticate.scheme})


def may_travel(session: Session, origin: Origin) -> bool:
    """A session got over https never goes to an http origin (rule 1)."""
    return origin.scheme in {"https", session.issuer.scheme}


def may_join(session: Session, route: Route, *, listed: Collection[Origin], groups: Collection[str]) -> bool:
    """Whether `session` may be tried on another of the person's routes (rules 1b and 1c).

    `listed`: what the routes API of the Pomerium that issued the session lists, asked there. `groups`: what the person
    has put together by hand.
    """
    return may_travel(session, route.origin) and (route.origin in listed or route.group in groups)


def _other_host(reason: str, route: Origin, authenticate: Origin) -> Question:
    return Question(
        Doubt.OTHER_HOST,
        f"Let {route.authority} use your session?",
        f"{reason} If you go on, {route.authority} receives a session of {authenticate.authority}, "
        "which may open everything else that you reach through it.",
        "Yes, I trust both",
    )


def _plain_http(route: Origin, authenticate: Origin) -> Problem:
    return Problem(
        "The route is not encrypted",
        f"The session of {authenticate} was got over https and is not sent to {route}.",
        "Use an https:// address for this route.",
        step="check",
    )
