"""All that a program and its worker can say. A call is answered once, with the type that `ANSWERS` names, or fails."""

from __future__ import annotations

from collections.abc import Mapping
from types import NoneType
from typing import Any, Final

from pomtray.core.begin_sign_in import BeginSignIn
from pomtray.core.domain.access import Closed, Refusal
from pomtray.core.domain.icon_style import IconStyle
from pomtray.core.domain.known_pomerium import KnownPomerium
from pomtray.core.domain.login import Doubt, Question, Stage
from pomtray.core.domain.provider import Deliver, FromCommand, InEnvironment, InVault, Method, Provider, TokenAuth
from pomtray.core.domain.route import AutoRenew, CallbackAnswer, HeaderForm, Preferences, Route, Settings
from pomtray.core.domain.session import Check, End, EndSource, Grant, Person, Session, Undone, Verdict
from pomtray.core.errors import Problem, Prompt
from pomtray.core.protocol.metadata import Metadata
from pomtray.core.report import About, Outcome, Report, Step
from pomtray.core.secret import Secret
from pomtray.core.settings.offers import Offer
from pomtray.core.settings.recognised import Recognised
from pomtray.core.settings.refused import RefusedEntry
from pomtray.pair.faults import Fault, Kind
from pomtray.pair.messages import (
    Ask,
    AwaitPaste,
    Begin,
    ClientSecret,
    DeviceCode,
    Doubted,
    Ended,
    Examine,
    GiveUpPort,
    Heard,
    Keep,
    KeptPort,
    Leave,
    Left,
    List,
    Listed,
    Lives,
    Logged,
    MayEnd,
    Noticed,
    OpenBrowser,
    Opened,
    Passphrase,
    PasteRefused,
    Ping,
    ReachedStage,
    Recognise,
    Renew,
    Revoke,
    SecretRefused,
    Share,
    SignIn,
    Standing,
    StepDone,
    Trial,
    TryRoute,
    Verify,
    Warm,
    Word,
)
from pomtray.pair.vault_messages import (
    AskAgain,
    CancelPrompt,
    Decline,
    FindObstacle,
    Load,
    Loaded,
    Save,
    Saved,
    Unlock,
    VaultPlace,
)

ANSWERS: Final[Mapping[type, Any]] = {
    Ping: NoneType,
    Warm: NoneType,
    Leave: Left,
    SignIn: Session,
    Renew: Session,
    Verify: Word,
    Share: Opened,
    TryRoute: Trial,
    Examine: Report,
    Revoke: Undone,
    List: tuple[Offer, ...] | None,
    Recognise: Recognised,
    Load: Loaded,
    Save: Saved,
    FindObstacle: Problem | None,
    AskAgain: NoneType,
    Unlock: NoneType,
    Decline: NoneType,
    OpenBrowser: NoneType,
    Ask: bool,
    AwaitPaste: str,
    MayEnd: bool,
    ClientSecret: Secret,
    Passphrase: Secret,
    Keep: NoneType,
    GiveUpPort: NoneType,
}
"""By the call's type: the program's first, then the worker's."""
NEWS: Final[frozenset[type]] = frozenset(
    {
        Begin, Standing, CancelPrompt, KeptPort,
        ReachedStage, PasteRefused, Doubted, Ended, Listed, DeviceCode, SecretRefused, Lives, Heard, StepDone, Noticed,
        Logged, Saved,
    }
)  # fmt: skip
"""The program's first, then the worker's; `KeptPort` goes both ways."""
VALUES: Final[frozenset[type]] = frozenset(
    {
        About, AutoRenew, BeginSignIn, CallbackAnswer, Check, Closed, Deliver, Doubt, End, EndSource, Fault,
        FromCommand, Grant, HeaderForm, IconStyle, InEnvironment, InVault, Kind, KnownPomerium, Left, Loaded,
        Metadata, Method, Offer, Opened, Outcome, Person, Preferences, Problem, Prompt, Provider, Question,
        Recognised, Refusal, RefusedEntry, Report, Route, Session, Settings, Stage, Step, TokenAuth, Trial,
        Undone, VaultPlace, Verdict, Word,
    }
)  # fmt: skip
"""What calls, answers and news are made of."""
