"""What a sign-in gave, told to the person honestly (`pomerium.md` §5)."""

from __future__ import annotations

from datetime import datetime, timedelta

from pomtray.core.deadline import earliest
from pomtray.core.domain.login import Login
from pomtray.core.domain.provider import Method
from pomtray.core.domain.renewal import expiring_at
from pomtray.core.domain.route import CallbackAnswer
from pomtray.core.domain.session import Session
from pomtray.core.model.value import Model, notice_key
from pomtray.core.text import joined, phrase
from pomtray.core.view.badge import Badge
from pomtray.core.view.notice import Button, Notice, end_text, until_text

TOLD_FOR = timedelta(minutes=5)
"""How long a notice about something that happened stands."""


def name_of(model: Model, login: Login) -> str:
    route = model.route_of(login)
    return route.shown if route else login.id


def told_until(session: Session | None, at: datetime) -> datetime:
    """No longer than until there is something newer to say of the session."""
    standing = at + TOLD_FOR
    return earliest((standing, expiring_at(session), session.end.at), at) or standing if session else standing


def headline(model: Model, login: Login, session: Session) -> str:
    """That somebody is signed in, or why that is of no use here."""
    route, name = model.route_of(login), name_of(model, login)
    closed = session.closed(route) if route else None
    return joined(": ", (name, Badge.CLOSED.word)) if closed else phrase("Signed in to {name}", name=name)


def who(model: Model, login: Login, session: Session, at: datetime) -> str:
    """Who is signed in now, and what stands in the way."""
    route = model.route_of(login)
    closed = session.closed(route) if route else None
    person = phrase(
        "{person} is signed in, {until}.", person=session.person.label(), until=until_text(session, at, model.clock)
    )
    return joined(" ", (person, closed.text() if closed else ""))


def tab(model: Model, session: Session) -> str:
    """What to do with a browser tab that shows nothing."""
    has_tab = session.grant is None or session.grant.method is not Method.CLIENT_CREDENTIALS
    shows_nothing = model.settings.preferences.callback_answer is CallbackAnswer.NONE
    return phrase("The browser tab can be closed.") if has_tab and shows_nothing else ""


def gain(before: Session, after: Session, model: Model, at: datetime, *, renews: bool = False) -> str:
    """What was gained by signing in while the session before still lived."""
    then, now = until_text(before, at, model.clock), until_text(after, at, model.clock)
    if before.id == after.id and not renews:
        return phrase("It is the same session as before: Pomerium gives a new one only after this one has ended.")
    if before.id == after.id:
        return phrase(
            "Nothing was gained: it is the same session, {until}. Pomerium did not end it before the sign-in; "
            "its cookie may have a name of its own, or its sign-in pages are hosted elsewhere.",
            until=now,
        )
    if now == then:
        if extends(before, after) is None:
            return phrase("It is a new session: {until}.", until=now)
        return phrase("It is a new session, but it lasts no longer: {until}.", until=now)
    was = end_text(before, at, model.clock)
    if extends(before, after) is False:
        return phrase("It is a new session, but it does not last longer: {until}, was {was}.", until=now, was=was)
    return phrase("It is a new session: {until}, was {was}.", until=now, was=was)


def extends(before: Session, after: Session) -> bool | None:
    """Whether `after` lasts longer than `before` would have; None where an end is not known."""
    if before.id == after.id:
        return False
    if before.end.at is None or after.end.at is None:
        return None
    return after.end.at > before.end.at


def lost(model: Model, login: Login, problem: str = "") -> Notice:
    """A renewal ended the session before, and no new one came."""
    name = name_of(model, login)
    gone = phrase("The session before was ended for the renewal, in the browser too, and is gone.")
    text = joined(" ", (gone, problem))
    return Notice(
        notice_key(login.id), phrase("{name} is signed out", name=name), text, (Button("sign-in", phrase("Sign in")),)
    )
