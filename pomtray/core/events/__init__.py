"""What happened: every value that `model.step` takes. `at` is when, aware UTC."""

from __future__ import annotations

from pomtray.core.events.attempts import (
    CodeShown,
    LinkReady,
    QuestionAsked,
    RevocationWithheld,
    SignInDeclined,
    SignInFailed,
    SignInSucceeded,
    StageReached,
)
from pomtray.core.events.programs import (
    ConsentRestored,
    ConsentTaken,
    ProgramAnswered,
    ProgramAsks,
    ProgramLeft,
)
from pomtray.core.events.requests import (
    ActionRequested,
    CredentialRequested,
    LastCopyRequested,
    LockRequested,
    MenuOpened,
    NoticesPaused,
    NoticeUsed,
    PromptCancelled,
    QuestionAnswered,
    RetryRequested,
    SignInAllRequested,
    SignOutAllRequested,
    UnlockRequested,
    WindowShown,
)
from pomtray.core.events.sessions import (
    PortalRead,
    RenewalFailed,
    Renewed,
    Revoked,
    Rotated,
    RoutesListed,
    RouteTried,
    SessionShared,
    SignInDoubted,
    Verified,
)
from pomtray.core.events.surroundings import (
    ChangeUndone,
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
    PlainTextDeleted,
    PresenceChecked,
    ProblemOccurred,
    Restored,
    Resumed,
    ScreenChanged,
    SecretGiven,
    ServingBegan,
    ServingEnded,
    SettingsRead,
    TimePassed,
    UnlockRefused,
    VaultOpened,
)

Event = (
    ActionRequested
    | SignInAllRequested
    | SignOutAllRequested
    | LastCopyRequested
    | CredentialRequested
    | RetryRequested
    | PromptCancelled
    | LockRequested
    | UnlockRequested
    | QuestionAnswered
    | NoticeUsed
    | NoticesPaused
    | MenuOpened
    | WindowShown
    | StageReached
    | QuestionAsked
    | RevocationWithheld
    | CodeShown
    | LinkReady
    | SignInSucceeded
    | SignInDeclined
    | SignInFailed
    | Verified
    | SignInDoubted
    | SessionShared
    | PortalRead
    | RoutesListed
    | RouteTried
    | Revoked
    | Rotated
    | Renewed
    | RenewalFailed
    | SettingsRead
    | ChangeUndone
    | PlainTextDeleted
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
    | PresenceChecked
    | ProblemOccurred
    | ServingBegan
    | ServingEnded
    | ProgramAsks
    | ProgramLeft
    | ProgramAnswered
    | ConsentTaken
    | ConsentRestored
)

__all__ = [
    "ActionRequested",
    "ChangeUndone",
    "ClipboardCleared",
    "ClipboardFilled",
    "ClipboardKept",
    "ClipboardRefused",
    "ClockSet",
    "CodeShown",
    "ConsentRestored",
    "ConsentTaken",
    "CredentialRequested",
    "Event",
    "FoundLocked",
    "Impaired",
    "LastCopyRequested",
    "LinkReady",
    "LockRefused",
    "LockRequested",
    "Locked",
    "MenuOpened",
    "NetworkChanged",
    "NoticeUsed",
    "NoticesPaused",
    "PlainTextDeleted",
    "PortalRead",
    "PresenceChecked",
    "ProblemOccurred",
    "ProgramAnswered",
    "ProgramAsks",
    "ProgramLeft",
    "PromptCancelled",
    "QuestionAnswered",
    "QuestionAsked",
    "RenewalFailed",
    "Renewed",
    "Restored",
    "Resumed",
    "RetryRequested",
    "RevocationWithheld",
    "Revoked",
    "Rotated",
    "RouteTried",
    "RoutesListed",
    "ScreenChanged",
    "SecretGiven",
    "ServingBegan",
    "ServingEnded",
    "SessionShared",
    "SettingsRead",
    "SignInAllRequested",
    "SignInDeclined",
    "SignInDoubted",
    "SignInFailed",
    "SignInSucceeded",
    "SignOutAllRequested",
    "StageReached",
    "TimePassed",
    "UnlockRefused",
    "UnlockRequested",
    "VaultOpened",
    "Verified",
    "WindowShown",
]
