"""The loop breaker: a sign-in that gives the same dead session again stops, and says why."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from pomtray.core.domain.login import DeadOnArrival
from pomtray.core.errors import Problem
from pomtray.core.events import SignInFailed
from pomtray.core.text import phrase
from pomtray.core.view.notice import Button

_WITHIN: Final = timedelta(minutes=1)
DEAD: Final = Problem(
    phrase("The new session is over already"),
    phrase("The sign-in worked, but by what the server says of the session it has ended."),
    phrase("Check this computer's clock, and try again."),
    "check",
)
LOOP: Final = Problem(
    phrase("The same dead session again"),
    phrase(
        "Two sign-ins within a minute gave the same session, and it has ended already. The browser still "
        "holds it, so another try would give it a third time."
    ),
    phrase("Open the sign-out page, sign out there, then sign in again."),
    "check",
)
BUTTON: Final = Button("sign-out-page", phrase("Open the sign-out page"))


def is_loop(before: DeadOnArrival | None, event: SignInFailed) -> bool:
    """Whether the sign-in before gave the same dead session, less than a minute ago."""
    return (
        before is not None
        and bool(event.dead)
        and before.session == event.dead
        and timedelta() <= event.at - before.at <= _WITHIN
    )
