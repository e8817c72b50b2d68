"""The details of a route, or of an entry of the settings that is none."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final

from pomtray.core.deadline import clock_time
from pomtray.core.details.checks import checks, troubles
from pomtray.core.details.claims import HIDDEN, claimed
from pomtray.core.details.destinations import destinations, shared
from pomtray.core.details.renewing import renewing
from pomtray.core.details.value import Allowed, Details, Fact, Section, Times, Trouble
from pomtray.core.domain.login import Login, SigningIn, session_of
from pomtray.core.domain.route import Route
from pomtray.core.domain.session import EndSource, Person, Session
from pomtray.core.model import Model
from pomtray.core.plain import isolated
from pomtray.core.rows.refused import entry_of
from pomtray.core.rows.row import shown
from pomtray.core.text import phrase
from pomtray.core.view.actions import offered

_ENDS: Final = {
    EndSource.SERVER: phrase("The server says so; it may end it earlier."),
    EndSource.TOKEN: phrase("The token says so, and nobody has verified it; the server may end it earlier."),
    EndSource.ESTIMATE: phrase("Worked out from when it was issued and `session_for`: nobody says when it ends."),
}
_SIGNED_IN: Final = phrase("Signed in")
_SECRET: Final = phrase("(a secret, not shown)")
_BEGINNING: Final = 16
"""Characters: a text that was cut off holds the beginning of a secret only."""
_WORD: Final = re.compile(r"\A[^\s,]*")
_A_JWT: Final = re.compile(r"eyJ[A-Za-z0-9_-]{8}[^\s,]*")
"""How each JWT begins, whosever it is (RFC 7519 §3.1)."""


def details(model: Model, name: str, now: datetime) -> Details | None:
    """What is to be shown of the row of that name at `now`; None where there is none."""
    route = model.route(name)
    if route is None:
        return _refused(model, name)
    login, times = model.login_of(route), Times(now, model.clock)
    session = session_of(login.state) if login else None
    told, again = troubles(model, login, route, times) if login else ((), None)
    if login is not None and again not in offered(route, login.state, now):
        again = None
    row = shown(model, route, login, now)
    state = Fact(phrase("State"), row.badge.word, changes_at=row.stale_at)
    held = (Fact(phrase("Copied"), phrase("cleared in {copied}", copied=row.row.copied)),) if row.row.copied else ()
    sections = (
        Section(phrase("Route"), (state, *held, *_route(route))),
        *_sections(model, route, login, session, times),
    )
    parts = tuple(part for part in sections if part.facts)
    found = Details(name, told, again, parts, now, _allowed(model, route, now))
    return found.mapped(_hiding(session)) if session else found


def _allowed(model: Model, route: Route, now: datetime) -> tuple[Allowed, ...]:
    """What was allowed last stands first."""
    ours = [it for it in model.remembered.consents if (it.route, it.origin) == (route.name, route.origin)]
    return tuple(
        Allowed(
            it.program.name,
            phrase(
                "{program} · since {when}", program=it.program.placed, when=clock_time(it.given_at, now, model.clock)
            ),
            it,
        )
        for it in reversed(ours)
    )


def _refused(model: Model, name: str) -> Details | None:
    entry = entry_of(name, model.settings)
    if entry is None:
        return None
    problem, where = entry.problem, Fact(phrase("Line"), str(entry.line))
    return Details(name, (Trouble(problem.title, problem.sentence, problem.action, (where,)),))


def _sections(
    model: Model, route: Route, login: Login | None, session: Session | None, times: Times
) -> Iterator[Section]:
    if login is not None and isinstance(login.state, SigningIn):
        attempt = login.state.attempt
        began = times.fact(phrase("Begun"), attempt.started_at)
        now_is = Fact(phrase("Now"), attempt.code or attempt.stage.word)
        yield Section(phrase("Sign-in under way"), (now_is, began, times.fact(phrase("Given up"), attempt.ends_at)))
    if session is None:
        hidden = model.settings.preferences.hide_people
        last = login.last_person if login else None
        yield Section(
            phrase("Person"), tuple(_person(last, hidden=hidden, name=phrase("Last signed in"))) if last else ()
        )
        return
    yield Section(phrase("Person"), tuple(_person(session.person, hidden=model.settings.preferences.hide_people)))
    yield Section(phrase("Session"), tuple(_session(model, session, times)))
    yield renewing(model, session, route, times)
    yield destinations(model, session, route)
    yield checks(model, session, route, times)
    yield claimed(session, times, hide_people=model.settings.preferences.hide_people)


def _route(route: Route) -> Iterator[Fact]:
    yield Fact(phrase("Host"), route.host)
    if route.tunnel:
        yield Fact(phrase("Tunnel to"), route.tunnel.target)
    if route.tags:
        yield Fact(phrase("Tags"), ", ".join(map(isolated, route.tags)))
    if route.provider:
        yield Fact(phrase("Signs in at"), route.provider.shown)


def _person(person: Person, *, hidden: bool, name: str = _SIGNED_IN) -> Iterator[Fact]:
    if hidden:
        yield Fact(name, HIDDEN)
        return
    yield Fact(name, person.label())
    others = ((phrase("Name"), person.name), (phrase("User id"), person.user))
    for what, text in others:
        if text and isolated(text) != person.label():
            yield Fact(what, isolated(text))
    if person.groups:
        yield Fact(phrase("Groups"), ", ".join(person.groups))


def _session(model: Model, session: Session, times: Times) -> Iterator[Fact]:
    yield times.fact(phrase("Begun"), session.signed_in_at)
    if session.ended_at is not None:
        yield times.fact(phrase("Ended by the server"), session.ended_at)
    elif session.end.at is None:
        yield Fact(phrase("Ends"), phrase("nobody knows when"), phrase("Neither the server nor the token says so."))
    else:
        over = session.end.at <= times.now and session.end.source is not EndSource.ESTIMATE
        about = session.end.source is EndSource.ESTIMATE
        yield times.fact(
            phrase("Ended") if over else phrase("Ends"), session.end.at, _ENDS.get(session.end.source, ""), about=about
        )
    yield Fact(phrase("Issued by"), session.issuer.authority)
    yield Fact(phrase("Known at"), session.vouching_host.authority, phrase("The host that is asked whether it lives."))
    yield shared(model, session)


def _hiding(session: Session) -> Callable[[str], str]:
    """NOTE: a provider writes what it likes into its texts and claims: the session's secrets too, or other tokens.

    No pattern is made of a secret: those that were made are kept.
    """
    refresh = session.grant.refresh if session.grant else None
    secrets = [secret.reveal() for secret in (session.credential, refresh) if secret]

    def change(text: str) -> str:
        for secret in secrets:
            text = _without(text.replace(secret, _SECRET), secret[:_BEGINNING])
        return _A_JWT.sub(_SECRET, text)

    return change


def _without(text: str, beginning: str) -> str:
    """`text` without the words that begin so somewhere in them, from there on."""
    before, *after = text.split(beginning)
    return before + "".join(_SECRET + _WORD.sub("", part, count=1) for part in after)
