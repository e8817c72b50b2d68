"""Which program may have which route's credential: what the person said, and how long that holds."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from pomtray.core.domain.origin import Origin
from pomtray.core.domain.program import Program
from pomtray.core.light_dataclass import dataclass

_KEYS: Final = ("path", "script", "mark", "route", "origin", "given_at")


class ConsentAnswer(StrEnum):
    """What came of a question about a program."""

    ALLOWED = "allow"
    """From now on."""
    ONCE = "once"
    DENIED = "deny"
    UNANSWERED = "no answer"
    TOO_MANY = "too many"
    """So many others are asked about that nobody could answer."""

    @property
    def is_yes(self) -> bool:
        return self in {ConsentAnswer.ALLOWED, ConsentAnswer.ONCE}


@dataclass(frozen=True, slots=True)
class Consent:
    """Kept until it is taken back. Of the route as it is: under another address it is another one."""

    program: Program
    route: str
    origin: Origin
    given_at: datetime = field(compare=False)

    def stored(self) -> dict[str, str]:
        """As the vault keeps it."""
        program = self.program
        told = {"path": program.path, "script": program.script, "mark": program.mark, "route": self.route}
        return told | {"origin": str(self.origin), "given_at": self.given_at.astimezone(UTC).isoformat()}

    @staticmethod
    def read(stored: Mapping[str, object]) -> Consent:
        """Raises `KeyError`, `TypeError` or `ValueError` for anything `stored` did not make."""
        path, script, mark, route, origin, given = (_text(stored[key]) for key in _KEYS)
        given_at = datetime.fromisoformat(given)
        if given_at.tzinfo is None or not path:
            raise ValueError("a time without its zone, or nobody")
        program = Program(path, script, mark, lasting=True)
        return Consent(program, route, Origin.parse(origin), given_at.astimezone(UTC))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def has_consent(consents: Collection[Consent], program: Program, route: str, origin: Origin) -> bool:
    """Whether it has been allowed, and is still the same program."""
    if program.ours:
        return True
    return any((it.program, it.route, it.origin) == (program, route, origin) for it in consents)


def with_consent(consents: tuple[Consent, ...], new: Consent) -> tuple[Consent, ...]:
    """In the place of one to an earlier version of the same program."""
    return (*(it for it in consents if not _is_replaced(it, new)), new)


def _is_replaced(old: Consent, new: Consent) -> bool:
    same_program = (old.program.path, old.program.script) == (new.program.path, new.program.script)
    return same_program and (old.route, old.origin) == (new.route, new.origin)


@dataclass(frozen=True, slots=True)
class ConsentRequest:
    """A question that stands: whether the program may have the credential of the route."""

    number: int
    program: Program
    route: str
    origin: Origin
    until: datetime
    by: frozenset[int]
    """Numbers of the requests that wait for the answer."""
    runs: frozenset[tuple[int, int]] = frozenset()
    """Of our commands, by which they ask."""


@dataclass(frozen=True, slots=True)
class RecentDenial:
    """So that a program that asks again and again does not ask the person each time."""

    program: Program
    route: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Programs:
    """What is asked about programs in this run. Kept by nobody."""

    questions: tuple[ConsentRequest, ...] = ()
    asked: int = 0
    """How many questions there were: the last one's number."""
    said: Mapping[int, ConsentAnswer] = field(default_factory=dict)
    """By the number of the request that waits for it."""
    denied: tuple[RecentDenial, ...] = ()
    once: frozenset[tuple[tuple[int, int], str]] = frozenset()
    """Runs of our commands and routes that were allowed only this time: as long as the command runs."""
