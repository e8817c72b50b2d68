"""What a sign-in at an identity provider needs of whoever runs it."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from pomtray.core.domain.login import Question, Stage
from pomtray.core.domain.provider import Provider
from pomtray.core.domain.session import Session
from pomtray.core.errors import Problem
from pomtray.core.secret import Secret


class Asks(Protocol):
    async def ask(self, question: Question) -> bool: ...


class Secrets(Protocol):
    """Where client secrets come from: the vault, the environment, a command, the person."""

    async def secret(self, provider: Provider) -> Secret:
        """Called for a provider with a `client_secret` only. Raises `PomtrayError` where there is none to be had."""

    def secret_refused(self, provider: Provider) -> None:
        """The provider does not take it (`invalid_client`): one that the person typed in is asked for again."""


class RefreshTokenKeeper(Secrets, Protocol):
    """A silent renewal needs no more than this."""

    async def keep(self, refresh: Secret) -> None:
        """Put a new refresh token into the vault, in place of the one before; returns once it is there, or cannot be.

        Nothing that came with the token is used before: the one before may be worthless already (RFC 9700 §4.14.2).
        """


class Hooks(Asks, RefreshTokenKeeper, Protocol):
    """All that a sign-in with a person needs."""

    def stage(self, stage: Stage, host: str = "") -> None: ...

    async def open_browser(self, start_url: str, sign_in_url: str) -> None:
        """Start the browser at our one-time address, or hand out the link itself; returns once that is done."""

    async def pasted(self) -> str:
        """The next text that the person pastes."""

    def refused(self, problem: Problem) -> None:
        """What was pasted, or came from another browser, is no answer; the wait goes on."""

    def doubted(self, session: Session) -> None:
        """Somebody else may have answered the sign-in that gave `session`; nobody was asked (`pomerium.md` §9)."""

    def device_code(self, user_code: str, verification_uri: str, complete: str, expires_at: datetime) -> None:
        """Show the code and the whole address at which it is typed in; `complete` has the code in it, or is ""."""


class MachineHooks(Asks, Secrets, Protocol):
    """A machine's sign-in: no browser, and no question but the guard's."""

    def stage(self, stage: Stage, host: str = "") -> None: ...
