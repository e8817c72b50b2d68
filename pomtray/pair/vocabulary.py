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
from pomtray.core.domain.session import Check, End, EndSource, Grant, Person, RevocationResult, Session, Verdict
from pomtray.core.errors import Problem, Prompt
from pomtray.core.protocol.metadata import Metadata
from pomtray.core.report import About, Outcome, Report, Step
from pomtray.core.secret import Secret
from pomtray.core.settings.offer import Offer
from pomtray.core.settings.recognised import Recognised
from pomtray.core.settings.refused import RefusedEntry
from pomtray.pair.faults import Fault, Kind
from pomtray.pair.messages import (
    Ask,
    AskWhetherIdle,
    AwaitPaste,
    CheckResult,
    ClientSecret,
    DeviceCode,
    Examine,
    GiveUpPort,
    Handshake,
    IdleAnswer,
    KeepRefreshToken,
    KeptPort,
    List,
    LogLine,
    MayEnd,
    OpenBrowser,
    OpenedRoutes,
    Passphrase,
    PasteRefused,
    Ping,
    ProxyProblem,
    ReachedStage,
    Recognise,
    Renew,
    Revoke,
    RoutesListed,
    SecretRefused,
    SessionChecked,
    SessionConfirmed,
    SessionEnded,
    Share,
    SignIn,
    SignInDoubted,
    StepDone,
    Trial,
    TryRoute,
    Verify,
    Warm,
    WorkerConfig,
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
    AskWhetherIdle: IdleAnswer,
    SignIn: Session,
    Renew: Session,
    Verify: CheckResult,
    Share: OpenedRoutes,
    TryRoute: Trial,
    Examine: Report,
    Revoke: RevocationResult,
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
    KeepRefreshToken: NoneType,
    GiveUpPort: NoneType,
}
"""By the call's type: the program's first, then the worker's."""
NEWS: Final[frozenset[type]] = frozenset(
    {
        Handshake, WorkerConfig, CancelPrompt, KeptPort,
        ReachedStage, PasteRefused, SignInDoubted, SessionEnded, RoutesListed, DeviceCode, SecretRefused,
        SessionConfirmed, SessionChecked, StepDone, ProxyProblem, LogLine, Saved,
    }
)  # fmt: skip
"""The program's first, then the worker's; `KeptPort` goes both ways."""
VALUES: Final[frozenset[type]] = frozenset(
    {
        About, AutoRenew, BeginSignIn, CallbackAnswer, Check, Closed, Deliver, Doubt, End, EndSource, Fault,
        FromCommand, Grant, HeaderForm, IconStyle, InEnvironment, InVault, Kind, KnownPomerium, IdleAnswer, Loaded,
        Metadata, Method, Offer, OpenedRoutes, Outcome, Person, Preferences, Problem, Prompt, Provider, Question,
        Recognised, Refusal, RefusedEntry, Report, Route, Session, Settings, Stage, Step, TokenAuth, Trial,
        RevocationResult, VaultPlace, Verdict, CheckResult,
    }
)  # fmt: skip
"""What calls, answers and news are made of."""
