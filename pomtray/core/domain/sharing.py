"""Who may receive which credential (`pomerium.md` §9 rules 1, 2 and 13). Facts come in as arguments.

Claims are unverified: here they can make us ask or refuse, and never let a credential go where nothing else would.
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress

from pomtray.core.domain.known_pomerium import is_listed
from pomtray.core.domain.login import Doubt
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.route import Route
from pomtray.core.domain.session import Session
from pomtray.core.errors import Problem
from pomtray.core.protocol.claims import Claims
from pomtray.core.text import phrase


def parent_domain(route: Origin, authenticate: Origin) -> str:
    """The authenticate host's parent domain, if `route` lies under it; "" otherwise (rule 2a).

    Whether that domain is one person's own is another question: a public suffix is not.
    """
    parent = authenticate.host.partition(".")[2]
    is_name = not parent.rpartition(".")[2].isdecimal()  # an address has no parent
    return parent if is_name and (route.host == parent or route.host.endswith(f".{parent}")) else ""


def issuer_of(claims: Claims, authenticate: Origin) -> Origin | None:
    """The authenticate host that the token names; None where it names none that could be asked."""
    if _names(claims.iss, authenticate):
        return authenticate
    schemes = ("",) if "://" in claims.iss else (f"{authenticate.scheme}://", "https://")
    for scheme in schemes:
        with suppress(ValueError):
            named = Origin.parse(f"{scheme}{claims.iss}")
            # NOTE: a program here is none that a remote Pomerium's session could be of.
            return None if named.is_this_computer and not authenticate.is_this_computer else named
    return None


def doubt_of(
    claims: Claims, *, route: Origin, loopback: Origin, authenticate: Origin, idp_id: str = ""
) -> Doubt | None:
    """Why the token of a sign-in for `route` may not simply go there (rule 1a); None where all of it fits.

    `loopback`: our own listener's origin. `authenticate`, `idp_id`: from the sign-in URL.
    """
    if not _names(claims.iss, authenticate):
        return Doubt.OTHER_ISSUER
    if not any(_names(name, route) for name in claims.aud):
        return Doubt.OTHER_ROUTE
    if not any(_names(name, loopback) for name in claims.aud):
        return Doubt.OTHER_SIGN_IN
    return Doubt.OTHER_PROVIDER if idp_id and claims.idp_id and claims.idp_id != idp_id else None


def _names(text: str, origin: Origin) -> bool:
    """Pomerium writes host and port as a URL does; some servers write the whole origin."""
    text = text.lower().removesuffix("/")
    return text in {origin.authority, str(origin), f"{origin.authority}:{origin.port}"}


def not_encrypted(route: Origin, authenticate: Origin) -> Problem | None:
    """A session got over https never goes to an http origin (rule 1); None where that is not so."""
    if authenticate.scheme != "https" or route.scheme != "http":
        return None
    return Problem(
        phrase("The route is not encrypted"),
        phrase(
            "The session of {authenticate} was got over https and is not sent to {route}.",
            authenticate=authenticate,
            route=route,
        ),
        phrase("Use an https:// address for this route."),
        step="check",
    )


def destinations(route: Origin, issuer: Origin) -> frozenset[Origin]:
    """Origins that a new session may go to: its route, and the Pomerium that issued it, never from https to http."""
    return frozenset(origin for origin in (route, issuer) if origin.scheme in {"https", issuer.scheme})


def may_travel(session: Session, origin: Origin) -> bool:
    """A session got over https never goes to an http origin (rule 1)."""
    return origin.scheme in {"https", session.issuer.scheme}


def is_same_person(session: Session, got_for: Route, route: Route) -> bool:
    """Another browser, or profile of one, is another person; and some routes are to be left alone (rule 1)."""
    browser = got_for.browser if session.browser is None else session.browser
    return route.browser == browser and route.share and got_for.share


def may_join(session: Session, route: Route, *, listed: Collection[Origin], groups: Collection[str]) -> bool:
    """Whether `session` may be tried on another of the person's routes (rules 1b and 1c).

    `listed`: what the routes API of the Pomerium that issued the session lists, asked there. `groups`: what the person
    has put together by hand.
    """
    return may_travel(session, route.origin) and (is_listed(route.origin, listed) or route.group in groups)
