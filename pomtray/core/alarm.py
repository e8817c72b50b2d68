"""The one alarm: when anything changes next by time alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from pomtray.core.deadline import earliest
from pomtray.core.domain.renewal import renew_at
from pomtray.core.model import background_checks
from pomtray.core.model.value import Model
from pomtray.core.view.notices import notice_moments
from pomtray.core.view.snapshot import Snapshot, snapshot


def next_deadline(model: Model, now: datetime, shown: Snapshot | None = None) -> datetime | None:
    """The next instant after `now` that matters; None, and then no timer runs, where there is none.

    `shown`: what is shown at `now`, where that is known.
    """
    is_seen = model.window_shown or (model.menu_until is not None and now < model.menu_until)
    ticks = [(shown or snapshot(model, now)).changes_at, model.menu_until] if is_seen else []
    waits = (copy.until for copy in model.copies.values())
    asked = [it.until for it in model.programs.questions] + [it.until for it in model.programs.denied]
    others = (background_checks.next_look(model, now), model.clears_at, *ticks)
    return earliest((*notice_moments(model), *_renewals(model), *waits, *asked, *others), now)


def _renewals(model: Model) -> Iterator[datetime | None]:
    for key, session in model.logins.holding.items():
        yield renew_at(session) if key not in model.logins.signing_in else None
