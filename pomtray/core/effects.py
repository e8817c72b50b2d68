"""What is to be done: every value that `model.step` gives, for the controller to perform."""

from __future__ import annotations

from dataclasses import field
from datetime import datetime

from pomtray.core.begin_sign_in import BeginSignIn as BeginSignIn  # noqa: PLC0414 it is an effect
from pomtray.core.domain.login import LoginId
from pomtray.core.domain.route import Route
from pomtray.core.domain.session import Session
from pomtray.core.light_dataclass import dataclass
from pomtray.core.view.notice import Notice


@dataclass(frozen=True, slots=True)
class AbandonSignIn:
    attempt: int


@dataclass(frozen=True, slots=True)
class GivePaste:
    attempt: int
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class GiveAnswer:
    attempt: int
    yes: bool
    text: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Verify:
    """Ask the server about a session, and what its routes say: once, however many logins hold it."""

    session: Session
    routes: tuple[Route, ...]
    """At least one."""


@dataclass(frozen=True, slots=True)
class Renew:
    """Get a new credential from the session's provider, without the person."""

    login: LoginId
    session: Session
    route: Route


@dataclass(frozen=True, slots=True)
class CheckPresence:
    """Find out whether somebody is at the screen; answered by `events.PresenceChecked`."""

    login: LoginId


@dataclass(frozen=True, slots=True)
class Share:
    """Find out which of `routes` the session opens too. Those of `groups` the person has put together by hand."""

    login: LoginId
    session: Session
    routes: tuple[Route, ...]
    groups: frozenset[str]


@dataclass(frozen=True, slots=True)
class TryRoute:
    """Request the route with the session, and say what came back."""

    route: Route
    session: Session


@dataclass(frozen=True, slots=True)
class Revoke:
    route: Route
    session: Session


@dataclass(frozen=True, slots=True)
class PutOnClipboard:
    """Put `text` there, and tell `notice` once others can read it."""

    text: str = field(repr=False)
    clears_at: datetime
    notice: Notice
    session: str = ""
    """Id of the session that it opens; "" where it opens none."""
    route: str = ""
    """Name of the one that it is for."""


@dataclass(frozen=True, slots=True)
class ClearClipboard:
    """Only if what it holds is still ours."""


@dataclass(frozen=True, slots=True)
class OpenPage:
    """Show an address of the route in the browser; it carries no credential."""

    url: str
    browser: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Save:
    """Put the sessions into the vault."""


@dataclass(frozen=True, slots=True)
class LockVault:
    """Save what is not saved, then forget it all; answered by `events.Locked` or `events.LockRefused`."""


@dataclass(frozen=True, slots=True)
class UnlockVault:
    """Have the keyring ask where it must, and read the vault; answered by `VaultOpened` or `UnlockRefused`."""


@dataclass(frozen=True, slots=True)
class Serve:
    """Serve the route on this computer; answered by `ServingBegan` and at the end `ServingEnded`. port: 0 for any."""

    route: Route
    number: int
    port: int = 0


@dataclass(frozen=True, slots=True)
class StopServing:
    number: int


Effect = (
    BeginSignIn
    | AbandonSignIn
    | GivePaste
    | GiveAnswer
    | Verify
    | Renew
    | CheckPresence
    | Share
    | TryRoute
    | Revoke
    | PutOnClipboard
    | ClearClipboard
    | OpenPage
    | Save
    | LockVault
    | UnlockVault
    | Serve
    | StopServing
)
