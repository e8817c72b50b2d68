"""How far this computer's clock is off the server's, and a server's times told by ours."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, TypeVar

from pomtray.core.domain.session import End

_NOISE: Final = timedelta(seconds=5)
"""`Date` has whole seconds, and the answer took a while to come."""
TOLD_FROM: Final = timedelta(seconds=30)
"""A person is told of a skew above this."""
BELIEVED: Final = timedelta(days=1)
"""A server's clock that is further off than this is not believed."""
_AGREES: Final = timedelta(seconds=30)
"""An answer may take so long to come."""

_UNITS: Final = ((86400, "d"), (3600, "h"), (60, "m"), (1, "s"))
_End = TypeVar("_End", End, End | None)


def measured(date: datetime | None, received_at: datetime) -> timedelta | None:
    """How far our clock was ahead when an answer with `date` came (RFC 9110 §6.6.1); None where there was none."""
    if date is None:
        return None
    skew = received_at - date
    return skew if abs(skew) > _NOISE else timedelta()


def believed(skew: timedelta | None) -> timedelta:
    """`skew`, nothing where it is not known or too large to be believed."""
    return skew if skew is not None and abs(skew) <= BELIEVED else timedelta()


def agreed(skew: timedelta, other: timedelta | None) -> timedelta:
    """`skew` where a second measurement says the same and it is believed; else nothing."""
    return believed(skew) if other is not None and abs(skew - other) <= _AGREES else timedelta()


def in_our_time(end: _End, skew: timedelta | None) -> _End:
    """An end by the server's clock, told by ours."""
    if end is None or end.at is None or not skew:
        return end
    try:
        return replace(end, at=end.at + skew)
    except OverflowError:
        return end


def skew_text(skew: timedelta) -> str:
    """Say "this clock is 2 m ahead of the server's"; "" for what does not matter."""
    if abs(skew) <= TOLD_FROM:
        return ""
    seconds = round(abs(skew).total_seconds())
    unit, name = next((unit, name) for unit, name in _UNITS if seconds >= 2 * unit)
    far = f"{seconds // unit} {name}"
    return f"this clock is {far} {'ahead of' if skew > timedelta() else 'behind'} the server's"


def skew_advice(skew: timedelta) -> str:
    """The same as a sentence that says what helps; "" for what does not matter."""
    text = skew_text(skew)
    return f"T{text[1:]}: set this computer's clock." if text else ""
