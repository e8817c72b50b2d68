"""How far this computer's clock is off the server's, and a server's times told by ours."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, TypeVar

from pomtray.core.domain.session import End
from pomtray.core.text import phrase, with_values

_NOISE: Final = timedelta(seconds=5)
"""`Date` has whole seconds, and the answer took a while to come."""
TOLD_FROM: Final = timedelta(seconds=30)
"""A person is told of a skew above this."""
BELIEVED: Final = timedelta(days=1)
"""A server's clock that is further off than this is not believed."""
_AGREES: Final = timedelta(seconds=30)
"""An answer may take so long to come."""

_UNITS: Final = (
    (86400, phrase("{count} d")),
    (3600, phrase("{count} h")),
    (60, phrase("{count} m")),
    (1, phrase("{count} s")),
)
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
    if skew > timedelta():
        return phrase("this clock is {far} ahead of the server's", far=_far(skew))
    return phrase("this clock is {far} behind the server's", far=_far(skew))


def skew_sentence(skew: timedelta) -> str:
    """The same as a sentence."""
    if abs(skew) <= TOLD_FROM:
        return ""
    if skew > timedelta():
        return phrase("This clock is {far} ahead of the server's.", far=_far(skew))
    return phrase("This clock is {far} behind the server's.", far=_far(skew))


def skew_advice(skew: timedelta) -> str:
    """The same, and what helps."""
    if abs(skew) <= TOLD_FROM:
        return ""
    if skew > timedelta():
        return phrase("This clock is {far} ahead of the server's: set this computer's clock.", far=_far(skew))
    return phrase("This clock is {far} behind the server's: set this computer's clock.", far=_far(skew))


def _far(skew: timedelta) -> str:
    """In one unit, of which there are two at least."""
    seconds = round(abs(skew).total_seconds())
    unit, text = next((unit, text) for unit, text in _UNITS if seconds >= 2 * unit)
    return with_values(text, count=seconds // unit)
