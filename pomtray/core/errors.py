"""What went wrong, told so that a person can act on it.

Every error that a person may see is a `PomtrayError` and carries a `Problem`. Packages that talk to the
outside translate foreign exceptions into it at one boundary (`raise … from`).

    PomtrayError
    ├── SettingsError      the settings file is wrong (desktop/settings)
    ├── SignInError        a sign-in ended without a session (signin)
    │   ├── Cancelled      the person, or the end of the program, ended it
    │   └── DeadSession    what it gave is over already
    ├── Unreachable        the network between us and the server failed (signin/web/http)
    ├── Refused            the server answered, and the answer is no (signin)
    │   ├── GrantRefused   a renewal is refused, or not to be used: once more, then the person has to sign in again
    │   ├── GrantEnded     nothing is left to renew with: the person has to sign in again
    │   └── SignInNeeded   no session that a route takes is held (forward)
    ├── VaultError         sessions cannot be read or saved now (desktop/vault)
    └── Unavailable        a part of the program cannot be had now, the rest works on (desktop)
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from pomtray.core.light_dataclass import dataclass
from pomtray.core.text import joined, phrase


class Prompt(StrEnum):
    """A window of another program in which the person is asked for what is missing."""

    DUE = "due"
    """It takes one, and nobody has been asked."""
    OUT = "out"
    """It stands open now, for as long as the person likes."""
    DECLINED = "declined"
    """The person said no: that is kept until they try again."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One failure in words: plain text, never markup, never a credential."""

    title: str
    """Short enough for the tray: "The login API refused"."""
    sentence: str
    """The thing and the reason."""
    action: str = ""
    """The next step that helps."""
    step: str = ""
    """Which step of the sign-in failed: "login API", "browser", "callback", "check"; with a provider "discovery",
    "authorization", "token", "exchange", "route" or "revocation". Of the network itself a `core.report.About`."""
    request_id: str = ""
    """Pomerium's `x-request-id`: an administrator needs it (`pomerium.md` §3)."""
    code: str = ""
    """The server's word for it: a provider's `error` (RFC 6749 §5.2), else the status of its answer."""
    prompt: Prompt | None = None
    """What another program asks the person about it."""

    def short(self) -> str:
        """For a list, and for the log."""
        return joined(": ", (self.title, self.code))

    def text(self) -> str:
        """Everything in one paragraph."""
        parts = [
            self.sentence,
            self.action,
            phrase("Request id {request_id}.", request_id=self.request_id) if self.request_id else "",
        ]
        return joined(" ", parts)


class Part(StrEnum):
    """What can be missing while the rest of the program works on; told in this order."""

    SETTINGS = "settings"
    """The last good settings stay in force."""
    VAULT = "vault"
    """Sessions are kept in memory only."""
    LOG = "log"
    LOCK = "lock"
    """What makes a second start for the same settings end."""
    SOCKET = "socket"
    """What lets a second start bring up the first."""
    PROGRAM = "program"
    """The files that it runs from."""


@dataclass(frozen=True, slots=True)
class Missing:
    """A part that cannot be had now, and why."""

    part: Part
    problem: Problem


class PomtrayError(Exception):
    """An error that knows how to explain itself."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.title}: {problem.sentence}")
        self.problem = problem


class SettingsError(PomtrayError):
    """The settings file cannot be used as it stands."""


class SignInError(PomtrayError):
    """A sign-in ended without a session."""


class Cancelled(SignInError):
    """A sign-in was given up before it ended."""


class DeadSession(SignInError):
    """The session that a sign-in gave is over already; the browser may give it again and again."""

    def __init__(self, problem: Problem, session: str) -> None:
        super().__init__(problem)
        self.session = session
        """Its id."""


class Unreachable(PomtrayError):
    """No answer: name resolution, connection, TLS, proxy or time-out. Says nothing about a session.

    `retry_for`: how long the server asks to be left alone (RFC 9110 §10.2.3).
    """

    def __init__(self, problem: Problem, retry_for: timedelta | None = None) -> None:
        super().__init__(problem)
        self.retry_for = retry_for


class Refused(PomtrayError):
    """An answer, and it is a refusal or not what a Pomerium or a provider answers.

    `code`: the provider's `error`, where it gave one (RFC 6749 §5.2).
    """

    def __init__(self, problem: Problem, status: int = 0, code: str = "") -> None:
        super().__init__(problem)
        self.status = status
        self.code = code


class GrantRefused(Refused):
    """A definite no to a renewal, however the provider spells it (RFC 6749 §5.2), or what it gave cannot be used."""


class GrantEnded(Refused):
    """It cannot be renewed, and asking would not change that."""


class SignInNeeded(Refused):
    """The person has to sign in before anything can go to the route."""


class VaultError(PomtrayError):
    """The vault cannot be read or written now; sessions live in memory only."""


class Unavailable(PomtrayError):
    """A part of the program cannot be had now; the rest works on, and it is tried again."""
