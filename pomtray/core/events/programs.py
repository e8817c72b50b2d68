"""What other programs want, and what the person says to that."""

from __future__ import annotations

from datetime import datetime

from pomtray.core.domain.consent import Consent, ConsentAnswer
from pomtray.core.domain.program import Program
from pomtray.core.light_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class ProgramAsks:
    """A request waits for a yes to its program and route."""

    at: datetime
    request: int
    program: Program
    route: str


@dataclass(frozen=True, slots=True)
class ProgramLeft:
    """The request has its answer, or wants none any more."""

    at: datetime
    request: int


@dataclass(frozen=True, slots=True)
class ProgramAnswered:
    """The person's answer to the question of that number."""

    at: datetime
    number: int
    said: ConsentAnswer


@dataclass(frozen=True, slots=True)
class ConsentTaken:
    """The person takes back what they allowed."""

    at: datetime
    consent: Consent


@dataclass(frozen=True, slots=True)
class ConsentRestored:
    """They take that back in turn."""

    at: datetime
    consent: Consent


ProgramEvent = ProgramAsks | ProgramLeft | ProgramAnswered | ConsentTaken | ConsentRestored
