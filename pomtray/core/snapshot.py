"""What the program shows: plain text and enabled actions, never a credential. Made anew after every step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pomtray.core.errors import Problem
from pomtray.core.intent import Action
from pomtray.core.login import LoginId, Phase, Question
from pomtray.core.route import HeaderForm


class Badge(StrEnum):
    """The tray icon's shape: the worst state there is."""

    IDLE = "idle"
    """Nobody is signed in."""
    WELL = "well"
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
    """"2 h 14 m", "≈ 13 h", "signed out", "waiting for the browser", "ended"."""
    until: str
    """The same at rest: "until 17:42"; "" where there is no end."""
    person: str
    note: str
    """What else is known, with its age: "checked 2 min ago", "not checked since 14:02", "not allowed here"."""
    header: HeaderForm
    actions: frozenset[Action]
    """What can be asked now; the rest is shown disabled."""
    renews: bool = False
    """True where signing in is called "Renew"."""


@dataclass(frozen=True, slots=True)
class Asking:
    """A question that stands; answered by `intent.Answer`."""

    login: LoginId
    attempt: int
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
    trouble: tuple[Problem, ...] = ()
    """What is wrong with the program itself: settings refused, vault locked."""
    changes_at: datetime | None = None
    """When a countdown text changes next: armed only while it is on screen."""
