"""How far this computer's clock is off the server's, and a server's times told by ours."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from pomtray.core.session import End

_NOISE: Final = timedelta(seconds=5)
"""`Date` has whole seconds, and the answer took a while to come."""
TOLD_FROM: Final = timedelta(seconds=30)
"""A person is told of a skew above this."""


def measured(date: datetime | None, received_at: datetime) -> timedelta | None:
    """How far our clock was ahead when an answer with `date` came (RFC 9110 §6.6.1); None where there was none."""
    if date is None:
        return None
    skew = received_at - date
    return skew if abs(skew) > _NOISE else timedelta()


def in_our_time(end: End | None, skew: timedelta | None) -> End | None:
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
    far = f"{seconds} s" if seconds < 120 else f"{seconds // 60} m" if seconds < 7200 else f"{seconds // 3600} h"  # noqa: PLR2004
    return f"this clock is {far} {'ahead of' if skew > timedelta() else 'behind'} the server's"
