"""What the program shows: plain text and enabled actions, never a credential. Made anew after every step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from itertools import islice

from pomtray.core.access import Refusal
from pomtray.core.deadline import about, age, clock_time, countdown, earliest
from pomtray.core.errors import Part, Problem
from pomtray.core.intent import Action
from pomtray.core.login import (
    Failed,
    Login,
    LoginId,
    Phase,
    Question,
    SignedOut,
    SigningIn,
    State,
    is_live,
    phase,
    session_of,
)
from pomtray.core.model.value import Model
from pomtray.core.model.waiting import to_sign_in
from pomtray.core.notice import named, until_text
from pomtray.core.offered import offered
from pomtray.core.reasons import reasons
from pomtray.core.renewal import wants_person
from pomtray.core.route import HeaderForm, Route
from pomtray.core.session import EndSource, Session, Verdict
from pomtray.core.skew import skew_text


class Badge(StrEnum):
    """The tray icon's shape: the worst state there is."""

    IDLE = "idle"
    """Nobody is signed in."""
    WELL = "well"
    CLOSED = "closed"
    """Signed in, and a route does not let that session in."""
    EXPIRING = "expiring"
    EXPIRED = "expired"
    BUSY = "busy"
    LOCKED = "locked"
    """The vault cannot be opened or saved now."""


@dataclass(frozen=True, slots=True)
class Row:
    """One route."""

    route: str
    """The route's name: what intents name."""
    host: str
    """Origin as shown."""
    tags: tuple[str, ...]
    phase: Phase
    left: str
    """"2 h 14 m", "≈ 13 h", "signed out", "waiting for the browser", "signed in, not allowed", "ended"."""
    until: str
    """The same at rest: "until 17:42"; "" where there is no end."""
    person: str
    note: str
    """What else is known, with its age: "checked 2 min ago", "not checked since 14:02"."""
    header: HeaderForm
    actions: frozenset[Action]
    """What can be asked now; the rest is shown disabled."""
    renews: bool = False
    """True where signing in is called "Renew"."""
    code: str = ""
    """What to enter on another device, and where; the note says it too."""
    along: str = ""
    """Which other routes signing out takes along: "wiki and mail"."""
    closed: bool = False
    """The session lives, and this route does not let it in: `left` says why."""
    reason: str = ""
    """Why something failed, in full: the last sign-in, a renewal, a check, or whether the session opens more routes."""


@dataclass(frozen=True, slots=True)
class Asking:
    """A question that stands; answered by `intent.Answer`."""

    login: LoginId
    attempt: int
    number: int
    question: Question


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All there is to show."""

    badge: Badge
    status: str
    """The menu's first line."""
    tooltip: str
    """Rests: no countdown in it."""
    rows: tuple[Row, ...]
    """Soonest end first."""
    sign_in_count: int
    """How many logins "Sign in to N routes" would sign in to; 0 hides it."""
    last_copied: str = ""
    """Name of the route last copied from; "" hides "Copy last used"."""
    questions: tuple[Asking, ...] = ()
    live_count: int = 0
    """How many sessions "Sign out everywhere" would end; 0 hides it."""
    paused: str = ""
    """"Notices are paused until 15:20"; "" while they are not."""
    trouble: tuple[Problem, ...] = ()
    """What is wrong with the program itself: settings refused, vault locked, no log."""
    changes_at: datetime | None = None
    """When a countdown text changes next: armed only while it is on screen."""


def snapshot(model: Model, now: datetime) -> Snapshot:
    """What to show at `now`."""
    shown = [_row(model, route, now) for route in model.settings.routes]
    rows = tuple(row for row, _, _ in sorted(shown, key=lambda item: (item[1], item[0].route.casefold())))
    badge = _badge(model, rows)
    return Snapshot(
        badge=badge,
        status=_status(model, rows),
        tooltip=_tooltip(rows, badge),
        rows=rows,
        sign_in_count=len(to_sign_in(model, now)),
        last_copied=model.last_copy.route if model.last_copy and model.route(model.last_copy.route) else "",
        questions=tuple(_questions(model)),
        live_count=len(_sessions(model)),
        paused=_paused(model, now),
        trouble=tuple(model.troubles[part] for part in Part if part in model.troubles),
        changes_at=earliest((changes_at for _, _, changes_at in shown), now),
    )


def _sessions(model: Model) -> set[str]:
    held = ((session_of(login.state), login) for login in model.logins.values())
    return {session.id for session, login in held if session and model.route_of(login)}


def _paused(model: Model, now: datetime) -> str:
    until = model.remembered.paused_until
    if until is None or now >= until:
        return ""
    return f"Notices are paused until {clock_time(until, now, model.zone)}"


def _row(model: Model, route: Route, now: datetime) -> tuple[Row, datetime, datetime | None]:
    login = model.login_of(route)
    state: State = login.state if login else SignedOut()
    session = session_of(state)
    refusal = session.refusals.get(route.origin) if session and is_live(session, now) else None
    left, changes_at = _left(state, session, refusal, now)
    row = Row(
        route=route.name,
        host=str(route.origin),
        tags=route.tags,
        phase=phase(state, now),
        left=left,
        until=_until(session, model, now),
        person=_person(model, login),
        note=_note(state, session, model, now),
        header=route.header,
        actions=offered(route, state, now),
        renews=session is not None and not wants_person(session),
        code=state.attempt.code if isinstance(state, SigningIn) else "",
        along=_along(model, login, route) if login and session else "",
        closed=refusal is not None,
        reason=_reason(model, login, route, refusal),
    )
    ends_at = (session.ended_at or session.end.at) if session else None
    return row, ends_at or _NEVER, changes_at


def _reason(model: Model, login: Login | None, route: Route, refusal: Refusal | None) -> str:
    if login is None:
        return ""
    session = session_of(login.state)
    failed = (login.state.problem,) if isinstance(login.state, Failed) else ()
    closed = session.closed(route.origin) if session and refusal else None
    found = (*failed, closed, *(reasons(session) if session else ()))
    told = [problem.text() for problem in dict.fromkeys(found) if problem]
    if session is not None and login.id in model.unasked:
        told.append(f"Whether it opens more routes could not be asked: {model.unasked[login.id].sentence}")
    return " ".join(told)


def _along(model: Model, login: Login, route: Route) -> str:
    routes = model.routes_of(login)
    return named([other.name for other in islice(routes, 4) if other is not route], len(routes) - 1)


_NEVER = datetime.max.replace(tzinfo=UTC)


def _left(state: State, session: Session | None, refusal: Refusal | None, now: datetime) -> tuple[str, datetime | None]:
    if isinstance(state, SigningIn):
        return ("asks you" if state.attempt.question else str(state.attempt.stage)), None
    if session is None:
        return ("failed" if isinstance(state, Failed) else "signed out"), None
    if not is_live(session, now):
        return "ended", None
    if refusal is not None:
        return str(refusal.why), None
    match session.end.source:
        case EndSource.SERVER | EndSource.TOKEN if session.end.at:
            return countdown(session.end.at, now)
        case EndSource.ESTIMATE if session.end.at:
            return about(session.end.at, now)
        case _:
            return "signed in", None


def _until(session: Session | None, model: Model, now: datetime) -> str:
    if session is None or session.end.at is None or not is_live(session, now):
        return ""
    return until_text(session, now, model.zone)


def _person(model: Model, login: Login | None) -> str:
    session = session_of(login.state) if login else None
    if session is None or model.settings.preferences.hide_people:
        return ""
    return session.person.label()


def _note(state: State, session: Session | None, model: Model, now: datetime) -> str:
    if isinstance(state, SigningIn):
        return state.attempt.code or (f"{state.attempt.host} asks for the sign-in" if state.attempt.host else "")
    if isinstance(state, Failed):
        return state.problem.title
    if session is None:
        return ""
    if session.ended_at is not None:
        return f"ended by the server {age(session.ended_at, now)}"
    parts = (_checked(session, model, now), _renewal(session, model, now), skew_text(session.check.skew))
    return ", ".join(part for part in parts if part)


def _checked(session: Session, model: Model, now: datetime) -> str:
    match session.check.verdict:
        case Verdict.UNREACHABLE:
            why = "offline" if model.offline else "no answer"
            since = clock_time(session.check.answered_at, now, model.zone)
            return _with_why(f"{why}, not checked since {since}", session.check.problem)
        case _:
            return f"checked {age(session.check.answered_at, now)}"


def _renewal(session: Session, model: Model, now: datetime) -> str:
    """How the silent renewal stands, where there is one."""
    grant = session.grant
    if grant is None:
        return ""
    if grant.over is not None:
        return _with_why("not renewed any more: sign in again", grant.over)
    if grant.failures and grant.retry_at is not None:
        again = f"not renewed yet, tried again at {clock_time(grant.retry_at, now, model.zone)}"
        return _with_why(again, grant.problem)
    return "renews itself" if grant.renews else ""


def _with_why(text: str, problem: Problem | None) -> str:
    return f"{text} ({problem.short()})" if problem else text


def _badge(model: Model, rows: tuple[Row, ...]) -> Badge:
    phases = {row.phase for row in rows}
    if Part.VAULT in model.troubles:
        return Badge.LOCKED
    if Phase.SIGNING_IN in phases:
        return Badge.BUSY
    if phases & {Phase.EXPIRED, Phase.FAILED}:
        return Badge.EXPIRED
    if Phase.EXPIRING in phases:
        return Badge.EXPIRING
    closed = any(row.closed for row in rows)
    return Badge.CLOSED if closed else Badge.WELL if Phase.ACTIVE in phases else Badge.IDLE


def _status(model: Model, rows: tuple[Row, ...]) -> str:
    if not rows:
        return "No routes yet: add one in the settings file"
    closed = sum(row.closed for row in rows)
    live = sum(Action.TEST in row.actions for row in rows) - closed
    under_way = any(row.phase is Phase.SIGNING_IN for row in rows)
    nothing = "Signing in" if under_way else "Not signed in"
    parts = [f"Signed in to {live} of {len(rows)} routes" if live or closed else nothing]
    parts += [f"{closed} not open"] if closed else []
    ended = sum(row.phase is Phase.EXPIRED for row in rows)
    if ended:
        parts.append(f"{ended} ended")
    if model.offline and any(row.note.startswith("offline") for row in rows):
        parts.append("offline")
    if Part.VAULT in model.troubles:
        parts.append("not saved")
    return " · ".join(parts)


_TOOLTIP_ROWS = 5


def _tooltip(rows: tuple[Row, ...], badge: Badge) -> str:
    shown = (row for row in rows if row.phase is not Phase.SIGNED_OUT)
    lines = [f"{row.route}: {row.left if row.closed else row.until or row.phase}" for row in shown]
    if not lines:
        return "pomtray: not signed in"
    more = [f"and {len(lines) - _TOOLTIP_ROWS} more"] if len(lines) > _TOOLTIP_ROWS else []
    locked = ["sessions are not saved"] if badge is Badge.LOCKED else []
    return "\n".join(["pomtray", *locked, *lines[:_TOOLTIP_ROWS], *more])


def _questions(model: Model) -> Iterator[Asking]:
    for login in model.logins.values():
        if isinstance(login.state, SigningIn) and login.state.attempt.question:
            attempt = login.state.attempt
            yield Asking(login.id, attempt.number, attempt.asked, login.state.attempt.question)
