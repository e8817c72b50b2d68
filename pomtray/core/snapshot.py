"""What the program shows: plain text and enabled actions, never a credential. Made anew after every step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Final

from pomtray.core.badge import MARKS, Badge, Mark, badge_of, icons_badge, rank
from pomtray.core.deadline import about, clock_time, countdown, earliest
from pomtray.core.errors import Missing, Part
from pomtray.core.intent import Action
from pomtray.core.login import (
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
from pomtray.core.renewal import wants_person
from pomtray.core.route import HeaderForm, Route
from pomtray.core.row_note import note, reason
from pomtray.core.session import EndSource, Session
from pomtray.core.summary import Said, past, said, status, tooltip

__all__ = ["Asking", "Badge", "Mark", "Row", "Said", "Snapshot", "snapshot"]


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
    """"2 h 14 m", "≈ 13 h", and where there is no time to tell the state: "signed out", "asks you", "ended"."""
    until: str
    """The same at rest: "until 17:42"; "" where there is no end, and in the last minute, which `left` counts."""
    person: str
    note: str
    """What else is known, with its age: "checked 2 min ago", "not checked since 14:02"."""
    header: HeaderForm
    actions: frozenset[Action]
    """What can be asked now; the rest is not shown."""
    renews: bool = False
    """True where signing in is called "Renew"."""
    code: str = ""
    """What to enter on another device, and where; the note says it too."""
    along: str = ""
    """Which other routes signing out takes along, the first of them by name: "wiki and mail"."""
    closed: bool = False
    """The session lives, and this route does not let it in: note and reason say why."""
    reason: str = ""
    """Why something failed, in full: the last sign-in, a renewal, a check, or whether the session opens more routes."""
    asks: bool = False
    """It waits for an answer of the person, or for the code to be entered."""

    shares: str = ""
    """Name of the first route that its session serves: the same for all that sign out together; "" without one."""
    over: bool = False
    """It is not renewed any more, and somebody has to sign in again: the note says so."""

    @property
    def badge(self) -> Badge:
        return badge_of(self.phase, asks=self.asks, closed=self.closed, over=self.over)

    @property
    def state(self) -> str:
        """What the shape says, in a word."""
        return self.badge.word


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
    """The icon's state; `mark` stands beside it."""
    status: str
    """The menu's first line."""
    tooltip: str
    """Rests: no countdown in it."""
    rows: tuple[Row, ...]
    """What needs the person first, then by the soonest end."""
    sign_in_count: int
    """How many routes "Sign in to N routes" would sign in to; 0 hides it."""
    last_copied: str = ""
    """Name of the route last copied from; "" hides "Copy last used"."""
    questions: tuple[Asking, ...] = ()
    live_count: int = 0
    """How many sessions "Sign out everywhere" would end; 0 hides it."""
    paused: str = ""
    """"Notices are paused until 15:20"; "" while they are not."""
    trouble: tuple[Missing, ...] = ()
    """What is wrong with the program itself: settings refused, vault locked, no log."""
    mark: Mark | None = None
    said: tuple[str, ...] = ()
    """What stands told and no row says: that something was copied, a test's result, a small failure."""
    past: tuple[Said, ...] = ()
    """What notices said in this run, the newest first."""
    changes_at: datetime | None = None
    """When a countdown text changes next: armed only while it is on screen."""


def snapshot(model: Model, now: datetime) -> Snapshot:
    """What to show at `now`."""
    shown = [_row(model, route, now) for route in model.settings.routes]
    rows = tuple(row for row, _, _ in sorted(shown, key=_place))
    return Snapshot(
        badge=icons_badge({row.badge for row in rows}),
        status=status(model, rows),
        tooltip=tooltip(model, rows),
        rows=rows,
        sign_in_count=sum(len(model.routes_of(login)) for login in to_sign_in(model, now)),
        last_copied=model.last_copy.route if model.last_copy and model.route(model.last_copy.route) else "",
        questions=tuple(_questions(model)),
        live_count=len(_sessions(model)),
        paused=_paused(model, now),
        trouble=tuple(Missing(part, model.troubles[part]) for part in Part if part in model.troubles),
        mark=next((mark for part, mark in MARKS.items() if part in model.troubles), None),
        said=said(model, now),
        past=past(model, now),
        changes_at=earliest((changes_at for _, _, changes_at in shown), now),
    )


def _place(item: tuple[Row, datetime, datetime | None]) -> tuple[int, datetime, str]:
    """Where a row stands: the icon is never worse than what is seen first."""
    row, ends_at, _ = item
    return rank(row.badge), ends_at, row.route.casefold()


def _sessions(model: Model) -> set[str]:
    held = ((session_of(login.state), login) for login in model.logins.values())
    return {session.id for session, login in held if session and model.route_of(login)}


def _paused(model: Model, now: datetime) -> str:
    until = model.remembered.paused_until
    if until is None or now >= until:
        return ""
    return f"Notices are paused until {clock_time(until, now, model.clock)}"


def _row(model: Model, route: Route, now: datetime) -> tuple[Row, datetime, datetime | None]:
    login = model.login_of(route)
    state: State = login.state if login else SignedOut()
    session = session_of(state)
    refused = session.closed(route.origin) if session and is_live(session, now) else None
    extends = model.remembered.extends.get(session.issuer, True) if session else True
    together = model.routes_with(session) if session else []
    row = Row(
        route=route.name,
        host=str(route.origin),
        tags=route.tags,
        phase=phase(state, now),
        left="",
        until=_until(session, model, now),
        person=_person(model, login),
        note=note(state, model, now, refused),
        header=route.header,
        actions=offered(route, state, now, extends=extends),
        renews=session is not None and not wants_person(session),
        code=state.attempt.code if isinstance(state, SigningIn) else "",
        along=_along(together, route),
        shares=together[0].name if together else "",
        closed=refused is not None,
        over=session is not None and session.grant is not None and session.grant.over is not None,
        asks=isinstance(state, SigningIn) and (state.attempt.question is not None or bool(state.attempt.code)),
        reason=reason(model, login, route, closed=refused is not None),
    )
    ends_at = (session.ended_at or session.end.at) if session else None
    left, changes_at = _left(row.badge, session, now)
    return replace(row, left=left), ends_at or _NEVER, changes_at


def _along(together: list[Route], route: Route) -> str:
    return named([other.name for other in islice(together, 4) if other is not route], len(together) - 1)


_NEVER: Final = datetime.max.replace(tzinfo=UTC)
_COUNTED: Final = timedelta(minutes=1)
"""So long before the end a clock time says too little: there is the same one on the person's clock."""


def _left(shown: Badge, session: Session | None, now: datetime) -> tuple[str, datetime | None]:
    if session is None or session.end.at is None or shown not in {Badge.WELL, Badge.EXPIRING}:
        return shown.word, None
    return (about if session.end.source is EndSource.ESTIMATE else countdown)(session.end.at, now)


def _until(session: Session | None, model: Model, now: datetime) -> str:
    if session is None or session.end.at is None or not is_live(session, now):
        return ""
    if session.end.source is not EndSource.ESTIMATE and session.end.at - now < _COUNTED:
        return ""
    return until_text(session, now, model.clock)


def _person(model: Model, login: Login | None) -> str:
    session = session_of(login.state) if login else None
    if session is None or model.settings.preferences.hide_people:
        return ""
    return session.person.label()


def _questions(model: Model) -> Iterator[Asking]:
    for login in model.logins.values():
        if isinstance(login.state, SigningIn) and login.state.attempt.question:
            attempt = login.state.attempt
            yield Asking(login.id, attempt.number, attempt.asked, login.state.attempt.question)
