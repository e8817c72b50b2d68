"""The server's word on a session, and the event that it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from pomtray.core.domain.access import Refusal
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.route import Route
from pomtray.core.domain.session import End, Person, Session, Verdict
from pomtray.core.errors import Problem
from pomtray.core.events import Verified


class CheckResult(Protocol):
    """The server's word on a session."""

    @property
    def verdict(self) -> Verdict: ...

    @property
    def person(self) -> Person | None: ...

    @property
    def end(self) -> End | None: ...

    @property
    def problem(self) -> Problem | None: ...

    @property
    def skew(self) -> timedelta | None: ...

    @property
    def heard(self) -> Mapping[Origin, Refusal | None]: ...

    @property
    def request_id(self) -> str: ...


def verified_event(
    session: Session, routes: Sequence[Route], word: CheckResult, asked_at: datetime, at: datetime
) -> Verified:
    """The event that `word` is, whoever asked for it. routes: those that were asked, each in its form."""
    told = (word.verdict, word.person, word.end, word.problem, word.skew, word.heard)
    shown = frozenset(route.origin for route in routes if route.shows_token and route.origin in word.heard)
    return Verified(at, session.id, *told, asked_at, request_id=word.request_id, shown=shown)
