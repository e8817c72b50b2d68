"""Locked: the sessions are in the vault and nowhere else, until the person has it opened again."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from pomtray.core.errors import Problem, Prompt
from pomtray.core.text import joined, phrase


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
    phrase("pomtray is locked"),
    phrase("Sessions are in the vault only, and none is used."),
    phrase("Unlock it in its menu or window, or by: pomtray unlock"),
)
CLOSING: Final = Problem(
    phrase("pomtray is being locked"), phrase("What servers were asked is waited for."), phrase("Unlock it then.")
)
SCREEN_LOCKED: Final = Problem(
    phrase("pomtray is locked"),
    phrase("It is locked as long as the screen is: your settings say so."),
    phrase("Unlock the screen first."),
)
GIVEN_UP: Final = Problem(
    phrase("Sign-in cancelled"), phrase("pomtray was locked before it was done."), phrase("Unlock it, then sign in.")
)
ONLY_IN_MEMORY: Final = Problem(
    phrase("pomtray cannot be locked"), phrase("Its sessions are kept in memory only: locking would lose them.")
)
NOT_LOCKED: Final = Problem(
    phrase("pomtray is not locked"), phrase("Something could not be saved."), phrase("Try again in a moment.")
)
NOT_READ: Final = Problem(
    phrase("pomtray cannot be locked"), phrase("The vault has not been read yet."), phrase("Try again in a moment.")
)
ASKS: Final = Problem(
    phrase("The keyring asks you"),
    phrase("Until you have answered, pomtray stays locked."),
    phrase("Look for its window."),
    prompt=Prompt.OUT,
)


def not_saved(trouble: Problem) -> Problem:
    """Why it is not locked: `trouble` stands between the sessions and the vault."""
    sentence = phrase("{title}: sessions would be lost, so they stay in memory.", title=trouble.title)
    return Problem(ONLY_IN_MEMORY.title, sentence, trouble.action, prompt=trouble.prompt)


def not_opened(trouble: Problem) -> Problem:
    """Why it is still locked."""
    if trouble.prompt is Prompt.DECLINED:
        return Problem(
            phrase("pomtray is still locked"),
            phrase("You said no, or the keyring's prompt was closed."),
            phrase("Unlock it again."),
        )
    return Problem(
        phrase("pomtray is still locked"),
        joined("", (trouble.title, ".")),
        phrase("Unlock it again once that is mended."),
    )
