"""What is said of all routes together, and what notices say or have said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Final

from pomtray.core.deadline import clock_time
from pomtray.core.domain.lock import Lock
from pomtray.core.domain.login import Phase
from pomtray.core.errors import Part
from pomtray.core.intent import Action
from pomtray.core.light_dataclass import dataclass
from pomtray.core.model.value import Model, StandingNotice, login_of_notice
from pomtray.core.plain import isolated
from pomtray.core.settings.refused import GONE, UNREAD, problem_of
from pomtray.core.text import counted, joined, phrase
from pomtray.core.view.badge import Badge

if TYPE_CHECKING:
    from pomtray.core.view.snapshot import Row

_TOOLTIP_ROWS: Final = 5
_SAID: Final = 3
"""Lines: there is a list to be seen, too."""
_NOT_SAVED: Final = phrase("sessions are not saved")
_IN_PART: Final = phrase("entries of the settings file are refused")
_REFUSED: Final = phrase("settings refused"), phrase("the settings file is refused")
"""In the status, and in the tooltip."""
_UNREADABLE: Final = {
    GONE.key: (phrase("settings file gone"), phrase("the settings file is gone")),
    UNREAD.key: (phrase("settings not read"), phrase("the settings file cannot be read")),
}
"""By the trouble's title."""


@dataclass(frozen=True, slots=True)
class PastNotice:
    """What a notice said, and when."""

    when: str
    title: str
    text: str


def status(model: Model, rows: tuple[Row, ...]) -> str:
    """How many routes are signed in to, and how many are not as they should be."""
    if not rows:
        _, why = _settings(model)
        return phrase("No routes: {why}", why=why) if why else phrase("No routes yet")
    if model.lock.is_shut:
        return phrase("Unlocking") if model.lock is Lock.OPENING else phrase("Locked")
    rows, count = tuple(row for row in rows if row.phase is not Phase.SIGNED_OUT), len(rows)
    closed = sum(row.closed for row in rows)
    live = sum(Action.TEST in row.actions for row in rows) - closed
    under_way = any(row.phase is Phase.SIGNING_IN for row in rows)
    nothing = phrase("Signing in") if under_way else phrase("Signed out")
    signed_in = counted(
        "Signed in to {live} of {count} route", "Signed in to {live} of {count} routes", count, live=live
    )
    asking = len(model.programs.questions)
    programs = counted("A program asks you", "{count} programs ask you", asking, "first") if asking else ""
    parts = [programs, signed_in if live or closed else nothing, *_needing(rows, closed)]
    parts += [text for text, holds in _surroundings(model, rows).items() if holds]
    return joined(" · ", parts)


def _needing(rows: tuple[Row, ...], closed: int) -> Iterator[str]:
    asking = sum(row.asks for row in rows)
    failed, ended = (sum(row.phase is phase for row in rows) for phase in (Phase.FAILED, Phase.EXPIRED))
    if asking:
        yield counted("{count} asks you", "{count} ask you", asking)
    if failed:
        yield phrase("{count} failed", count=failed)
    if closed:
        yield phrase("{count} not allowed", count=closed)
    if ended:
        yield phrase("{count} ended", count=ended)


def _programs(model: Model) -> list[str]:
    count = len(model.programs.questions)
    return [counted("a program asks you", "{count} programs ask you", count)] if count else []


def _surroundings(model: Model, rows: tuple[Row, ...]) -> dict[str, bool]:
    return {
        phrase("offline"): model.offline and any(row.note.startswith("offline") for row in rows),
        _settings(model)[0]: Part.SETTINGS in model.troubles,
        phrase("not saved"): Part.VAULT in model.troubles,
        phrase("locking"): model.lock.is_closing,
    }


def _settings(model: Model) -> tuple[str, str]:
    """What is wrong with the settings file, in the status and in the tooltip: entries of it, or all; "" for nothing."""
    problem = model.troubles.get(Part.SETTINGS)
    if problem is None:
        return "", ""
    if problem == problem_of(model.settings.refused):
        return _entries_refused(model), _IN_PART
    return _UNREADABLE.get(getattr(problem.title, "key", ""), _REFUSED)


def _entries_refused(model: Model) -> str:
    count = sum(entry.stands_for for entry in model.settings.refused)
    return counted("{count} entry refused", "{count} entries refused", count)


def tooltip(model: Model, rows: tuple[Row, ...]) -> str:
    """What is wrong, then the routes that come first. It rests: there is no countdown in it."""
    not_saved = _NOT_SAVED if Part.VAULT in model.troubles else ""
    wrong = _programs(model) + [text for text in (_settings(model)[1], not_saved) if text]
    if model.lock.is_shut:
        return phrase("pomtray: locked")
    shown = [row for row in rows if row.phase is not Phase.SIGNED_OUT]
    lines = [joined(": ", (isolated(row.route), _at_rest(row))) for row in shown[:_TOOLTIP_ROWS]]
    if not lines:
        return joined("\n", (phrase("pomtray: signed out"), *wrong))
    more = [phrase("and {count} more", count=len(shown) - _TOOLTIP_ROWS)] if len(shown) > _TOOLTIP_ROWS else []
    return joined("\n", ("pomtray", *wrong, *lines, *more))


def _at_rest(row: Row) -> str:
    return joined(", ", (row.state, row.until if row.badge in {Badge.WELL, Badge.EXPIRING} else ""))


def standing_texts(model: Model, now: datetime) -> tuple[str, ...]:
    """What stands told and no row says, the latest last.

    NOTE: a desktop that is not to disturb shows no notice; the window says it all the same.
    """
    notices = (told.notice for told in _standing(model, now))
    lines = [notice.title if notice.passing else joined(": ", (notice.title, notice.text)) for notice in notices]
    return tuple(lines[-_SAID:])


def standing_until(model: Model, now: datetime) -> datetime | None:
    """When the last of what is `standing_texts` goes."""
    return max((told.until for told in _standing(model, now)), default=None)


def _standing(model: Model, now: datetime) -> list[StandingNotice]:
    found = (told for key, told in model.told.items() if login_of_notice(key) not in model.logins)
    return [told for told in found if now < told.goes_at]


def past(model: Model, now: datetime) -> tuple[PastNotice, ...]:
    """What notices said in this run, the newest first."""
    kept = ((clock_time(item.at, now, model.clock), item.notice) for item in model.past)
    return tuple(PastNotice(when, notice.title, notice.text) for when, notice in kept)
