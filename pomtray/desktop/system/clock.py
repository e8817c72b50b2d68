"""The wall clock, as the person has it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo

from pomtray.core.deadline import WallClock


def now() -> datetime:
    """This instant, aware UTC."""
    return datetime.now(UTC)


def wall_clock() -> WallClock:
    """The system's zone, with twelve hours or twenty-four as the locale has it."""
    from PySide6.QtCore import QLocale  # noqa: PLC0415 the command line has no Qt

    return WallClock(zone(), twelve_hours(QLocale.system().timeFormat(QLocale.FormatType.ShortFormat)))


def twelve_hours(pattern: str) -> bool:
    """Whether a pattern of Qt's for times, `h:mm AP`, has a part of the day in it; what it quotes is only text."""
    return any("a" in part.lower() for part in pattern.split("'")[::2])


def zone() -> tzinfo:
    """The system's zone, with its rules: an end after a change to summer time shows its own offset."""
    return _SystemZone()


class _SystemZone(tzinfo):
    """What the C library says. `datetime.astimezone()` alone gives the offset of one instant for all."""

    def fromutc(self, dt: datetime) -> datetime:
        """Raises `OverflowError`, as other zones do, at an end of the calendar."""
        try:
            local = dt.replace(tzinfo=UTC).astimezone()
            first = local.replace(tzinfo=None).astimezone()
        except ValueError as error:  # which the C library's years raise
            raise OverflowError(str(error)) from None
        return local.replace(tzinfo=self, fold=int(first.utcoffset() != local.utcoffset()))

    def utcoffset(self, dt: datetime | None) -> timedelta | None:
        return _fixed(dt).utcoffset()

    def dst(self, dt: datetime | None) -> timedelta | None:  # noqa: ARG002 the C library does not say
        return None

    def tzname(self, dt: datetime | None) -> str | None:
        return _fixed(dt).tzname()


def _fixed(local: datetime | None) -> datetime:
    """`local` with the fixed offset that holds then."""
    return (local.replace(tzinfo=None) if local else datetime.now(UTC)).astimezone()
