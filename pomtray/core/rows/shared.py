"""What is told of a session, whichever of its routes a row is about, and when that changes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from pomtray.core.deadline import about, age_changes_at, countdown
from pomtray.core.domain.login import is_live
from pomtray.core.domain.renewal import expiring_at, gains_at
from pomtray.core.domain.session import EndSource, Session
from pomtray.core.light_dataclass import dataclass
from pomtray.core.model.value import Model
from pomtray.core.text import phrase
from pomtray.core.view.notice import until_text

_KNOWN: Final = {
    EndSource.SERVER: phrase("the server says so"),
    EndSource.TOKEN: phrase("the token says so"),
    EndSource.ESTIMATE: phrase("an estimate"),
    EndSource.UNKNOWN: "",
}
_IN_HOURS: Final = 120
"""Minutes."""
_COUNTED: Final = timedelta(minutes=1)
"""So long before the end a clock time says too little: there is the same one on the person's clock."""


@dataclass(frozen=True, slots=True)
class Shared:
    """What is told once of a session, however many routes it serves."""

    key: str
    """The same for those routes, and for no other."""
    person: str
    left: str
    """"2 h 14 m", "≈ 13 h"; "" where nobody knows."""
    until: str
    """"until 17:42"; "" in the last minute."""
    known: str
    """How its end is known: "the server says so"; "" where it is not."""


NOTHING: Final = Shared("", "", "", "", "")


def common(model: Model, session: Session, now: datetime) -> tuple[Shared, datetime | None]:
    """What is told of a session, and when that changes: times only while it lives."""
    live, together = is_live(session, now), model.routes_with(session)
    left, changes_at = _counted(session, now) if live else ("", None)
    until = _until(session, model, now) if live else ""
    key = together[0].name if live and together else ""
    return Shared(key, _person(model, session), left, until, _KNOWN[session.end.source]), changes_at


def lasts(session: Session, now: datetime) -> str:
    """How long it would last from now on, renewed; "" where nobody knows. It does not change while it lives."""
    if session.end.at is None or not is_live(session, now):
        return ""
    minutes = round((session.end.at - session.got_at) / _COUNTED)
    if minutes >= _IN_HOURS:
        return phrase("{hours} h", hours=round(minutes / 60))
    return phrase("{minutes} m", minutes=minutes)


def moments(session: Session, now: datetime) -> tuple[datetime | None, ...]:
    """When what is said of a session may change by time alone."""
    end = session.end.at
    counted = end - _COUNTED if end is not None and end > now else None
    ages = age_changes_at(session.ended_at or session.check.answered_at, now)
    return expiring_at(session), gains_at(session), counted, end, ages


def _counted(session: Session, now: datetime) -> tuple[str, datetime | None]:
    if session.end.at is None:
        return "", None
    return (about if session.end.source is EndSource.ESTIMATE else countdown)(session.end.at, now)


def _until(session: Session, model: Model, now: datetime) -> str:
    if session.end.at is None:
        return ""
    if session.end.source is not EndSource.ESTIMATE and session.end.at - now < _COUNTED:
        return ""
    return until_text(session, now, model.clock)


def _person(model: Model, session: Session) -> str:
    return "" if model.settings.preferences.hide_people else session.person.label()
