"""What a state looks like and which comes first: one rule for the icon, the menu and the list."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from typing import Final

from pomtray.core.domain.login import Phase
from pomtray.core.errors import Part
from pomtray.core.text import phrase


class Badge(StrEnum):
    """A route's state as a shape, named as its drawing is. In this order they stand: what needs the person first."""

    ASKING = "question"
    """It asks the person, or shows what to enter on another device."""
    FAILED = "failed"
    REFUSED = "refused"
    """What the settings file says of it cannot be used, so it is no route now."""
    EXPIRED = "expired"
    EXPIRING = "expiring"
    BUSY = "busy"
    CLOSED = "closed"
    """Signed in, and the route does not let that session in."""
    WELL = "well"
    IDLE = "idle"
    """Nobody is signed in."""
    LOCKED = "locked"
    """pomtray is locked: nothing is known of it until it is unlocked."""

    @property
    def word(self) -> str:
        """The state as it is called, wherever it is told."""
        return _WORDS[self]


class Mark(StrEnum):
    """What is wrong with the program itself: drawn beside the state, not instead of it."""

    REFUSED = "refused"
    """The settings file cannot be used as it stands."""
    LOCKED = "locked"
    """The vault cannot be opened or saved now: sessions are kept in memory only."""


_OF: Final = {
    Phase.SIGNED_OUT: Badge.IDLE,
    Phase.SIGNING_IN: Badge.BUSY,
    Phase.ACTIVE: Badge.WELL,
    Phase.EXPIRING: Badge.EXPIRING,
    Phase.EXPIRED: Badge.EXPIRED,
    Phase.FAILED: Badge.FAILED,
}
_WORDS: Final = {
    Badge.ASKING: phrase("asks you"),
    Badge.FAILED: phrase("failed"),
    Badge.REFUSED: phrase("refused"),
    Badge.EXPIRED: phrase("ended"),
    Badge.EXPIRING: phrase("ending soon"),
    Badge.BUSY: phrase("signing in"),
    Badge.CLOSED: phrase("not allowed"),
    Badge.WELL: phrase("signed in"),
    Badge.IDLE: phrase("signed out"),
    Badge.LOCKED: phrase("locked"),
}
_RANK: Final = {badge: rank for rank, badge in enumerate(Badge)}


MARKS: Final = {Part.SETTINGS: Mark.REFUSED, Part.VAULT: Mark.LOCKED}
"""What of the parts has a mark; the first that is missing is drawn."""


def badge_of(phase: Phase, *, asks: bool, closed: bool, over: bool) -> Badge:
    """One route's. A sign-in that is under way says more than what the session before opens.

    `over`: what renewed the session does so no more, so that its end, near or far, needs the person.
    """
    if asks:
        return Badge.ASKING
    if phase not in {Phase.ACTIVE, Phase.EXPIRING}:
        return _OF[phase]
    return Badge.CLOSED if closed else Badge.EXPIRING if over else _OF[phase]


def rank(badge: Badge) -> int:
    """Its place in the list: the lower, the higher up."""
    return _RANK[badge]


def icons_badge(badges: Collection[Badge]) -> Badge:
    """What the tray's icon shows: that somebody is asked, what is being done, else the worst there is."""
    under_way = (badge for badge in (Badge.ASKING, Badge.BUSY) if badge in badges)
    return next(under_way, None) or min(badges, key=rank, default=Badge.IDLE)
