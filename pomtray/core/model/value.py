"""What is known: settings, logins, and what the person was told."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import field, replace
from datetime import UTC, datetime, timedelta
from operator import is_
from typing import Any, Final

from pomtray.core.deadline import WallClock
from pomtray.core.domain.consent import Programs
from pomtray.core.domain.lock import Lock
from pomtray.core.domain.login import (
    Attempt,
    Login,
    LoginId,
    SigningIn,
    State,
    session_of,
    with_session,
)
from pomtray.core.domain.logins import Logins
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.remembered import Remembered, Revocation
from pomtray.core.domain.route import Route, Settings
from pomtray.core.domain.serving import Serving
from pomtray.core.domain.session import Session
from pomtray.core.effects import Effect
from pomtray.core.errors import Part, Problem
from pomtray.core.intent import RouteIntent
from pomtray.core.light_dataclass import dataclass
from pomtray.core.view.notice import Notice

_KEPT: Final = 20
"""Notices."""
_TOGETHER: Final = timedelta(seconds=30)
"""Notices that have stood long enough go at whole multiples of it: those of several sign-ins by one wake-up."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class StandingNotice:
    """A notice that stands for a while because something happened."""

    notice: Notice
    until: datetime

    @property
    def goes_at(self) -> datetime:
        """Not before `until`: with the others of that half minute."""
        return self.until + (_EPOCH - self.until) % _TOGETHER


@dataclass(frozen=True, slots=True)
class LoggedNotice:
    """What a notice said."""

    at: datetime
    notice: Notice


@dataclass(frozen=True, slots=True)
class Copy:
    """What is to go on the clipboard once there is news of its session."""

    intent: RouteIntent
    until: datetime | None = None
    """When it is done without that news; None: never, where it takes a new credential."""


@dataclass(frozen=True, slots=True)
class Model:
    """Everything the rules decide on. Mappings are never changed in place."""

    settings: Settings = field(default_factory=Settings)
    settings_known: bool = False
    """Whether they were read in this run: what they say first is no news."""
    clock: WallClock = field(default_factory=WallClock)
    """As which clock times are told."""
    logins: Logins = field(default_factory=Logins)
    attempts: int = 0
    """How many were begun: the last one's number."""
    queue: tuple[LoginId, ...] = ()
    """Logins that "Sign in to N routes" has still to sign in to: one page after the other."""
    renewals: frozenset[LoginId] = frozenset()
    """Those of the queue that are to be renewed though they live."""
    told_before: frozenset[str] = frozenset()
    """Ids of sessions that an earlier run found dead, and told so: once is enough."""
    looked_for: frozenset[str] = frozenset()
    """Ids of sessions at whose end it was found out whether somebody is there to sign in again."""
    offline: bool = False
    screen_locked: bool = False
    """There is nobody to see what a look finds out."""
    lock: Lock = Lock.OPEN
    keeps: bool = True
    """Whether there is a vault that outlives the program."""
    held_wishes: tuple[RouteIntent, ...] = ()
    """What the person wanted while it was locked: done once it is open."""
    told: Mapping[str, StandingNotice] = field(default_factory=dict)
    past: tuple[LoggedNotice, ...] = ()
    """What notices of this run said, the newest first: they may have gone by unseen, with an error in them."""
    sharing: frozenset[LoginId] = frozenset()
    """Logins about whose session it is being asked which further routes it opens."""
    unasked: Mapping[LoginId, Problem] = field(default_factory=dict)
    """Why it is not known which further routes a login's session opens."""
    by_hand: frozenset[LoginId] = frozenset()
    """Logins whose silent renewal somebody waits for."""
    copies: Mapping[LoginId, Copy] = field(default_factory=dict)
    """Copies that wait: for an answer about the session, a renewal or a sign-in."""
    asking: Mapping[str, datetime] = field(default_factory=dict)
    """When servers were asked that have not answered yet, by the session's id: the last question of each."""
    showing: Mapping[str, frozenset[Origin]] = field(default_factory=dict)
    """Routes that are asked with a bearer by these questions."""
    copied: str = ""
    """Id of the session whose credential is on the clipboard, as far as we know; "" where none is."""
    copied_from: str = ""
    """Name of the route for which there is something of ours on the clipboard; "" where nothing is."""
    remembered: Remembered = field(default_factory=Remembered)
    serving: Mapping[str, Serving] = field(default_factory=dict)
    """What is served on this computer, by the route's name."""
    programs: Programs = field(default_factory=Programs)
    servings: int = 0
    """How many were begun: the last one's number."""
    last_copy: RouteIntent | None = None
    clears_at: datetime | None = None
    menu_until: datetime | None = None
    window_shown: bool = False
    vault_open: bool = False
    troubles: Mapping[Part, Problem] = field(default_factory=dict)
    """What cannot be had now."""

    def route(self, name: str) -> Route | None:
        """The configured route of that name."""
        return self.settings.by_name.get(name)

    def login_of(self, route: Route) -> Login | None:
        return self.logins.serving(route)

    def session_of(self, route: Route) -> Session | None:
        """The session of the login that serves the route, live or not."""
        login = self.login_of(route)
        return session_of(login.state) if login is not None else None

    @property
    def served(self) -> Sequence[Login | None]:
        """Who serves each of the configured routes, in the order of the settings."""
        logins = self.logins
        return [None if key is None else logins[key] for key in logins.served(self.settings.routes)]

    def route_of(self, login: Login) -> Route | None:
        """The first configured route of a login: the one that is signed in to and asked about."""
        return next(iter(self.routes_of(login)), None)

    @property
    def routes_by_login(self) -> Mapping[LoginId, list[Route]]:
        """The configured routes that each login serves, in the order of the settings: for whoever asks of many."""
        return self.logins.routes(self.settings.routes)

    def routes_of(self, login: Login) -> list[Route]:
        """The configured routes of a login, in the order of the settings."""
        return self.routes_by_login.get(login.id, [])

    def routes_with(self, session: Session) -> list[Route]:
        """The configured routes that a session serves, whichever logins hold it, in the order of the settings."""
        return self.logins.routes_by_session(self.settings.routes).get((session.issuer, session.id), [])

    def awaits(self, session: Session, besides: LoginId | None = None) -> bool:
        """Whether an attempt, of another login than `besides`, may be about to get this very session (§9 rule 8)."""
        attempts = (attempt for key, attempt in self.logins.signing_in.items() if key != besides)
        return any(attempt.host in {"", session.issuer.authority} for attempt in attempts)

    def without_queue(self) -> Model:
        """Nothing more opens by itself."""
        return replace(self, queue=(), renewals=frozenset())

    def with_logins(self, changed: Iterable[Login]) -> Model:
        """With these in their places: many at once cost little more than one."""
        logins = self.logins.with_changed(changed)
        return self if logins is self.logins else replace(self, logins=logins)

    def with_login(self, login: Login) -> Model:
        return self.with_logins((login,))

    def with_state(self, login: Login, state: State) -> Model:
        return self.with_login(replace(login, state=state))

    def with_session(self, login: LoginId, session: Session) -> Model:
        """The same state of that login, holding `session`."""
        return self.with_sessions({login: session})

    def with_sessions(self, sessions: Mapping[LoginId, Session]) -> Model:
        """The same for several logins."""
        held = ((self.logins[login], session) for login, session in sessions.items())
        return self.with_logins(replace(login, state=with_session(login.state, session)) for login, session in held)

    def attempt(self, login: LoginId, number: int) -> Attempt | None:
        """The attempt of that number, if it is still the one under way."""
        state = self.logins[login].state if login in self.logins else None
        return state.attempt if isinstance(state, SigningIn) and state.attempt.number == number else None

    def with_attempt(self, login: LoginId, attempt: Attempt) -> Model:
        """The same sign-in, further on."""
        held = self.logins[login]
        return self.with_state(held, SigningIn(attempt, session_of(held.state)))

    def remembering(self, **changes: Any) -> Model:
        """With these fields of what is remembered changed."""
        return replace(self, remembered=replace(self.remembered, **changes))

    def with_revocations(self, revocations: tuple[Revocation, ...]) -> Model:
        """Itself where each is the one that it was."""
        before = self.remembered.revocations
        if len(revocations) == len(before) and all(map(is_, revocations, before)):
            return self
        return self.remembering(revocations=revocations)

    def telling(self, notice: Notice, until: datetime) -> Model:
        return replace(self, told={**self.told, notice.key: StandingNotice(notice, until)})

    def impaired(self, part: Part, problem: Problem) -> Model:
        return replace(self, troubles={**self.troubles, part: problem})

    def restored(self, part: Part) -> Model:
        return replace(self, troubles={known: problem for known, problem in self.troubles.items() if known is not part})

    def keeping(self, before: Model, at: datetime) -> Model:
        """With what has been told since `before`, for whoever wants to read it again."""
        if self.told is before.told:
            return self
        new = [told.notice for key, told in self.told.items() if _is_news(told, before.told.get(key))]
        model = self
        for notice in new:
            model = model if notice.passing else model.noting(notice, at)
        return model

    def noting(self, notice: Notice, at: datetime) -> Model:
        """With what it says kept, to be read again."""
        return replace(self, past=(LoggedNotice(at, notice), *self.past)[:_KEPT])

    def without_copy(self, login: LoginId) -> Model:
        return self.without_copies((login,))

    def without_copies(self, logins: Collection[LoginId]) -> Model:
        if not any(login in self.copies for login in logins):
            return self
        return replace(self, copies={key: copy for key, copy in self.copies.items() if key not in logins})

    def without_notice(self, key: str) -> Model:
        return self.without_notices((key,))

    def without_notices(self, keys: Collection[str]) -> Model:
        if not any(key in self.told for key in keys):
            return self
        return replace(self, told={name: told for name, told in self.told.items() if name not in keys})


def _is_news(told: StandingNotice, before: StandingNotice | None) -> bool:
    return told is not before and told != before


Step = tuple[Model, tuple[Effect, ...]]


def login_of_notice(key: str) -> LoginId:
    """The one that a notice with that key would be about."""
    return LoginId(key.partition(":")[2]) if key.startswith("login:") else LoginId("")


def notice_key(login: LoginId) -> str:
    """One notice a login: the next replaces the last."""
    return f"login:{login}"
