"""Locked: the sessions are in the vault and nowhere else, until the person has it opened again."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from pomtray.core.errors import Problem, Prompt


class Lock(StrEnum):
    """How far it is closed. Each leads to the next; what goes wrong leads back to OPEN, or to LOCKED."""

    OPEN = "open"
    WAITING = "waiting"
    """What may still bring something new is waited for: a renewal, a sign-in that is being checked."""
    SAVING = "saving"
    LOCKED = "locked"
    OPENING = "opening"
    """The keyring is asked, and the vault read."""

    @property
    def is_shut(self) -> bool:
        """Whether no session is in memory."""
        return self in {Lock.LOCKED, Lock.OPENING}

    @property
    def is_closing(self) -> bool:
        return self in {Lock.WAITING, Lock.SAVING}


LOCKED: Final = Problem(
    "pomtray is locked",
    "Sessions are in the vault only, and none is used.",
    "Unlock it in its menu or window, or by: pomtray unlock",
)
CLOSING: Final = Problem("pomtray is being locked", "What servers were asked is waited for.", "Unlock it then.")
SCREEN_LOCKED: Final = Problem(
    "pomtray is locked", "It is locked as long as the screen is: your settings say so.", "Unlock the screen first."
)
GIVEN_UP: Final = Problem("Sign-in cancelled", "pomtray was locked before it was done.", "Unlock it, then sign in.")
ONLY_IN_MEMORY: Final = Problem(
    "pomtray cannot be locked", "Its sessions are kept in memory only: locking would lose them."
)
NOT_LOCKED: Final = Problem("pomtray is not locked", "Something could not be saved.", "Try again in a moment.")
NOT_READ: Final = Problem("pomtray cannot be locked", "The vault has not been read yet.", "Try again in a moment.")
ASKS: Final = Problem(
    "The keyring asks you",
    "Until you have answered, pomtray stays locked.",
    "Look for its window.",
    prompt=Prompt.OUT,
)


def not_saved(trouble: Problem) -> Problem:
    """Why it is not locked: `trouble` stands between the sessions and the vault."""
    sentence = f"{trouble.title}: sessions would be lost, so they stay in memory."
    return Problem(ONLY_IN_MEMORY.title, sentence, trouble.action, prompt=trouble.prompt)


def not_opened(trouble: Problem) -> Problem:
    """Why it is still locked."""
    if trouble.prompt is Prompt.DECLINED:
        return Problem(
            "pomtray is still locked", "You said no, or the keyring's prompt was closed.", "Unlock it again."
        )
    return Problem("pomtray is still locked", f"{trouble.title}.", "Unlock it again once that is mended.")
