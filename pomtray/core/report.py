"""Why something is blocked: what was looked at, one step after the other, what was found, and what helps.

A report is made to be handed to an administrator: it holds no credential, and of an address its origin only.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from enum import StrEnum
from typing import Final

from pomtray.core.errors import Problem
from pomtray.core.light_dataclass import dataclass
from pomtray.core.plain import unmarked
from pomtray.core.protocol.skew import skew_sentence
from pomtray.core.text import joined, phrase


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

    @property
    def word(self) -> str:
        """As it is told."""
        return _ABOUT[self]


_ABOUT: Final = {
    About.NAME: phrase("name"),
    About.PROXY: phrase("proxy"),
    About.CONNECTION: phrase("connection"),
    About.ENCRYPTION: phrase("encryption"),
    About.CERTIFICATE: phrase("client certificate"),
    About.FRONT: phrase("in front of it"),
    About.POMERIUM: "pomerium",
    About.SIGN_IN: phrase("sign-in"),
    About.SESSION: phrase("session"),
    About.ROUTE: phrase("route"),
    About.POLICY: phrase("policy"),
    About.SERVICE: phrase("service behind it"),
    About.CLOCK: phrase("clock"),
    About.PROGRAM: phrase("program"),
    About.SETTINGS: phrase("settings"),
    About.KEYRING: phrase("keyring"),
    About.VAULT: phrase("vault"),
    About.AUTHORITIES: phrase("authorities"),
    About.SCREEN: phrase("screen"),
    About.TRAY: phrase("tray"),
    About.NOTICES: phrase("notices"),
    About.CLIPBOARD: phrase("clipboard"),
}

_INDENT: Final = " " * 6
_STEPS: Final = {
    "login API": phrase("login API"),
    "browser": phrase("browser"),
    "callback": phrase("callback"),
    "check": phrase("check"),
    "discovery": phrase("discovery"),
    "authorization": phrase("authorization"),
    "token": phrase("token"),
    "exchange": phrase("exchange"),
    "route": phrase("route"),
    "revocation": phrase("revocation"),
    **{about.value: word for about, word in _ABOUT.items()},
}
"""By the names that problems have them by (`Problem.step`)."""


def step_word(step: str) -> str:
    """A step of a sign-in or of the network, as it is told."""
    return _STEPS.get(step, step)


class Outcome(StrEnum):
    """How a step came out."""

    WELL = "well"
    LOOK = "look"
    """Something is wrong here, or missing."""
    NOTE = "note"
    """Missing and done without, or not to be found out: not in the way by itself."""

    @property
    def word(self) -> str:
        """As it is told."""
        return _OUTCOMES[self]


_OUTCOMES: Final = {
    Outcome.WELL: phrase("well", "how a step came out"),
    Outcome.LOOK: phrase("look", "how a step came out"),
    Outcome.NOTE: phrase("note", "how a step came out"),
}


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
        request_id = phrase("Request id {request_id}.", request_id=self.request_id) if self.request_id else ""
        return joined(" ", (self.sentence, self.action, request_id))

    def lines(self) -> Iterator[str]:
        """The same for a terminal and for a file."""
        about = joined(": ", (self.about.word, self.sentence))
        yield joined(" " * max(1, 6 - len(self.outcome)), (self.outcome.word, about))
        if self.action:
            yield joined("", (_INDENT, phrase("What to do: {action}", action=self.action)))
        if self.request_id:
            yield joined("", (_INDENT, phrase("Request id: {request_id}", request_id=self.request_id)))

    def members(self) -> dict[str, object]:
        """The same for programs."""
        told = {"about": self.about.value, "outcome": self.outcome.value, "well": self.outcome is not Outcome.LOOK}
        return {**told, "text": self.sentence, "action": self.action, "request_id": self.request_id}


def well(about: About, sentence: str) -> Step:
    return Step(about, Outcome.WELL, sentence)


def wrong(about: About, problem: Problem) -> Step:
    """The step that `problem` ends."""
    return Step(about, Outcome.LOOK, problem.sentence, problem.action, problem.request_id)


def note(about: About, sentence: str, action: str = "") -> Step:
    return Step(about, Outcome.NOTE, sentence, action)


def clock_step(skew: timedelta) -> Step:
    """skew: how far this computer's clock is ahead of a server's."""
    told = skew_sentence(skew)
    if told:
        return Step(About.CLOCK, Outcome.LOOK, told, phrase("Set this computer's clock."))
    return well(About.CLOCK, phrase("This computer's clock agrees with the server's."))


@dataclass(frozen=True, slots=True)
class Report:
    """What is known so far. `subject`: what it is about, as it is shown."""

    subject: str
    steps: tuple[Step, ...] = ()
    made: str = ""
    """By which program, where and when."""
    is_whole: bool = False
    """Whether that is all; else there is more to come."""

    @property
    def obstacle(self) -> Step | None:
        """The first thing that is wrong: what comes after it may only follow from it."""
        return next((step for step in self.steps if step.outcome is Outcome.LOOK), None)

    @property
    def verdict(self) -> str:
        """All of it in one sentence."""
        return (
            phrase("In the way: {about}.", about=self.obstacle.about.word)
            if self.obstacle
            else phrase("Nothing is in the way.")
        )

    def text(self) -> str:
        """To be read, copied and handed on."""
        lines = (line for step in self.steps for line in step.lines())
        whole = (self.subject, self.made, "", self.verdict, "", *lines, "")
        return unmarked(joined("\n", whole, whole=True))
