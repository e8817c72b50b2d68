"""What a command's own controller has in the place of a desktop: no clipboard, nobody there, a terminal's words."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import UTC, datetime

from pomtray.core.deadline import WallClock
from pomtray.core.errors import PomtrayError, Problem
from pomtray.desktop.vault.vault import Vault


class NoClipboard:
    async def put(self, secret: str, until: datetime) -> None:
        """Nothing is copied."""

    async def clear(self) -> None:
        """It holds nothing of this run's."""

    async def clear_left_over(self) -> None:
        """That takes a display."""


async def serves_nothing(*_: object) -> tuple[bool, Problem]:
    """A command that serves does that itself."""
    raise NotImplementedError


async def no_worker() -> None:
    """All is done in this process."""


async def nobody() -> bool:
    """Whether somebody is there who could be shown a page unasked."""
    return False


def now() -> datetime:
    return datetime.now(UTC)


def wall_clock() -> WallClock:
    return WallClock(datetime.now().astimezone().tzinfo or UTC)


async def unlock(vault: Vault, tell: Callable[[str], None]) -> None:
    """Say what the keyring is going to ask, and have it asked; a no is found again when the vault is opened."""
    with contextlib.suppress(PomtrayError):
        obstacle = await vault.obstacle()
        if obstacle is not None:
            tell(obstacle.text())
            await vault.unlock()
