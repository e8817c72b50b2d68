"""Questions about sessions: what is said and when it was asked for arrives whole, and each is answered in any case."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from pomtray.controller.ports import Secrets, SignInClient
from pomtray.controller.session_queries import SessionQueries
from pomtray.core.domain.access import Closed, Refusal
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.session import End, EndSource, Person, RevocationResult, Verdict
from pomtray.core.effects import Revoke, Share, TryRoute, Verify
from pomtray.core.errors import Problem, Unreachable
from pomtray.core.events import Event, Revoked, RoutesListed, RouteTried, SessionShared, Verified
from tests.controller.world import LOGIN, NOW, ROUTE, FakeClient, Opened, Trial, Word, a_session

SESSION = a_session()
LATER = NOW + timedelta(seconds=7)
OTHER = Origin.parse("https://other.example.com")
PROBLEM = Problem("Not now", "It did not answer.")
WORD = Word(
    Verdict.LIVE,
    Person("alice"),
    End(NOW, EndSource.SERVER),
    PROBLEM,
    timedelta(seconds=3),
    {OTHER: Refusal(Closed.NOT_ALLOWED)},
    "req-7",
)
SAID = Verified(
    LATER,
    SESSION.id,
    WORD.verdict,
    WORD.person,
    WORD.end,
    WORD.problem,
    WORD.skew,
    WORD.heard,
    asked_at=NOW,
    request_id="req-7",
)
VERIFY = Verify(SESSION, (ROUTE,))
SHARE = Share(LOGIN, SESSION, (ROUTE,), frozenset())


class NoSecrets:
    """`Secrets`, never asked here."""


class Asked:
    """Questions at a client that takes seven seconds for each answer."""

    def __init__(self) -> None:
        self.client = FakeClient()
        self.now = NOW
        self.before: list[Event] = []
        """What was told before the answer."""
        self.asking = SessionQueries(self._get, self.before.append, lambda: self.now)

    async def _get(self) -> SignInClient:
        self.now = LATER
        return self.client

    async def revoke(self) -> Event:
        secrets: Secrets = NoSecrets()  # type: ignore[assignment]
        return await self.asking.revoke(Revoke(ROUTE, SESSION), secrets)


@pytest.fixture
async def asked() -> Asked:
    return Asked()


async def test_a_check_hands_on_all_that_was_said_and_when_it_was_asked(asked: Asked) -> None:
    asked.client.word = WORD
    assert await asked.asking.verify(VERIFY) == SAID
    assert asked.before == []


async def test_that_it_lives_is_told_before_the_rest_and_as_a_part(asked: Asked) -> None:
    asked.client.lives = True
    asked.client.word = WORD
    assert await asked.asking.verify(VERIFY) == SAID
    assert asked.before == [Verified(LATER, SESSION.id, Verdict.LIVE, asked_at=NOW, partial=True)]


async def test_a_check_without_an_answer_says_so(asked: Asked) -> None:
    asked.client.word = Unreachable(PROBLEM)
    answer = await asked.asking.verify(VERIFY)
    assert answer == Verified(LATER, SESSION.id, Verdict.UNREACHABLE, problem=PROBLEM, asked_at=NOW)
    assert asked.before == []


async def test_a_trial_that_tells_of_the_session_is_a_check(asked: Asked) -> None:
    asked.client.trial = Trial("title", "text", WORD)
    tried = RouteTried(LATER, ROUTE.name, "title", "text")
    assert await asked.asking.try_route(TryRoute(ROUTE, SESSION)) == tried
    assert asked.before == [SAID]
    asked.client.trial = Trial("title", "text")
    assert await asked.asking.try_route(TryRoute(ROUTE, SESSION)) == tried
    assert asked.before == [SAID]


async def test_what_is_listed_is_told_and_what_else_is_open_answers(asked: Asked) -> None:
    asked.client.opened = Opened(frozenset({OTHER}), frozenset({ROUTE.origin}), PROBLEM)
    assert await asked.asking.share(SHARE) == SessionShared(LATER, LOGIN, SESSION.id, frozenset({OTHER}), PROBLEM)
    assert asked.before == [RoutesListed(LATER, SESSION.issuer, frozenset({ROUTE.origin}))]


async def test_where_nothing_is_listed_nothing_is_told(asked: Asked) -> None:
    assert await asked.asking.share(SHARE) == SessionShared(LATER, LOGIN, SESSION.id, frozenset(), None)
    assert asked.before == []


@pytest.mark.parametrize("error", [Unreachable(PROBLEM), ValueError("a-value")])
async def test_sharing_is_answered_in_any_case(
    asked: Asked, monkeypatch: pytest.MonkeyPatch, allow_log: Callable[[str], None], error: Exception
) -> None:
    async def fails(*_: object) -> Opened:
        raise error

    if isinstance(error, ValueError):
        allow_log("unexpected ValueError")
    monkeypatch.setattr(asked.client, "share", fails)
    answer = await asked.asking.share(SHARE)
    assert isinstance(answer, SessionShared)
    assert answer == SessionShared(LATER, LOGIN, SESSION.id, frozenset(), answer.problem)
    assert answer.problem is not None
    assert "a-value" not in answer.problem.text()


async def test_what_came_of_a_sign_out_arrives_whole(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    async def done(*_: object) -> RevocationResult:
        return RevocationResult(Verdict.LIVE, taken=True, problem=PROBLEM)

    monkeypatch.setattr(asked.client, "revoke", done)
    assert await asked.revoke() == Revoked(LATER, SESSION.id, Verdict.LIVE, taken=True, problem=PROBLEM)


@pytest.mark.parametrize("error", [Unreachable(PROBLEM), ValueError("a-value")])
async def test_a_sign_out_that_reaches_nobody_is_told_as_that(
    asked: Asked, allow_log: Callable[[str], None], error: Exception
) -> None:
    if isinstance(error, ValueError):
        allow_log("unexpected ValueError")
    asked.client.revoked = error
    answer = await asked.revoke()
    assert isinstance(answer, Revoked)
    assert answer == Revoked(LATER, SESSION.id, Verdict.UNREACHABLE, problem=answer.problem)
    assert answer.problem is not None
    assert "a-value" not in answer.problem.text()


async def test_what_goes_wrong_is_in_the_log_by_its_route(asked: Asked, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    asked.client.word = WORD
    await asked.asking.verify(VERIFY)
    asked.client.word = Unreachable(PROBLEM)
    await asked.asking.verify(VERIFY)
    asked.client.revoked = Unreachable(PROBLEM)
    await asked.revoke()
    asked.client.opened = Opened(problem=PROBLEM)
    await asked.asking.share(SHARE)
    assert caplog.messages == [
        f"check of app: {Verdict.LIVE}, {PROBLEM.short()}",
        f"check of app failed: {PROBLEM.short()}",
        f"session of app not ended at its server: {PROBLEM.short()}",
        f"further routes could not be asked for: {PROBLEM.short()}",
    ]


async def test_what_goes_well_is_not_in_the_log(asked: Asked, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    await asked.asking.verify(VERIFY)
    await asked.asking.share(SHARE)
    await asked.revoke()
    assert caplog.messages == []
