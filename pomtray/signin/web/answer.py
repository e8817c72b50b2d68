"""What a server answered."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

from pomtray.core.light_dataclass import dataclass
from pomtray.core.plain import plain

JSON: Final = "application/json"
LARGEST: Final = 256 * 1024
"""Bytes of a body, unpacked, where the question allows no more."""
PIECES: Final = 8192
"""Chunks and the like that a body may come in."""
HEADERS: Final = 1000
"""Lines of a head: more than any server sends, fewer than would hold others up."""
_DATE: Final = 64
_REDIRECTS: Final = range(300, 400)
_AGE: Final = re.compile(r"\s*([0-9]{1,8})\s*(?:,|\Z)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said. Headers and body may hold secrets (a `Location` does), so the repr leaves them out."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    """Names in lower case."""
    body: bytes = field(repr=False)
    request_id: str = ""
    date: datetime | None = None
    """The server's clock as the answer came, also where a cache kept it."""

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def redirects(self) -> bool:
        """RFC 9110 §15.4; none is followed."""
        return self.status in _REDIRECTS


def answer_of(status: int, lines: Iterable[tuple[str, str]], body: bytes) -> Answer:
    """What came. lines: of the head, those of one name are joined."""
    values: defaultdict[str, list[str]] = defaultdict(list)
    for name, value in lines:
        values[name.lower()].append(value)
    names = {name: ", ".join(each) for name, each in values.items()}
    return Answer(status, names, body, plain(names.get("x-request-id", ""), 64), _clock(names))


def _clock(names: Mapping[str, str]) -> datetime | None:
    """`Date` is that of the first answer: for how long caches have kept it is its `Age` (RFC 9111 §4.2.3)."""
    date, age = http_date(names.get("date", "")), _AGE.match(names.get("age", ""))
    with suppress(OverflowError):
        return date + timedelta(seconds=int(age[1])) if date and age else date
    return None


def http_date(text: str) -> datetime | None:
    """RFC 9110 §5.6.7; None for what is no date."""
    with suppress(ValueError, OverflowError):
        date = parsedate_to_datetime(text[:_DATE])
        return date if date.tzinfo else date.replace(tzinfo=UTC)
    return None
