"""Which notices should stand: a function of the model and the time."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


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
