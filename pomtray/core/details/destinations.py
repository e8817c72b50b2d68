"""Where a session's credential may be sent, and why (`pomerium.md` §9 rule 1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pomtray.core.details.value import Fact, Section
from pomtray.core.domain.access import Closed
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.route import HeaderForm, Route
from pomtray.core.domain.session import Session
from pomtray.core.model import Model
from pomtray.core.plain import isolated
from pomtray.core.text import counted, joined, phrase
from pomtray.core.view.notice import listed_names

_MOST: Final = 12
"""Lines: a session may open hundreds of routes."""
_FORMS: Final = {
    HeaderForm.POMERIUM: (
        "Authorization: Pomerium …",
        phrase("The service behind the route does not see the token."),
    ),
    HeaderForm.X_POMERIUM: (
        "X-Pomerium-Authorization: …",
        phrase("A program's own Authorization header stays as it is."),
    ),
    HeaderForm.BEARER: (
        "Authorization: Bearer Pomerium-…",
        phrase("The service behind the route sees the whole token."),
    ),
    HeaderForm.PLAIN_BEARER: (
        "Authorization: Bearer …",
        phrase("The service behind the route sees the whole token."),
    ),
}


def destinations(model: Model, session: Session, route: Route) -> Section:
    """Which hosts may receive the credential, and by what right each of them."""
    origins = sorted(session.may_go_to, key=lambda origin: (_rank(session, route, origin), origin))
    facts = [Fact(str(origin), why(model, session, origin)) for origin in origins[:_MOST]]
    rest = len(origins) - _MOST
    more = [Fact("", counted("and {count} more host", "and {count} more hosts", rest))] if rest > 0 else []
    form, meaning = _FORMS[route.header]
    return Section(phrase("Where the token may be sent"), (*facts, *more, Fact(phrase("As"), form, meaning)))


def _rank(session: Session, route: Route, origin: Origin) -> int:
    first = (route.origin, session.got_for, session.issuer)
    return first.index(origin) if origin in first else len(first)


def why(model: Model, session: Session, origin: Origin) -> str:
    """By what right `origin` may have the credential, and what it does with it."""
    return joined(" ", _why(model, session, origin))


def _why(model: Model, session: Session, origin: Origin) -> Iterator[str]:
    yield _right(model, session, origin)
    known = model.remembered.pomerium(session.issuer)
    if any(route == origin for route, _ in known.allowed):
        yield phrase("You allowed it when it was asked about.")
    if session.grant and origin in session.grant.unread:
        yield phrase("It hands the token on to its service unread, which you said is all right.")
    if refused := session.refused(origin):
        is_form = session.refusals[origin].why is Closed.FORM
        yield refused.sentence if is_form else phrase("It does not let the session in: {title}.", title=refused.title)


def _right(model: Model, session: Session, origin: Origin) -> str:
    if origin == session.got_for:
        return phrase("The sign-in was for it.")
    if origin == session.issuer:
        return phrase("It issued the session.")
    if session.vouched_by is None and model.remembered.pomerium(session.issuer).lists(origin):
        return phrase("{issuer} lists it among the routes of this session.", issuer=session.issuer.authority)
    if group := _group(model, session, origin):
        return phrase(
            "The settings put it in the same group ({group}) as what was signed in to.", group=isolated(group)
        )
    if session.grant is not None:
        return phrase("It is signed in to at the same provider in the same way, and took the token.")
    return phrase("It was allowed in an earlier run.")


def _group(model: Model, session: Session, origin: Origin) -> str:
    """The group that it has in common with the route that was signed in to; "" for none."""
    by_origin = model.settings.by_origin
    first = {route.group for route in by_origin.get(session.got_for, ())} if session.got_for else set()
    return min((first & {route.group for route in by_origin.get(origin, ())}) - {""}, default="")


def shared(model: Model, session: Session) -> Fact:
    """Which routes the session serves."""
    names = [route.name for route in model.routes_with(session)]
    alone = (
        phrase("No other route has it.") if len(names) == 1 else phrase("They sign in, renew and sign out together.")
    )
    return Fact(phrase("Serves"), listed_names(names, len(names), _MOST), alone)
