"""Errors on their way from one process to the other: the tree of `core/errors`, by an explicit list."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import Final

from pomtray.core.errors import (
    Cancelled,
    DeadSession,
    GrantEnded,
    GrantRefused,
    PomtrayError,
    Problem,
    Refused,
    SettingsError,
    SignInError,
    SignInNeeded,
    Unavailable,
    Unreachable,
    VaultError,
)
from pomtray.core.light_dataclass import dataclass


class Kind(StrEnum):
    """Which error it is."""

    CANCELLED = "cancelled"
    DEAD_SESSION = "dead session"
    SIGN_IN = "sign-in"
    UNREACHABLE = "unreachable"
    GRANT_ENDED = "grant ended"
    GRANT_REFUSED = "grant refused"
    SIGN_IN_NEEDED = "sign-in needed"
    REFUSED = "refused"
    VAULT = "vault"
    UNAVAILABLE = "unavailable"
    SETTINGS = "settings"
    OTHER = "other"
    DEFECT = "defect"
    """A fault of our own: where it happened the log has its type."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One error. The members after `problem` are those of the kinds that have them."""

    kind: Kind
    problem: Problem | None = None
    session: str = ""
    retry_for: timedelta | None = None
    status: int = 0
    code: str = ""


class RemoteDefect(Exception):
    """The other process has a fault; its type is in the log."""


_PLAIN: Final[dict[Kind, type[PomtrayError]]] = {
    Kind.CANCELLED: Cancelled,
    Kind.SIGN_IN: SignInError,
    Kind.VAULT: VaultError,
    Kind.UNAVAILABLE: Unavailable,
    Kind.SETTINGS: SettingsError,
    Kind.OTHER: PomtrayError,
}
_REFUSALS: Final[dict[Kind, type[Refused]]] = {
    Kind.GRANT_ENDED: GrantEnded,
    Kind.GRANT_REFUSED: GrantRefused,
    Kind.SIGN_IN_NEEDED: SignInNeeded,
    Kind.REFUSED: Refused,
}


def fault_of(error: Exception) -> Fault:
    """`error` as a value. Of what is no `PomtrayError` nothing is told."""
    match error:
        case DeadSession():
            return Fault(Kind.DEAD_SESSION, error.problem, session=error.session)
        case Unreachable():
            return Fault(Kind.UNREACHABLE, error.problem, retry_for=error.retry_for)
        case Refused():
            kind = next(kind for kind, known in _REFUSALS.items() if isinstance(error, known))
            return Fault(kind, error.problem, status=error.status, code=error.code)
        case PomtrayError():
            return Fault(next(kind for kind, known in _PLAIN.items() if isinstance(error, known)), error.problem)
        case _:
            return Fault(Kind.DEFECT)


def error_of(fault: Fault) -> Exception:
    """The error that `fault` was."""
    if fault.problem is None:
        return RemoteDefect()
    match fault.kind:
        case Kind.DEAD_SESSION:
            return DeadSession(fault.problem, fault.session)
        case Kind.UNREACHABLE:
            return Unreachable(fault.problem, fault.retry_for)
        case Kind.DEFECT:
            return RemoteDefect()
        case kind if kind in _REFUSALS:
            return _REFUSALS[kind](fault.problem, fault.status, fault.code)
        case kind:
            return _PLAIN[kind](fault.problem)
