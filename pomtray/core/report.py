"""Why something is blocked: what was looked at, one step after the other, what was found, and what helps.

A report is made to be handed to an administrator: it holds no credential, and of an address its origin only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from pomtray.core.errors import Problem


class About(StrEnum):
    """What a step is about: its name, as it is shown."""

    NAME = "name"
    PROXY = "proxy"
    CONNECTION = "connection"
    """TCP."""
    ENCRYPTION = "encryption"
    """TLS: which authority was presented, and whom it was held against."""
    CERTIFICATE = "client certificate"
    FRONT = "in front of it"
    """A captive portal, an access gateway, a firewall."""
    POMERIUM = "pomerium"
    SIGN_IN = "sign-in"
    """The login API, the authenticate host, or the identity provider."""
    SESSION = "session"
    ROUTE = "route"
    """Whether the Pomerium has one of that name."""
    POLICY = "policy"
    SERVICE = "service behind it"
    CLOCK = "clock"
    PROGRAM = "program"
    SETTINGS = "settings"
    KEYRING = "keyring"
    VAULT = "vault"
    AUTHORITIES = "authorities"
    SCREEN = "screen"
    TRAY = "tray"
    NOTICES = "notices"
    CLIPBOARD = "clipboard"


class Outcome(StrEnum):
    """How a step came out."""

    WELL = "well"
    LOOK = "look"
    """Something is wrong here, or missing."""
    UNKNOWN = "not known"
    """It could not be found out, and need not be in the way."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was looked at."""

    about: About
    outcome: Outcome
    sentence: str
    """What was found, and where it is wrong the reason."""
    action: str = ""
    """The next step that helps."""
    request_id: str = ""
    """Pomerium's: an administrator needs it."""

    @property
    def text(self) -> str:
        """Everything in one paragraph."""
        request_id = f"Request id {self.request_id}." if self.request_id else ""
        return " ".join(part for part in (self.sentence, self.action, request_id) if part)


def well(about: About, sentence: str) -> Step:
    return Step(about, Outcome.WELL, sentence)


def wrong(about: About, problem: Problem) -> Step:
    """The step that `problem` ends."""
    return Step(about, Outcome.LOOK, problem.sentence, problem.action, problem.request_id)


def unknown(about: About, sentence: str, action: str = "") -> Step:
    return Step(about, Outcome.UNKNOWN, sentence, action)


@dataclass(frozen=True, slots=True)
class Report:
    """What is known so far. `subject`: what it is about, as it is shown."""

    subject: str
    steps: tuple[Step, ...] = ()

    @property
    def obstacle(self) -> Step | None:
        """The first thing that is wrong: what comes after it may only follow from it."""
        return next((step for step in self.steps if step.outcome is Outcome.LOOK), None)

    @property
    def verdict(self) -> str:
        """All of it in one sentence."""
        obstacle = self.obstacle
        return f"{obstacle.about.capitalize()}: {obstacle.sentence}" if obstacle else "Nothing is in the way."

    def text(self, made: str) -> str:
        """To be read, copied and handed on. made: by which program, and when."""
        return "\n".join((self.subject, made, "", self.verdict, "", *self._lines(), ""))

    def _lines(self) -> Iterator[str]:
        for step in self.steps:
            yield f"{step.outcome:<9}  {step.about}: {step.sentence}"
            if step.action:
                yield f"{'':<9}  What to do: {step.action}"
            if step.request_id:
                yield f"{'':<9}  Request id: {step.request_id}"
