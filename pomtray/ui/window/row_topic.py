"""What explains the row that a person is at."""

from __future__ import annotations

from typing import Final

from pomtray.core.topic import Topic
from pomtray.core.view.badge import Badge
from pomtray.core.view.snapshot import Row

_TOPICS: Final = {
    Badge.ASKING: Topic.ELSEWHERE,
    Badge.FAILED: Topic.FAILED,
    Badge.CLOSED: Topic.CLOSED,
    Badge.EXPIRING: Topic.NOTICES,
    Badge.REFUSED: Topic.REFUSED,
    Badge.LOCKED: Topic.LOCKED,
}
"""What explains a row, where that is more than what its word means."""


def topic_of_row(row: Row | None) -> Topic:
    return _TOPICS.get(row.badge, Topic.ROWS) if row else Topic.ROWS
