"""The wall clock and the person's time zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo


def now() -> datetime:
    """This instant, aware UTC."""
    return datetime.now(UTC)


def zone() -> tzinfo:
    """The system's zone, with its rules: an end after a change to summer time shows its own offset."""
    return _SystemZone()


class _SystemZone(tzinfo):
    """What the C library says. `datetime.astimezone()` alone gives the offset of one instant for all."""

    def fromutc(self, dt: datetime) -> datetime:
        local = dt.replace(tzinfo=UTC).astimezone()
        first = local.replace(tzinfo=None).astimezone()
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
