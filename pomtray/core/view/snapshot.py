"""What the program shows: plain text and enabled actions, never a credential. Made anew after every step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from pomtray.core.deadline import clock_time, earliest, today
from pomtray.core.domain.lock import Lock
from pomtray.core.domain.login import Login, LoginId, Question
from pomtray.core.domain.route import Route
from pomtray.core.domain.session import Session
from pomtray.core.errors import Missing, Part
from pomtray.core.light_dataclass import dataclass
from pomtray.core.model.locking import why_not
from pomtray.core.model.sign_ins.queue import to_sign_in
from pomtray.core.model.value import Model
from pomtray.core.rows.heads import together
from pomtray.core.rows.refused import with_refused
from pomtray.core.rows.row import NAMED, Row, Shown, shown
from pomtray.core.text import phrase
from pomtray.core.view.badge import MARKS, Badge, Mark, icons_badge
from pomtray.core.view.programs import ProgramQuestion, program_questions
from pomtray.core.view.summary import PastNotice, past, standing_texts, standing_until, status, tooltip

__all__ = [
    "Badge",
    "Mark",
    "PastNotice",
    "PendingQuestion",
    "Pictures",
    "ProgramQuestion",
    "Row",
    "Snapshot",
    "snapshot",
]


@dataclass(frozen=True, slots=True)
class PendingQuestion:
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
    """What needs the person first, refused entries among it, then by the soonest end; routes of a session together."""
    sign_in_count: int
    """How many routes "Sign in to N routes" would sign in to; 0 hides it."""
    last_copied: str = ""
    """Name of the route last copied from; "" hides "Copy last used"."""
    questions: tuple[PendingQuestion, ...] = ()
    programs: tuple[ProgramQuestion, ...] = ()
    """Questions about programs that want a credential."""
    live_count: int = 0
    """How many sessions "Sign out everywhere" would end; 0 hides it."""
    paused: str = ""
    """"Notices are paused until 15:20"; "" while they are not."""
    trouble: tuple[Missing, ...] = ()
    """What is wrong with the program itself: settings refused, vault locked, no log."""
    lock: Lock = Lock.OPEN
    no_lock: str = ""
    """Why it cannot be locked; "" where it can."""
    mark: Mark | None = None
    said: tuple[str, ...] = ()
    """What stands told and no row says: that something was copied, a test's result, a small failure."""
    said_until: datetime | None = None
    """When the last of it goes: the same said anew has another time."""
    past: tuple[PastNotice, ...] = ()
    """What notices said in this run, the newest first."""
    changes_at: datetime | None = None
    """When a countdown text changes next: armed only while it is on screen."""


def snapshot(model: Model, now: datetime) -> Snapshot:
    """What to show at `now`."""
    routes = zip(model.settings.routes, model.served, strict=True)
    return _snapshot(model, now, [shown(model, route, login, now) for route, login in routes])


@dataclass(frozen=True, slots=True)
class _Made:
    """A row, and what it was made from."""

    route: Route
    login: Login | None
    about: tuple[object, ...]
    shown: Shown


_AT_A_STEP = 100
"""Rows: they take one to four milliseconds, those with a session the most."""


class Pictures:
    """Snapshots, one after the other: of many rows only those are made anew that say something else."""

    def __init__(self) -> None:
        self._about: tuple[object, ...] = ()
        self._made: dict[str, _Made] = {}
        self._order: list[str] = []
        """Names of the routes, as they stood: what is nearly sorted is soon sorted."""

    def next(self, model: Model, now: datetime) -> Snapshot:
        """As `snapshot`."""
        self._begin(model, now)
        made = {it.route.name: it for it in _made(model, now, self._made)}
        known, stood = [made[name].shown for name in self._order if name in made], set(self._order)
        new = [it.shown for name, it in made.items() if name not in stood]
        snapshot = _snapshot(model, now, [*known, *new])
        self._made, self._order = made, [row.route for row in snapshot.rows]
        return snapshot

    def ahead(self, model: Model, now: datetime) -> Iterator[None]:
        """Make rows that `next` then finds, some at each step. What has changed by then is made by `next` anew."""
        self._begin(model, now)
        about = self._about
        for number, it in enumerate(_made(model, now, self._made), 1):
            self._made[it.route.name] = it
            if number % _AT_A_STEP == 0:
                yield
                if self._about != about:
                    return

    def _begin(self, model: Model, now: datetime) -> None:
        """Let go of rows that say what all of them say otherwise now."""
        about = model.clock, today(now, model.clock), model.offline, model.settings.preferences, model.lock.is_shut
        if about != self._about:
            self._about, self._made = about, {}


def _made(model: Model, now: datetime, before: Mapping[str, _Made]) -> Iterator[_Made]:
    """NOTE: a loop, not functions: most of many rows are as they were, and to find that out is all that they cost."""
    sessions = model.logins.holding
    for route, login in zip(model.settings.routes, model.served, strict=True):
        session = sessions.get(login.id) if login else None
        about = _about(model, login, session) if login and session else ()
        about = (*about, model.clears_at) if route.name == model.copied_from else about
        about = (*about, model.serving.get(route.name)) if model.serving else about
        it = before.get(route.name)
        if it and it.route is route and it.login is login and it.about == about and it.shown.holds(now):
            yield it
        else:
            yield _Made(route, login, about, shown(model, route, login, now))


def _about(model: Model, login: Login, session: Session) -> tuple[object, ...]:
    """What else than the login itself is said of it: whom it signs out along with it, and what was learned."""
    together = model.routes_with(session)
    extends = model.remembered.extends.get(session.issuer)
    return len(together), *together[:NAMED], extends, model.unasked.get(login.id)


def _snapshot(model: Model, now: datetime, made: list[Shown]) -> Snapshot:
    placed = [it.row for it in sorted(made, key=_place)]
    rows = together(placed)
    return Snapshot(
        badge=Badge.ASKING if model.programs.questions else icons_badge({it.badge for it in made}),
        status=status(model, rows),
        tooltip=tooltip(model, rows),
        rows=together(with_refused(placed, model.settings)) if model.settings.refused else rows,
        sign_in_count=sum(len(model.routes_of(login)) for login in to_sign_in(model, now)),
        last_copied=model.last_copy.route if model.last_copy and model.route(model.last_copy.route) else "",
        questions=tuple(_questions(model)),
        programs=tuple(program_questions(model)),
        live_count=len(_sessions(model)),
        paused=_paused(model, now),
        trouble=tuple(Missing(part, model.troubles[part]) for part in Part if part in model.troubles),
        lock=model.lock,
        no_lock=_no_lock(model),
        mark=next((mark for part, mark in MARKS.items() if part in model.troubles), None),
        said=standing_texts(model, now),
        said_until=standing_until(model, now),
        past=past(model, now),
        changes_at=earliest((it.changes_at for it in made), now),
    )


def _no_lock(model: Model) -> str:
    problem = None if model.lock.is_shut else why_not(model)
    return problem.text() if problem else ""


def _place(made: Shown) -> tuple[int, datetime, str, str]:
    return made.place


def _sessions(model: Model) -> set[str]:
    configured = model.routes_by_login
    return {session.id for key, session in model.logins.holding.items() if key in configured}


def _paused(model: Model, now: datetime) -> str:
    until = model.remembered.paused_until
    if until is None or now >= until:
        return ""
    return phrase("Notices are paused until {when}", when=clock_time(until, now, model.clock))


def _questions(model: Model) -> Iterator[PendingQuestion]:
    for key, attempt in model.logins.signing_in.items():
        if attempt.question:
            yield PendingQuestion(key, attempt.number, attempt.asked, attempt.question)
