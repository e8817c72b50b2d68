"""What became of a sign-in under way."""

from __future__ import annotations

from dataclasses import field
from datetime import datetime

from pomtray.core.domain.login import LoginId, Question, Stage
from pomtray.core.domain.session import Session
from pomtray.core.errors import Problem
from pomtray.core.light_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class StageReached:
    """An attempt got further."""

    at: datetime
    login: LoginId
    attempt: int
    stage: Stage
    host: str = ""


@dataclass(frozen=True, slots=True)
class QuestionAsked:
    at: datetime
    login: LoginId
    attempt: int
    question: Question


@dataclass(frozen=True, slots=True)
class RevocationWithheld:
    """A renewal did not end the session before: another attempt may be about to get that very session."""

    at: datetime
    login: LoginId
    attempt: int


@dataclass(frozen=True, slots=True)
class CodeShown:
    """What to enter on another device, and where (RFC 8628)."""

    at: datetime
    login: LoginId
    attempt: int
    code: str
    url: str
    complete: str = field(default="", repr=False)
    """The address with the code in it."""


@dataclass(frozen=True, slots=True)
class LinkReady:
    """The sign-in link that the person asked for. Whoever has it can answer the attempt."""

    at: datetime
    login: LoginId
    attempt: int
    url: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SignInSucceeded:
    at: datetime
    login: LoginId
    attempt: int
    session: Session


@dataclass(frozen=True, slots=True)
class SignInDeclined:
    """The person said no, here or in the browser: the attempt is over, and nothing has failed. `problem`: to what."""

    at: datetime
    login: LoginId
    attempt: int
    problem: Problem


@dataclass(frozen=True, slots=True)
class SignInFailed:
    """An attempt failed. `dead`: the id of the session that it got, and that was over already."""

    at: datetime
    login: LoginId
    attempt: int
    problem: Problem
    dead: str = ""
    unreached: bool = False
    """Nobody answered: name resolution, connection, TLS, proxy or time-out."""


AttemptEvent = (
    StageReached
    | QuestionAsked
    | RevocationWithheld
    | CodeShown
    | LinkReady
    | SignInSucceeded
    | SignInDeclined
    | SignInFailed
)
