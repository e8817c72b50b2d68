"""What happened: every value that `model.step` takes. `at` is when, aware UTC."""

from __future__ import annotations

from pomtray.core.events.attempts import (
    CodeShown,
    Declined,
    FellThrough,
    HeldBack,
    LinkReady,
    QuestionAsked,
    Reached,
    Succeeded,
)
from pomtray.core.events.sessions import (
    Doubted,
    RenewalFailed,
    Renewed,
    Revoked,
    Rotated,
    RoutesListed,
    Shared,
    Tried,
    Verified,
)
from pomtray.core.events.surroundings import (
    ClipboardCleared,
    ClipboardFilled,
    ClipboardKept,
    ClipboardRefused,
    ClockSet,
    FoundLocked,
    Impaired,
    Locked,
    LockRefused,
    NetworkChanged,
    PersonLookedFor,
    Restored,
    Resumed,
    ScreenChanged,
    SecretGiven,
    SettingsRead,
    TimePassed,
    Troubled,
    UnlockRefused,
    VaultOpened,
)
from pomtray.core.events.wishes import (
    AllWished,
    AnotherTryWished,
    Answered,
    CredentialWished,
    LastCopyWished,
    LockWished,
    MenuOpened,
    NoticeUsed,
    Paused,
    PromptCancelled,
    SignOutAllWished,
    UnlockWished,
    WindowShown,
    Wished,
)

Event = (
    Wished
    | AllWished
    | SignOutAllWished
    | LastCopyWished
    | CredentialWished
    | AnotherTryWished
    | PromptCancelled
    | LockWished
    | UnlockWished
    | Answered
    | NoticeUsed
    | Paused
    | MenuOpened
    | WindowShown
    | Reached
    | QuestionAsked
    | HeldBack
    | CodeShown
    | LinkReady
    | Succeeded
    | Declined
    | FellThrough
    | Verified
    | Doubted
    | Shared
    | RoutesListed
    | Tried
    | Revoked
    | Rotated
    | Renewed
    | RenewalFailed
    | SettingsRead
    | VaultOpened
    | FoundLocked
    | Locked
    | LockRefused
    | UnlockRefused
    | Impaired
    | Restored
    | SecretGiven
    | ClipboardFilled
    | ClipboardCleared
    | ClipboardRefused
    | ClipboardKept
    | TimePassed
    | Resumed
    | NetworkChanged
    | ScreenChanged
    | ClockSet
    | PersonLookedFor
    | Troubled
)

__all__ = [
    "AllWished",
    "AnotherTryWished",
    "Answered",
    "ClipboardCleared",
    "ClipboardFilled",
    "ClipboardKept",
    "ClipboardRefused",
    "ClockSet",
    "CodeShown",
    "CredentialWished",
    "Declined",
    "Doubted",
    "Event",
    "FellThrough",
    "FoundLocked",
    "HeldBack",
    "Impaired",
    "LastCopyWished",
    "LinkReady",
    "LockRefused",
    "LockWished",
    "Locked",
    "MenuOpened",
    "NetworkChanged",
    "NoticeUsed",
    "Paused",
    "PersonLookedFor",
    "PromptCancelled",
    "QuestionAsked",
    "Reached",
    "RenewalFailed",
    "Renewed",
    "Restored",
    "Resumed",
    "Revoked",
    "Rotated",
    "RoutesListed",
    "ScreenChanged",
    "SecretGiven",
    "SettingsRead",
    "Shared",
    "SignOutAllWished",
    "Succeeded",
    "TimePassed",
    "Tried",
    "Troubled",
    "UnlockRefused",
    "UnlockWished",
    "VaultOpened",
    "Verified",
    "WindowShown",
    "Wished",
]
