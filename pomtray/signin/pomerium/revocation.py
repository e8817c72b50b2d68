"""Ending a session at the Pomerium that issued it (`pomerium.md` §5, and §9 rule 8)."""

from __future__ import annotations

from typing import Final

from pomtray.core.domain.origin import Origin, split
from pomtray.core.domain.session import RevocationResult, Session, Verdict
from pomtray.core.errors import Problem, Refused, Unreachable
from pomtray.core.protocol.sign_in_url import LONGEST
from pomtray.core.text import joined, phrase
from pomtray.signin.pomerium.pomerium import who
from pomtray.signin.routes.answer import UPSTREAM
from pomtray.signin.web.answer import Answer
from pomtray.signin.web.http import Web
from pomtray.signin.web.intermediaries import intermediary_of

STEP: Final = "revocation"
_PATH: Final = "/.pomerium/sign_out"
_FAILURES: Final = range(500, 600)
_NETWORK_SIGN_IN: Final = 511
_OTHERS: Final = 2
"""Other routes that are asked where the first is no help."""
_COOKIE: Final = "_pomerium_authenticate"
"""`cookie_name` + `_authenticate`, with the default name."""


async def revoke(web: Web, session: Session, route: Origin) -> RevocationResult:
    """End `session` through the host of `route`, then ask who vouches for it: ENDED, still LIVE, or UNREACHABLE.

    Another route that the session opens is asked in its place where that host does not lead to the issuer: it may be a
    stranger's, or gone. Not for use while another attempt on that Pomerium is pending: the browser's session is the
    same one.
    """
    found = await _found(web, session, route)
    others = sorted(session.may_go_to - {route, session.issuer})[:_OTHERS]
    for other in others:
        if isinstance(found, str):
            break
        elsewhere = await _found(web, session, other)
        found = elsewhere if isinstance(elsewhere, str) else found
    return await _ended_at(web, session, found) if isinstance(found, str) else found


async def _found(web: Web, session: Session, route: Origin) -> str | RevocationResult:
    """Path and query of the issuer's sign-out, as the host of `route` signs it; else what that leaves to be said."""
    try:
        signed = await web.get(route, _PATH, accept="text/html")
    except (Unreachable, Refused) as error:
        return RevocationResult(Verdict.UNREACHABLE, problem=error.problem)
    if (problem := _not_asked(route, signed)) is not None:
        return RevocationResult(Verdict.UNREACHABLE, problem=problem)
    return _signed_target(signed.headers.get("location", ""), session.issuer) or RevocationResult(Verdict.LIVE)


async def _ended_at(web: Web, session: Session, target: str) -> RevocationResult:
    web = web.of_session(session, web.asker)
    try:
        # Its `Location` goes to the provider with an id_token in it: neither followed nor kept.
        await web.get(session.issuer, target, accept="text/html", cookie=(_COOKIE, session.credential))
    except (Unreachable, Refused) as error:
        return RevocationResult(Verdict.UNREACHABLE, problem=error.problem)
    word = await who(web, session.vouching_host, session.credential)
    return RevocationResult(word.verdict, problem=word.problem)


def _not_asked(route: Origin, answer: Answer) -> Problem | None:
    """What is told where no Pomerium answered, so that it has to be asked later."""
    said = phrase("{origin} answered {status} when asked to end the session", origin=route, status=answer.status)
    if answer.status in _FAILURES and answer.status != _NETWORK_SIGN_IN:
        title, action = phrase("The server has trouble"), phrase("Try again in a moment.")
        return Problem(title, joined("", (said, ".")), action, STEP, answer.request_id)
    if UPSTREAM in answer.headers or _path(answer.headers.get("location", "")) == _PATH:
        return None
    if (found := intermediary_of(route, answer)) is None:
        return None
    sentence = phrase("{asked}: {meaning}.", asked=said, meaning=found.meaning)
    return Problem(found.title, sentence, found.action, STEP, answer.request_id)


def _path(location: str) -> str:
    try:
        return split(location).path
    except ValueError:
        return ""


def _signed_target(location: str, issuer: Origin) -> str:
    """Path and query to ask `issuer` for, "" unless `location` is its sign-out and nothing else."""
    try:
        parts, origin = split(location), Origin.parse(location)
    except ValueError:
        return ""
    if len(location) > LONGEST or origin != issuer or parts.path != _PATH or parts.fragment:
        return ""
    return f"{_PATH}?{parts.query}"
