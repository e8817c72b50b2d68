"""Times as people read them, and the next moment at which anything changes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Final

from pomtray.core.light_dataclass import dataclass
from pomtray.core.text import phrase

_SECOND = timedelta(seconds=1)
_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_NOON: Final = 12
_TICK = timedelta(microseconds=1)
_WEEKDAYS: Final = (
    phrase("Mon"), phrase("Tue"), phrase("Wed"), phrase("Thu"), phrase("Fri"), phrase("Sat"), phrase("Sun"),
)  # fmt: skip
"""In the language of the texts: `strftime` would take that of the locale."""


@dataclass(frozen=True, slots=True)
class WallClock:
    """The clock that the person looks at."""

    zone: tzinfo = UTC
    twelve_hours: bool = False
    """Whether it says "5:42 PM" where others say "17:42"."""


def countdown(end: datetime, now: datetime) -> tuple[str, datetime | None]:
    """What is left until `end`, and when that text changes; None once it says "ended".

    Never says more than there is: minutes are rounded down, seconds show only in the last minute.
    """
    left = end - now
    if left <= timedelta():
        return phrase("ended"), None
    unit = _SECOND if left < _MINUTE else _MINUTE if left < _DAY else _HOUR
    count = left // unit
    return _units(count, unit), min(end - count * unit, end - _TICK) + _TICK


def about(end: datetime, now: datetime) -> tuple[str, datetime | None]:
    """The same for an estimated end: "≈ 13 h", one unit only."""
    left = end - now
    if left <= timedelta():
        return phrase("end not known"), None
    if left < 2 * _MINUTE:
        return phrase("≈ {minutes} m", minutes=1), end
    unit = _HOUR if left >= _HOUR else _MINUTE
    count = left // unit
    text = phrase("≈ {hours} h", hours=count) if unit is _HOUR else phrase("≈ {minutes} m", minutes=count)
    return text, end - count * unit + _TICK


def _units(count: int, unit: timedelta) -> str:
    if unit == _SECOND:
        return phrase("{seconds} s", seconds=count)
    if unit == _HOUR:
        return phrase("{days} d {hours} h", days=count // 24, hours=count % 24)
    hours, minutes = divmod(count, 60)
    if hours:
        return phrase("{hours} h {minutes} m", hours=hours, minutes=minutes)
    return phrase("{minutes} m", minutes=minutes)


def clock_time(at: datetime, now: datetime, clock: WallClock) -> str:
    """A clock time: "17:42" today, "Mon 17:42" within a week, else the date; as `clock` shows it."""
    local, today = _local(at, clock.zone), _local(now, clock.zone)
    hours = f"{local.hour % 12 or 12}:{local:%M} {'AM' if local.hour < _NOON else 'PM'}"
    time = hours if clock.twelve_hours else f"{local:%H:%M}"
    if local.date() == today.date():
        return time
    if abs(local.date() - today.date()) < timedelta(days=7):
        return phrase("{weekday} {time}", weekday=_WEEKDAYS[local.weekday()], time=time)
    year, month, day = f"{local:%Y %m %d}".split()
    return phrase("{year}-{month}-{day} {time}", year=year, month=month, day=day, time=time)


def _local(at: datetime, zone: tzinfo) -> datetime:
    """NOTE: a server may name the last second there is, which no other zone can show."""
    try:
        return at.astimezone(zone)
    except OverflowError:
        return at


def tomorrow(now: datetime, zone: tzinfo) -> datetime:
    """Six in the morning, where the person is: of the next day, which begins for who is still up at four."""
    day = (_local(now, zone).replace(tzinfo=None) - 4 * _HOUR).date() + _DAY
    return datetime(day.year, day.month, day.day, 6, tzinfo=zone).astimezone(UTC)


def age(at: datetime, now: datetime) -> str:
    """How long ago: "just now", "5 m ago", "2 h ago"."""
    past = now - at
    if past < _MINUTE:
        return phrase("just now")
    if past < _HOUR:
        return phrase("{minutes} m ago", minutes=past // _MINUTE)
    if past < 2 * _DAY:
        return phrase("{hours} h ago", hours=past // _HOUR)
    return phrase("{days} d ago", days=past // _DAY)


def age_changes_at(at: datetime, now: datetime) -> datetime:
    """When `age` says something else next; at the end of the calendar nothing does."""
    past = now - at
    unit = _MINUTE if past < _HOUR else _HOUR if past < 2 * _DAY else _DAY
    try:
        return at + max(past // unit + 1, 1) * unit
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC)


def today(now: datetime, clock: WallClock) -> date:
    """The day that it is where the person is: what `clock_time` says depends on it."""
    return _local(now, clock.zone).date()


def earliest(instants: Iterable[datetime | None], now: datetime) -> datetime | None:
    """The first instant after `now`; None where there is none, and then no timer runs."""
    return min((at for at in instants if at is not None and at > now), default=None)
