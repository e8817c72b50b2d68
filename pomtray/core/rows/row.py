"""What is shown of one route, and how long that holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from typing import Final, NamedTuple

from pomtray.core.deadline import countdown, earliest
from pomtray.core.domain.login import (
    Attempt,
    DeviceCode,
    Login,
    Phase,
    SignedOut,
    SigningIn,
    Stage,
    State,
    is_live,
    phase,
    session_of,
)
from pomtray.core.domain.renewal import wants_person
from pomtray.core.domain.route import HeaderForm, Route
from pomtray.core.domain.serving import Serving
from pomtray.core.domain.session import Session
from pomtray.core.errors import Problem
from pomtray.core.intent import Action
from pomtray.core.light_dataclass import dataclass
from pomtray.core.model.value import Model
from pomtray.core.rows.note import note, reason
from pomtray.core.rows.shared import NOTHING, Shared, common, lasts, moments
from pomtray.core.view.actions import offered, offered_locked
from pomtray.core.view.badge import Badge, badge_of, rank
from pomtray.core.view.notice import listed_names

NAMED: Final = 4
"""Of the routes that a session serves, those that a row's texts can depend on by name."""
_COUNTED_DOWN: Final = {Badge.WELL, Badge.EXPIRING}
_NEVER: Final = datetime.max.replace(tzinfo=UTC)


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
    waits: str = ""
    """How long the sign-in under way is still waited for: "2 m"; "" where none is."""
    device: DeviceCode | None = None
    """What to enter on another device."""
    copied: str = ""
    """When what was copied from it is cleared: "27 s"; "" where nothing was."""
    lasts: str = ""
    """How long the session would last from now on, renewed: "14 h", if as long as before; "" where nobody knows."""
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
    locked: bool = False
    """pomtray is locked: what of a session is wanted has it unlocked first."""
    refused: bool = False
    """An entry of the settings file that does not count: no route, whatever it was meant to be."""
    served: str = ""
    """Where it is served on this computer: "127.0.0.1:5432"; "" where it is not, or not yet."""
    tunnel: bool = False
    """A TCP route."""
    favourite: bool = False
    """The person wants it before others where there is room for few."""
    session: Shared | None = None
    """What all routes of its session have in common, while that lives; None without one."""

    @property
    def badge(self) -> Badge:
        if self.refused:
            return Badge.REFUSED
        if self.locked:
            return Badge.LOCKED
        return badge_of(self.phase, asks=self.asks, closed=self.closed, over=self.over)

    @property
    def state(self) -> str:
        """What the shape says, in a word."""
        return self.badge.word


@dataclass(frozen=True, slots=True)
class Shown:
    """A row, where it stands, and until when it says what is true."""

    row: Row
    badge: Badge
    place: tuple[int, datetime, str, str]
    """What needs the person first, then the soonest end: the icon is never worse than what is seen first."""
    changes_at: datetime | None
    """When its countdown changes next."""
    made_at: datetime
    stale_at: datetime | None
    """When anything else in it changes by time alone, but for what the day changes; None: never."""

    def holds(self, now: datetime) -> bool:
        return self.made_at <= now and (self.stale_at is None or now < self.stale_at)


def shown(model: Model, route: Route, login: Login | None, now: datetime) -> Shown:
    """What is to be shown of `route`, which `login` serves, at `now`."""
    if model.lock.is_shut:
        return _locked(route, now)
    found = _lasting(model, route, login, now)
    state = login.state if login else None
    if isinstance(state, SigningIn):
        found = _waited_for(found, state.attempt, now)
    found = _served(found, model.serving.get(route.name))
    return _copied(found, model.clears_at, now) if model.copied_from == route.name else found


def _served(found: Shown, served: Serving | None) -> Shown:
    if served is None:
        return found
    actions = found.row.actions - {Action.SERVE} | {Action.STOP_SERVING}
    actions |= {Action.COPY_ADDRESS} if served.address is not None else set()
    return replace(found, row=replace(found.row, actions=actions, served=served.place if served.runs else ""))


def _waited_for(found: Shown, attempt: Attempt, now: datetime) -> Shown:
    """With how long that is so. NOTE: the time that the keyring takes does not count."""
    waits, at = ("", None) if attempt.stage is Stage.KEYRING else countdown(attempt.ends_at, now)
    return _changing(replace(found, row=replace(found.row, waits=waits, device=attempt.device)), at, now)


def _copied(found: Shown, clears_at: datetime | None, now: datetime) -> Shown:
    copied, at = countdown(clears_at, now) if clears_at and clears_at > now else ("", None)
    row = replace(found.row, copied=copied, actions=found.row.actions | {Action.CLEAR})
    return _changing(replace(found, row=row), at, now)


def _changing(found: Shown, at: datetime | None, now: datetime) -> Shown:
    """The same, which a countdown of its own changes at `at`."""
    changes_at, stale_at = earliest((found.changes_at, at), now), earliest((found.stale_at, at), now)
    return replace(found, changes_at=changes_at, stale_at=stale_at)


class _Standing(NamedTuple):
    """What a login's state is for one of its routes."""

    phase: Phase
    refused: Problem | None
    """Why the live session does not open it."""
    asks: bool
    over: bool

    @property
    def closed(self) -> bool:
        return self.refused is not None

    @property
    def badge(self) -> Badge:
        return badge_of(self.phase, asks=self.asks, closed=self.closed, over=self.over)


def _standing(state: State, session: Session | None, route: Route, now: datetime) -> _Standing:
    refused = session.closed(route) if session and is_live(session, now) else None
    asks = isinstance(state, SigningIn) and (state.attempt.question is not None or bool(state.attempt.code))
    over = session is not None and session.grant is not None and session.grant.over is not None
    return _Standing(phase(state, now), refused, asks, over)


def _lasting(model: Model, route: Route, login: Login | None, now: datetime) -> Shown:
    """But for what passes within minutes."""
    state: State = login.state if login else SignedOut()
    session = session_of(state)
    it = _standing(state, session, route, now)
    extends = model.remembered.extends.get(session.issuer, True) if session else True
    together = model.routes_with(session) if session else []
    told, changes_at = common(model, session, now) if session else (NOTHING, None)
    changes_at = changes_at if it.badge in _COUNTED_DOWN or len(together) > 1 else None
    row = Row(
        route=route.name,
        host=route.tunnel.target if route.tunnel else route.host,
        tags=route.tags,
        phase=it.phase,
        left=told.left if told.left and it.badge in _COUNTED_DOWN else it.badge.word,
        until=told.until,
        person=told.person,
        note=note(state, model, now, it.refused),
        header=route.header,
        actions=offered(route, state, now, extends=extends),
        renews=session is not None and not wants_person(session),
        lasts=lasts(session, now) if session else "",
        code=state.attempt.code if isinstance(state, SigningIn) else "",
        along=_along(together, route) if session else "",
        shares=together[0].name if together else "",
        closed=it.closed,
        over=it.over,
        asks=it.asks,
        reason=reason(model, login, route, closed=it.closed),
        tunnel=route.tunnel is not None,
        favourite=route.favourite,
        session=told if told.key else None,
    )
    stale_at = earliest((changes_at, *moments(session, now)), now) if session else None
    return Shown(row, it.badge, _place(route, it.badge, session), changes_at, now, stale_at)


def _place(route: Route, badge: Badge, session: Session | None) -> tuple[int, datetime, str, str]:
    ends_at = (session.ended_at or session.end.at) if session else None
    return rank(badge), ends_at or _NEVER, route.name.casefold(), route.name


def _locked(route: Route, now: datetime) -> Shown:
    """NOTE: the first thing wanted of it is done once the vault is open again."""
    row = Row(
        route=route.name,
        host=route.tunnel.target if route.tunnel else route.host,
        tags=route.tags,
        phase=Phase.SIGNED_OUT,
        left=Badge.LOCKED.word,
        until="",
        person="",
        note="",
        header=route.header,
        actions=offered_locked(route),
        locked=True,
        favourite=route.favourite,
    )
    return Shown(row, Badge.LOCKED, _place(route, Badge.LOCKED, None), None, now, None)


def _along(together: list[Route], route: Route) -> str:
    return listed_names([other.name for other in islice(together, NAMED) if other is not route], len(together) - 1)
