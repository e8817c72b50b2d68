"""What is shown of one route in full, as values: the pane only lays it out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Final

from pomtray.core.deadline import WallClock, age, age_changes_at, clock_time, countdown, earliest
from pomtray.core.domain.consent import Consent
from pomtray.core.intent import Action
from pomtray.core.light_dataclass import dataclass
from pomtray.core.plain import unmarked
from pomtray.core.text import changed, joined, phrase
from pomtray.core.topic import Topic

PROGRAMS: Final = phrase("Programs that may use it")


@dataclass(frozen=True, slots=True)
class Fact:
    """One line: what it is about, what is so, and what that means."""

    name: str
    text: str
    meaning: str = ""
    changes_at: datetime | None = None
    """When `text` changes by time alone."""


@dataclass(frozen=True, slots=True)
class Section:
    """Facts that belong together."""

    title: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Trouble:
    """One failure that stands, whole."""

    title: str
    sentence: str
    helps: str
    """What helps, as a sentence; "" where nobody knows."""
    facts: tuple[Fact, ...] = ()
    """When it was, at which step, the server's word for it and its request id."""
    topic: Topic = Topic.FAILED
    """What explains it."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """A program that may have the route's credential."""

    name: str
    placed: str
    """Where it lies, and since when it may."""
    consent: Consent


@dataclass(frozen=True, slots=True)
class Details:
    """All that is known of one route: no secret is in it."""

    route: str
    troubles: tuple[Trouble, ...] = ()
    again: Action | None = None
    """What trying again asks for; None where there is nothing to try."""
    sections: tuple[Section, ...] = ()
    made_at: datetime | None = None
    allowed: tuple[Allowed, ...] = ()

    @property
    def topic(self) -> Topic:
        """What explains it: the first failure, if one stands."""
        return next((trouble.topic for trouble in self.troubles), Topic.DETAILS)

    @property
    def changes_at(self) -> datetime | None:
        """When it says something else by time alone; None: never."""
        if self.made_at is None:
            return None
        return earliest((fact.changes_at for fact in self._facts()), self.made_at)

    def text(self) -> str:
        """All of it to be handed on."""
        return unmarked(joined("\n\n", (joined("\n", part) for part in self._parts())))

    def mapped(self, change: Callable[[str], str]) -> Details:
        """With every text that is not ours alone as `change` has it."""
        return replace(
            self,
            troubles=tuple(_trouble_mapped(trouble, change) for trouble in self.troubles),
            sections=tuple(replace(part, facts=_facts_mapped(part.facts, change)) for part in self.sections),
        )

    def _facts(self) -> Iterator[Fact]:
        for trouble in self.troubles:
            yield from trouble.facts
        for section in self.sections:
            yield from section.facts

    def _parts(self) -> Iterator[list[str]]:
        yield [self.route]
        for trouble in self.troubles:
            told = [trouble.title, trouble.sentence, trouble.helps]
            yield [line for line in (*told, *map(_line, trouble.facts)) if line]
        for section in self.sections:
            yield [section.title, *map(_line, section.facts)]
        if self.allowed:
            yield [PROGRAMS, *(joined(": ", (it.name, it.placed)) for it in self.allowed)]


def _line(fact: Fact) -> str:
    return joined(". ", (joined(": ", (fact.name, fact.text)), fact.meaning))


def _trouble_mapped(trouble: Trouble, change: Callable[[str], str]) -> Trouble:
    title, sentence, helps = (changed(text, change) for text in (trouble.title, trouble.sentence, trouble.helps))
    return Trouble(title, sentence, helps, _facts_mapped(trouble.facts, change), trouble.topic)


def _facts_mapped(facts: tuple[Fact, ...], change: Callable[[str], str]) -> tuple[Fact, ...]:
    return tuple(
        replace(fact, text=changed(fact.text, change), meaning=changed(fact.meaning, change)) for fact in facts
    )


@dataclass(frozen=True, slots=True)
class Times:
    """Instants as facts: on the person's clock, and how far from now."""

    now: datetime
    clock: WallClock

    def fact(self, name: str, at: datetime, meaning: str = "", *, about: bool = False) -> Fact:
        """`about`: it is an estimate."""
        when = clock_time(at, self.now, self.clock)
        shown = phrase("about {when}", when=when) if about else when
        if at > self.now:
            left, changes_at = countdown(at, self.now)
            return Fact(name, phrase("{when} (in {left})", when=shown, left=left), meaning, changes_at)
        return Fact(
            name, phrase("{when} ({ago})", when=shown, ago=age(at, self.now)), meaning, age_changes_at(at, self.now)
        )
