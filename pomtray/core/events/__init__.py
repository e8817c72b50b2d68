"""What happened: every value that `model.step` takes. `at` is when, aware UTC."""

from __future__ import annotations

from pomtray.core.events.attempts import CodeShown, FellThrough, HeldBack, LinkReady, QuestionAsked, Reached, Succeeded
from pomtray.core.events.sessions import RenewalFailed, Renewed, Revoked, Rotated, Shared, Tried, Verified
from pomtray.core.events.surroundings import (
    ClipboardCleared,
    ClipboardFilled,
    NetworkChanged,
    PersonLookedFor,
    Resumed,
    SecretGiven,
    SettingsRead,
    SettingsRefused,
    TimePassed,
    Troubled,
    VaultFailed,
    VaultOpened,
    VaultSaved,
)
from pomtray.core.events.wishes import (
    AllWished,
    Answered,
    LastCopyWished,
    MenuOpened,
    NoticeUsed,
    Paused,
    SignOutAllWished,
    WindowShown,
    Wished,
)

Event = (
    Wished
    | AllWished
    | SignOutAllWished
    | LastCopyWished
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
    | FellThrough
    | Verified
    | Shared
    | Tried
    | Revoked
    | Rotated
    | Renewed
    | RenewalFailed
    | SettingsRead
    | SettingsRefused
    | VaultOpened
    | VaultSaved
    | VaultFailed
    | SecretGiven
    | ClipboardFilled
    | ClipboardCleared
    | TimePassed
    | Resumed
    | NetworkChanged
    | PersonLookedFor
    | Troubled
)

__all__ = [
    "AllWished",
    "Answered",
    "ClipboardCleared",
    "ClipboardFilled",
    "CodeShown",
    "Event",
    "FellThrough",
    "HeldBack",
    "LastCopyWished",
    "LinkReady",
    "MenuOpened",
    "NetworkChanged",
    "NoticeUsed",
    "Paused",
    "PersonLookedFor",
    "QuestionAsked",
    "Reached",
    "RenewalFailed",
    "Renewed",
    "Resumed",
    "Revoked",
    "Rotated",
    "SecretGiven",
    "SettingsRead",
    "SettingsRefused",
    "Shared",
    "SignOutAllWished",
    "Succeeded",
    "TimePassed",
    "Tried",
    "Troubled",
    "VaultFailed",
    "VaultOpened",
    "VaultSaved",
    "Verified",
    "WindowShown",
    "Wished",
]
