"""What is said of all routes together, and what notices say or have said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from pomtray.core.deadline import clock_time
from pomtray.core.domain.lock import Lock
from pomtray.core.domain.login import Phase
from pomtray.core.errors import Part
from pomtray.core.intent import Action
from pomtray.core.model.value import Model, StandingNotice, login_of_notice
from pomtray.core.plain import isolated
from pomtray.core.settings.refused import problem_of
from pomtray.core.view.badge import Badge

if TYPE_CHECKING:
    from pomtray.core.view.snapshot import Row

_TOOLTIP_ROWS: Final = 5
_SAID: Final = 3
"""Lines: there is a list to be seen, too."""
_WRONG: Final = {Part.SETTINGS: "the settings file is refused", Part.VAULT: "sessions are not saved"}
_IN_PART: Final = "entries of the settings file are refused"


@dataclass(frozen=True, slots=True)
class PastNotice:
    """What a notice said, and when."""

    when: str
    title: str
    text: str


def status(model: Model, rows: tuple[Row, ...]) -> str:
    """How many routes are signed in to, and how many are not as they should be."""
    if not rows:
        if _in_part(model):
            return f"No routes: {_IN_PART}"
        refused = Part.SETTINGS in model.troubles
        return "No routes: the settings file is refused" if refused else "No routes yet"
    if model.lock.is_shut:
        return "Unlocking" if model.lock is Lock.OPENING else "Locked"
    rows, count = tuple(row for row in rows if row.phase is not Phase.SIGNED_OUT), len(rows)
    closed = sum(row.closed for row in rows)
    live = sum(Action.TEST in row.actions for row in rows) - closed
    under_way = any(row.phase is Phase.SIGNING_IN for row in rows)
    nothing = "Signing in" if under_way else "Signed out"
    parts = [text[:1].upper() + text[1:] for text in _programs(model)]
    parts += [f"Signed in to {live} of {count} routes" if live or closed else nothing]
    parts += [f"{count} {what}" for what, count in _needing(rows, closed).items() if count]
    parts += [text for text, holds in _surroundings(model, rows).items() if holds]
    return " · ".join(parts)


def _needing(rows: tuple[Row, ...], closed: int) -> dict[str, int]:
    asking = sum(row.asks for row in rows)
    failed, ended = (sum(row.phase is phase for row in rows) for phase in (Phase.FAILED, Phase.EXPIRED))
    return {"ask you" if asking > 1 else "asks you": asking, "failed": failed, "not allowed": closed, "ended": ended}


def _programs(model: Model) -> list[str]:
    count = len(model.programs.questions)
    return [f"{count} programs ask you" if count > 1 else "a program asks you"] if count else []


def _surroundings(model: Model, rows: tuple[Row, ...]) -> dict[str, bool]:
    return {
        "offline": model.offline and any(row.note.startswith("offline") for row in rows),
        "settings refused": Part.SETTINGS in model.troubles and not _in_part(model),
        _entries_refused(model): _in_part(model),
        "not saved": Part.VAULT in model.troubles,
        "locking": model.lock.is_closing,
    }


def _in_part(model: Model) -> bool:
    """Whether only entries of the settings file are refused, and not all of it."""
    problem = problem_of(model.settings.refused)
    return problem is not None and model.troubles.get(Part.SETTINGS) == problem


def _entries_refused(model: Model) -> str:
    count = sum(entry.stands_for for entry in model.settings.refused)
    return "1 entry refused" if count == 1 else f"{count} entries refused"


def tooltip(model: Model, rows: tuple[Row, ...]) -> str:
    """What is wrong, then the routes that come first. It rests: there is no countdown in it."""
    said_of = _WRONG | ({Part.SETTINGS: _IN_PART} if _in_part(model) else {})
    wrong = _programs(model) + [text for part, text in said_of.items() if part in model.troubles]
    if model.lock.is_shut:
        return "pomtray: locked"
    shown = [row for row in rows if row.phase is not Phase.SIGNED_OUT]
    lines = [f"{isolated(row.route)}: {_at_rest(row)}" for row in shown[:_TOOLTIP_ROWS]]
    if not lines:
        return "\n".join(["pomtray: signed out", *wrong])
    more = [f"and {len(shown) - _TOOLTIP_ROWS} more"] if len(shown) > _TOOLTIP_ROWS else []
    return "\n".join(["pomtray", *wrong, *lines, *more])


def _at_rest(row: Row) -> str:
    return f"{row.state}, {row.until}" if row.until and row.badge in {Badge.WELL, Badge.EXPIRING} else row.state


def standing_texts(model: Model, now: datetime) -> tuple[str, ...]:
    """What stands told and no row says, the latest last.

    NOTE: a desktop that is not to disturb shows no notice; the window says it all the same.
    """
    notices = (told.notice for told in _standing(model, now))
    lines = [notice.title if notice.passing else f"{notice.title}: {notice.text}" for notice in notices]
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
