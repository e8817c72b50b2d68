"""A notice: what the desktop is asked to say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from datetime import datetime
from enum import StrEnum
from typing import Final

from pomtray.core.deadline import WallClock, clock_time
from pomtray.core.domain.session import EndSource, Session
from pomtray.core.light_dataclass import dataclass
from pomtray.core.plain import isolated
from pomtray.core.text import phrase

_NAMED: Final = 3


class Urgency(StrEnum):
    LOW = "low"
    NORMAL = "normal"
    CRITICAL = "critical"


@dataclass(frozen=True, slots=True)
class Button:
    """`id` comes back in `intent.NoticeAction.action`."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Notice:
    """One notification. The same `key` replaces, an absent key withdraws. Plain text, no credential."""

    key: str
    title: str
    text: str
    buttons: tuple[Button, ...] = ()
    urgency: Urgency = Urgency.NORMAL
    passing: bool = False
    """Of use only while it stands; any other one is kept, to be read again."""


@dataclass(frozen=True, slots=True)
class Image:
    """`pixels` row by row, four bytes each: red, green, blue, opacity."""

    width: int
    height: int
    pixels: bytes = field(repr=False)


def until_text(session: Session, now: datetime, clock: WallClock) -> str:
    """Say "until 17:42", "until about 17:42", or that it is not known."""
    if session.end.at is None:
        return phrase("until nobody knows when")
    when = clock_time(session.end.at, now, clock)
    if session.end.source is EndSource.ESTIMATE:
        return phrase("until about {when}", when=when)
    return phrase("until {when}", when=when)


def end_text(session: Session, now: datetime, clock: WallClock) -> str:
    """The same without "until"."""
    if session.end.at is None:
        return phrase("nobody knows when")
    when = clock_time(session.end.at, now, clock)
    return phrase("about {when}", when=when) if session.end.source is EndSource.ESTIMATE else when


def listed_names(names: Sequence[str], count: int, most: int = _NAMED) -> str:
    """`most` of `count` names, of which `names` are the first: "wiki and mail", "a, b, c and 2 more"."""
    shown = [isolated(name) for name in names[:most]]
    if count > len(shown):
        return phrase("{names} and {count} more", names=", ".join(shown), count=count - len(shown))
    if len(shown) > 1:
        return phrase("{names} and {last}", names=", ".join(shown[:-1]), last=shown[-1])
    return "".join(shown)
