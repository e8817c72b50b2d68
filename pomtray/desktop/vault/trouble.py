"""Why the vault cannot be opened or saved, told so that a person can act on it."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Final

from pomtray.core.domain.stored import not_ours
from pomtray.core.errors import Problem, Prompt, VaultError
from pomtray.core.system_errors import said
from pomtray.core.text import joined, phrase, with_values
from pomtray.core.view.keyring import ASKS


class Trouble(StrEnum):
    """What stands in the way."""

    LOCKED = "locked"
    """The keyring is there and locked."""
    GUARDED = "guarded"
    """The keyring is open, and pomtray's entry in it is not for this run yet: KeePassXC asks for each."""
    ABSENT = "absent"
    """The keyring's program runs and has no place for secrets yet; it would ask the person to make one."""
    ASKING = "asking"
    """The keyring's program asks the person now."""
    DECLINED = "declined"
    """The person did not want to be asked, closed the keyring's prompt, or said no in it."""
    REFUSED = "refused"
    """The keyring's program answers with an error: the detail is what it says."""
    MISSING = "missing"
    """No keyring that keeps a secret is running."""
    SLOW = "slow"
    """The keyring, or another process, has not answered in time: often a prompt that waits for the person."""
    LYING = "lying"
    """The keyring said that it stored the key, and gives back something else."""
    OTHER = "other"
    """The file's key lies in another keyring than the one running now."""
    CORRUPT = "corrupt"
    """The file is damaged, or sealed with a key that is gone."""
    NEWER = "newer"
    """A pomtray wrote the file that this one does not know how to read: it stays as it is."""
    OLD = "old"
    """The file is older than the last one saved: somebody restored it."""
    DISK = "disk"
    """The file cannot be read or written: see `on_disk`."""


_KEPT: Final = phrase(
    "pomtray encrypts your sessions and keeps the key in the keyring. Without it they are kept in memory only."
)
_NEWER: Final = not_ours(phrase("another version of pomtray wrote it"))
_WORDS: Final = {
    Trouble.LOCKED: (phrase("The keyring is locked"), _KEPT, phrase("{program} will ask you to unlock it.")),
    Trouble.GUARDED: (
        phrase("The keyring guards pomtray's key"),
        _KEPT,
        phrase("{program} will ask you whether pomtray may read it."),
    ),
    Trouble.ABSENT: (phrase("No keyring is set up yet"), _KEPT, phrase("{program} will ask you to set one up.")),
    Trouble.ASKING: (ASKS.title, ASKS.sentence, ASKS.action),
    Trouble.DECLINED: (
        phrase("The keyring is not used"),
        phrase("You said no, or its prompt was closed, so sessions are kept in memory only."),
        phrase("Try again when you want them saved."),
    ),
    Trouble.REFUSED: (
        phrase("The keyring does not work"),
        phrase("Sessions are kept in memory only."),
        phrase("Mend what it says, then try again."),
    ),
    Trouble.MISSING: (
        phrase("No keyring"),
        phrase("Nothing on this desktop keeps secrets, so sessions are kept in memory only."),
        phrase("Start gnome-keyring, KWallet or KeePassXC."),
    ),
    Trouble.SLOW: (
        phrase("The keyring does not answer"),
        phrase("Sessions are kept in memory only."),
        phrase("Look for a window that asks for the keyring's password."),
    ),
    Trouble.LYING: (
        phrase("The keyring does not keep the key"),
        phrase("It gives back something else than was stored, so sessions are kept in memory only."),
        phrase("Check the keyring program."),
    ),
    Trouble.OTHER: (
        phrase("Saved sessions belong to another keyring"),
        phrase("Their key is not in the keyring that is running."),
        phrase("Start the other keyring, or remove the file to begin anew."),
    ),
    Trouble.CORRUPT: (
        phrase("Saved sessions cannot be read"),
        phrase("The file is damaged or its key is gone."),
        phrase("Sign in again; the file is kept under another name."),
    ),
    Trouble.NEWER: (_NEWER.title, _NEWER.sentence, _NEWER.action),
    Trouble.OLD: (
        phrase("Saved sessions are out of date"),
        phrase("The file is older than the last one saved, as after restoring a backup. It is not used."),
        phrase("Sign in again; the file is kept under another name."),
    ),
    Trouble.DISK: (
        phrase("Sessions cannot be saved"),
        phrase("They are kept in memory only."),
        phrase("Check the folder's permissions and free space."),
    ),
}


_PROMPTS: Final = {
    Trouble.LOCKED: Prompt.DUE,
    Trouble.GUARDED: Prompt.DUE,
    Trouble.ABSENT: Prompt.DUE,
    Trouble.ASKING: Prompt.OUT,
    Trouble.DECLINED: Prompt.DECLINED,
}


class VaultTrouble(VaultError):
    """A `VaultError` that says which `Trouble` it is. `detail`, `reason` and `program` are shown: never a secret."""

    def __init__(self, kind: Trouble, detail: str = "", reason: str = "", program: str = "") -> None:
        title, sentence, action = _WORDS[kind]
        title = joined(": ", (title, reason))
        sentence = phrase("{text} ({why})", text=sentence, why=detail) if detail else sentence
        action = with_values(action, program=program or phrase("Its program"))
        super().__init__(Problem(title, sentence, action, prompt=_PROMPTS.get(kind)))
        self.kind = kind


def on_disk(error: OSError, path: Path) -> VaultTrouble:
    """What the system says of `path`, or of what stands in its way."""
    reason = said(error)
    return VaultTrouble(Trouble.DISK, joined(": ", (str(error.filename2 or error.filename or path), reason)), reason)
