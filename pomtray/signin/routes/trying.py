"""Testing a route: it is asked with the session's header as that is copied, and the answers are told apart.

Whoever knows the session is asked at the same time, so that a dead one is called that.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Final

from pomtray.core.domain.access import Closed, Refusal
from pomtray.core.domain.route import Route
from pomtray.core.domain.session import Credential, Session, Verdict
from pomtray.core.errors import PomtrayError, Problem
from pomtray.core.light_dataclass import dataclass
from pomtray.core.network.tunnel import Tunnel
from pomtray.core.report import About
from pomtray.core.text import joined, phrase, small
from pomtray.core.view.badge import Badge
from pomtray.signin.pomerium.pomerium import who
from pomtray.signin.routes.access import refused
from pomtray.signin.routes.answer import UPSTREAM, Meaning, ask, failure, meaning_of, refusal
from pomtray.signin.routes.checking import CheckResult
from pomtray.signin.web.answer import Answer
from pomtray.signin.web.http import Web

_ERRORS: Final = 400
_FAILURES: Final = 500
_OPENED: Final = range(200, 300)


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of it. `ok`: the session opens the route, and what is behind it works."""

    about: About
    said: Problem
    """In words, also where nothing is wrong."""
    ok: bool = False
    checked: CheckResult | None = None
    """What it tells of the session; None where it tells nothing."""

    @property
    def title(self) -> str:
        return self.said.title

    @property
    def text(self) -> str:
        return self.said.text()


_CLOSED: Final = {
    Closed.NOT_ALLOWED: About.POLICY,
    Closed.NO_SUCH_ROUTE: About.ROUTE,
    Closed.TCP_ROUTE: About.ROUTE,
    Closed.OTHER_PROVIDER: About.SESSION,
    Closed.NO_CERTIFICATE: About.CERTIFICATE,
    Closed.FORM: About.POLICY,
    Closed.NOT_READ: About.SESSION,
}


async def try_route(web: Web, session: Session, route: Route) -> Trial:
    """Never raises for an answer or a lack of one; a route that may not have the credential is not asked."""
    if route.origin not in session.may_go_to:
        told = Problem(
            phrase("{route} was not asked", route=route.shown),
            phrase("This session does not go to {origin}.", origin=route.origin),
        )
        return Trial(About.SESSION, told)
    web, own = web.of(route), web.of_session(session, route)
    checked, answer = await asyncio.gather(_checked(own, session), _answered(web, session.credential, route))
    if checked and checked.verdict is Verdict.ENDED and checked.problem:
        return _over(route, checked, checked.problem)
    if isinstance(answer, Problem):
        return _unreached(route, answer, checked)
    match meaning_of(answer):
        case Meaning.SERVICE:
            return _of_service(route, answer, checked)
        case Meaning.FAILED:
            return _failed(route, answer, checked)
        case Meaning.SIGN_IN if checked and checked.verdict is Verdict.UNREACHABLE:
            return _not_told(session, route, checked)
        case _:
            return await _refused(web, session, route, answer, checked)


async def try_signed_out(web: Web, route: Route) -> Trial:
    """What the route says to who shows no credential; `ok` where it wants a sign-in, or nothing at all."""
    answer = await _answered(web.of(route), None, route)
    if isinstance(answer, Problem):
        return _unreached(route, answer, None)
    match meaning_of(answer):
        case Meaning.SIGN_IN:
            sentence = phrase("{origin} wants a sign-in, as it should.", origin=route.origin.authority)
            return Trial(About.ROUTE, Problem(phrase("{route} is there", route=route.shown), sentence), ok=True)
        case Meaning.SERVICE:
            return replace(_of_service(route, answer, None), checked=None)
        case Meaning.FAILED:
            return _failed(route, answer, None)
        case meaning:
            found = refusal(meaning, answer.request_id)
            return _closed(route, found, found.problem(route.place) if found else None, None)


def _over(route: Route, checked: CheckResult, problem: Problem) -> Trial:
    told = replace(problem, title=joined(": ", (route.shown, small(problem.title))))
    return Trial(About.SESSION, told, checked=checked)


def _unreached(route: Route, problem: Problem, checked: CheckResult | None) -> Trial:
    return Trial(
        About.CONNECTION,
        replace(problem, title=phrase("{route} cannot be reached", route=route.shown)),
        checked=checked,
    )


async def _checked(web: Web, session: Session) -> CheckResult | None:
    """The word of the session's own Pomerium; nobody is asked about a provider's session, which only time ends."""
    if session.grant is not None:
        return None
    word = await who(web, session.vouching_host, session.credential)
    return CheckResult(word.verdict, word.person, problem=word.problem, skew=word.skew)


async def _answered(web: Web, credential: Credential | None, route: Route) -> Answer | Problem:
    try:
        return await ask(web, route, credential)
    except PomtrayError as error:
        return error.problem


async def _refused(web: Web, session: Session, route: Route, answer: Answer, checked: CheckResult | None) -> Trial:
    if session.grant is None:
        found = await refused(web, session.credential, route, answer)
    else:
        found = refusal(meaning_of(answer), answer.request_id, Closed.NOT_READ)
    told = session.heard({route.place: found}).closed(route)
    return _closed(route, found, told, _hearing(checked, route, found))


def _closed(route: Route, found: Refusal | None, told: Problem | None, checked: CheckResult | None) -> Trial:
    if found is None or told is None:
        return Trial(About.SERVICE, Problem(route.shown, ""), checked=checked)
    title = joined(": ", (route.shown, Badge.CLOSED.word))
    if found.why is Closed.FORM:
        title = phrase("{route} does not take the bearer form", route=route.shown)
    words = replace(told, title=title)
    return Trial(_CLOSED[found.why], words, checked=checked)


def _hearing(checked: CheckResult | None, route: Route, found: Refusal | None) -> CheckResult | None:
    """A provider's session lives as long as its end says; what the route says of it counts all the same."""
    return replace(checked or CheckResult(Verdict.LIVE), heard={route.place: found})


def _of_service(route: Route, answer: Answer, checked: CheckResult | None) -> Trial:
    """The route lets in; what is behind it may still have an opinion of its own."""
    host, heard = route.origin.authority, _hearing(checked, route, None)
    if route.tunnel is not None and answer.status in _OPENED:
        return Trial(About.SERVICE, _tunnelled(route, route.tunnel), ok=True, checked=heard)
    if answer.status < _ERRORS:
        told = Problem(
            phrase("{route} answers", route=route.shown),
            phrase("{route} answered {status}.", route=route.shown, status=answer.status),
        )
        return Trial(About.SERVICE, told, ok=True, checked=heard)
    if UPSTREAM in answer.headers:
        about, text = (
            About.SERVICE,
            phrase(
                "Pomerium lets you in; the service behind {host} itself answered {status}.",
                host=host,
                status=answer.status,
            ),
        )
    else:
        about = About.FRONT
        text = phrase(
            "{host} answered {status}, and not as a Pomerium does: something else may stand in front of it.",
            host=host,
            status=answer.status,
        )
    title = (
        phrase("{route} has trouble", route=route.shown)
        if answer.status >= _FAILURES
        else phrase("{route} answers {status}", route=route.shown, status=answer.status)
    )
    return Trial(about, Problem(title, text), checked=heard)


def _tunnelled(route: Route, tunnel: Tunnel) -> Problem:
    return Problem(
        phrase("{route} answers", route=route.shown),
        phrase("{origin} opens the tunnel to {target}.", origin=route.origin.authority, target=tunnel.target),
        phrase("Use it with `pomtray tcp`."),
    )


def _failed(route: Route, answer: Answer, checked: CheckResult | None) -> Trial:
    """The service, the Pomerium, or what stands in front of them."""
    told, is_front = failure(route, answer, phrase("{route} is down", route=route.shown))
    if is_front:
        told = replace(told, title=joined(": ", (route.shown, told.title)))
    return Trial(About.FRONT if is_front else About.SERVICE, told, checked=checked)


def _not_told(session: Session, route: Route, checked: CheckResult | None) -> Trial:
    text = phrase(
        "{origin} does not take this session. Whether it has ended is not known: {vouching_host} could not be asked.",
        origin=route.origin.authority,
        vouching_host=session.vouching_host.authority,
    )
    return Trial(
        About.SESSION, Problem(phrase("{route} does not let you in", route=route.shown), text), checked=checked
    )
