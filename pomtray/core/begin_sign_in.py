"""The one effect that the worker hears of: it is spared the others."""

from __future__ import annotations

from pomtray.core.domain.login import LoginId
from pomtray.core.domain.route import Route
from pomtray.core.domain.session import Session
from pomtray.core.light_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class BeginSignIn:
    """Start the attempt's task. `link`: hand the sign-in link to the person instead of the browser."""

    login: LoginId
    attempt: int
    route: Route
    link: bool = False
    ends: Session | None = None
    """A session to be ended at the server before the browser opens, for a full new lifetime (`pomerium.md` §5)."""
    warned: bool = False
    """The person knows already what `ends` does elsewhere."""
    device: bool = False
    """On another device, with a code (RFC 8628)."""
