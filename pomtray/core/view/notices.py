"""Which notices should stand: a function of the model and the time. The notifier makes it so by difference."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from pomtray.core.domain.login import Doubt, Login, LoginId, Phase, SigningIn, session_phase
from pomtray.core.domain.renewal import renews_itself, tells_at, wants_person
from pomtray.core.domain.route import AutoRenew, Route
from pomtray.core.domain.session import Session
from pomtray.core.errors import Part, Prompt
from pomtray.core.light_dataclass import dataclass
from pomtray.core.model.value import Model, notice_key
from pomtray.core.text import counted, joined, phrase
from pomtray.core.view.notice import Button, Notice, Urgency, until_text
from pomtray.core.view.programs import program_notices, program_number
from pomtray.core.view.reasons import in_short, sentences

__all__ = ["KEYRING", "SETTINGS", "SEVERAL", "Button", "Notice", "Urgency", "about", "due", "notice_moments", "wanted"]

SEVERAL = "sessions"
"""Key of the one notice about several sessions."""
SETTINGS = "settings"
"""Key of the one about a settings file that cannot be used: it stands until that is mended."""
KEYRING = "keyring"
"""Key of the one about a keyring that has to ask the person: it stands until they have agreed or said no."""
_NAMED = 3
_TRIES = 2
"""Silent renewals that may fail before it is worth a notice that the session has ended."""


@dataclass(frozen=True, slots=True)
class Due:
    """A session about whose end something is to be said."""

    login: Login
    session: Session
    route: Route
    ended: bool


def wanted(model: Model, now: datetime) -> dict[str, Notice]:
    """Every notice that should stand at `now`, by key: sessions that end at the same time are one."""
    standing = {key: told.notice for key, told in model.told.items() if now < told.goes_at}
    standing |= _refused(model) | _keyring(model) | program_notices(model)
    found = [item for item in due(model, now) if notice_key(item.login.id) not in standing]
    if len(found) > 1:
        return {SEVERAL: _several(found), **standing}
    return {notice.key: notice for notice in (_single(model, item, now) for item in found)} | standing


def _refused(model: Model) -> dict[str, Notice]:
    """NOTE: said even while notices are paused: the person has just saved that file."""
    problem = model.troubles.get(Part.SETTINGS)
    if problem is None:
        return {}
    return {SETTINGS: Notice(SETTINGS, problem.title, problem.text(), (Button("open", phrase("Open file")),))}


def _keyring(model: Model) -> dict[str, Notice]:
    """NOTE: not beside a sign-in that asks the same."""
    problem = model.troubles.get(Part.VAULT)
    questions = (attempt.question for attempt in model.logins.signing_in.values())
    if problem is None or problem.prompt is not Prompt.DUE or any(q and q.doubt is Doubt.KEYRING for q in questions):
        return {}
    return {KEYRING: Notice(KEYRING, problem.title, problem.text(), (Button("try-again", phrase("Continue…")),))}


def about(model: Model, key: str) -> str:
    """Name of the route that the notice with that key is about; "" for none, or for several."""
    kind, _, name = key.partition(":")
    number = program_number(key)
    if key == "copied":
        name = model.last_copy.route if model.last_copy else ""
    elif kind == "login":
        login = model.logins.get(LoginId(name))
        route = model.route_of(login) if login else None
        name = route.name if route else ""
    elif number is not None:
        name = next((it.route for it in model.programs.questions if it.number == number), "")
    return name if model.route(name) else ""


def due(model: Model, now: datetime) -> list[Due]:
    """Sessions that have ended, or end soon, and of which the person wants to hear."""
    if model.remembered.paused_until is not None and now < model.remembered.paused_until:
        return []
    found = (_due(model, model.logins[key], session, now) for key, session in model.logins.holding.items())
    return [item for item in found if item is not None]


def _due(model: Model, login: Login, session: Session, now: datetime) -> Due | None:
    route = _named_route(model, login)
    if route is None or isinstance(login.state, SigningIn) or login.id in model.queue:
        return None
    if login.snoozed_until is not None and now < login.snoozed_until:
        return None
    match session_phase(session, now):
        case Phase.EXPIRED if renews_itself(session) and session.grant and session.grant.failures < _TRIES:
            return None  # a machine that wakes up: that is being done now, and the network may still come
        case Phase.EXPIRED if session.id in model.told_before:
            return None
        case Phase.EXPIRED:
            return Due(login, session, route, ended=True)
        case _ if session.grant is not None and session.grant.over is not None:
            return Due(login, session, route, ended=False)
        case Phase.ACTIVE | Phase.EXPIRING if _is_worth_telling(model, session, now):
            return Due(login, session, route, ended=False)
        case _:
            return None


def _named_route(model: Model, login: Login) -> Route | None:
    """The first route of the login that the person wants to hear of."""
    usual = model.settings.preferences.auto_renew
    routes = (route for route in model.routes_of(login) if route.notices)
    return next((route for route in routes if (route.auto_renew or usual) is not AutoRenew.OFF), None)


def _is_worth_telling(model: Model, session: Session, now: datetime) -> bool:
    """Before the end: only where renewing then helps, and where that is not done without the person."""
    told_at = tells_at(session, model.settings.preferences.tell_before)
    if session.end.at is None or now >= session.end.at or renews_itself(session):
        return False
    if told_at is None or now < told_at:
        return False
    return model.remembered.extends.get(session.issuer, True)


def _single(model: Model, item: Due, now: datetime) -> Notice:
    key, name, session = notice_key(item.login.id), item.route.shown, item.session
    over = session.grant.over if session.grant else None
    buttons = _buttons(phrase("Sign in") if wants_person(session) else phrase("Renew"))
    if item.ended:
        return Notice(key, phrase("{name} has ended", name=name), over.text() if over else _ended(session), buttons)
    if over:
        text = phrase(
            "{sentence} What you have works {until}.",
            sentence=over.sentence,
            until=until_text(session, now, model.clock),
        )
        return Notice(key, phrase("{name}: sign in again", name=name), text, buttons)
    text = phrase(
        "Signed in as {person} {until}.", person=session.person.label(), until=until_text(session, now, model.clock)
    )
    # NOTE: of a time that the person chose the row may not say "ending soon" yet.
    chosen = model.settings.preferences.tell_before > 0
    title = (
        phrase("{name} lasts {until}", name=name, until=until_text(session, now, model.clock))
        if chosen
        else phrase("{name} is ending soon", name=name)
    )
    return Notice(key, title, _with_reasons(text, session), buttons)


def _ended(session: Session) -> str:
    if renews_itself(session):
        return _with_reasons(phrase("It could not be renewed in time. That is tried again by itself."), session)
    return _with_reasons(phrase("{person} is no longer signed in.", person=session.person.label()), session)


def _with_reasons(text: str, session: Session) -> str:
    return joined(" ", (text, sentences(session)))


def _several(found: list[Due]) -> Notice:
    ended = sum(item.ended for item in found)
    names = [_with_why(item) for item in found]
    more, listed = len(names) - _NAMED, joined(", ", names[:_NAMED])
    text = phrase("{names} and {count} more.", names=listed, count=more) if more > 0 else joined("", (listed, "."))
    return Notice(SEVERAL, _counts(ended, len(found) - ended), text, _buttons(_do_all(found)))


def _counts(ended: int, soon: int) -> str:
    if not ended:
        return counted("{count} session is ending soon", "{count} sessions are ending soon", soon)
    over = counted("{count} session has ended", "{count} sessions have ended", ended)
    return joined(", ", (over, counted("{count} is ending soon", "{count} are ending soon", soon) if soon else ""))


def _do_all(found: list[Due]) -> str:
    if all(wants_person(item.session) for item in found):
        return phrase("Sign in to all {count}", count=len(found))
    return phrase("Renew all {count}", count=len(found))


def _with_why(item: Due) -> str:
    why = in_short(item.session)
    return phrase("{route} ({why})", route=item.route.shown, why=why) if why else item.route.shown


def _buttons(first: str) -> tuple[Button, ...]:
    return Button("renew", first), Button("snooze", phrase("Snooze"))


def notice_moments(model: Model) -> Iterator[datetime | None]:
    """The instants at which `wanted` may change by time alone."""
    yield model.remembered.paused_until
    for key, session in model.logins.holding.items():
        yield model.logins[key].snoozed_until
        yield tells_at(session, model.settings.preferences.tell_before)
        yield session.end.at
    for told in model.told.values():
        yield told.goes_at
