"""Who is asked whether it was them, and what is said at the end of a sign-in (`pomerium.md` §9 rule 5)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from pomtray.core.domain.login import Doubt, Question
from pomtray.core.domain.session import Person, Session
from pomtray.core.errors import Cancelled, SignInError
from pomtray.signin.callback.answer_page import SignInOutcome
from pomtray.signin.callback.finished import DoubtfulSession
from pomtray.signin.confirming import Confirming
from pomtray.signin.outcome import shown
from tests.core.built import ALICE, APP, PROBLEM, a_session

BOB, ZOE = Person("bob", "bob@pom.test"), Person("zoe", "zoe@pom.test")
SESSION = a_session()


@dataclass
class Somebody:
    """Whom the sign-in asks."""

    says_yes: bool = True
    questions: list[Question] = field(default_factory=list)
    doubts: list[Session] = field(default_factory=list)

    async def ask(self, question: Question) -> bool:
        self.questions.append(question)
        return self.says_yes

    def doubted(self, session: Session) -> None:
        self.doubts.append(session)


@dataclass
class Page:
    """What the end of a sign-in needs of a listener."""

    outcomes: list[SignInOutcome] = field(default_factory=list)
    doubtful: DoubtfulSession | None = None
    doubted: Callable[[str], None] | None = None

    def show(self, outcome: SignInOutcome) -> None:
        self.outcomes.append(outcome)

    def doubt(self, doubtful: DoubtfulSession, doubted: Callable[[str], None]) -> None:
        self.doubtful, self.doubted = doubtful, doubted


def confirming(person: Somebody, last: Person | None = None, confirmed: Person | None = None) -> Confirming:
    return Confirming(APP, person, last, confirmed)


@pytest.mark.parametrize("last", [None, ALICE])
async def test_our_own_browser_and_the_person_of_before_are_not_asked_about(last: Person | None) -> None:
    person = Somebody()
    await confirming(person, last).confirm(ALICE, with_cookie=True)
    assert person.questions == []


@pytest.mark.parametrize(("last", "now"), [(ALICE, ZOE), (ZOE, ALICE)])
async def test_another_person_is_asked_about(last: Person, now: Person) -> None:
    person = Somebody()
    await confirming(person, last).confirm(now, with_cookie=True)
    assert [question.doubt for question in person.questions] == [Doubt.OTHER_PERSON]


@pytest.mark.parametrize(
    ("with_cookie", "exposed", "doubt"),
    [(False, False, Doubt.OTHER_BROWSER), (False, True, Doubt.OTHER_BROWSER), (True, True, Doubt.OPENED_TWICE)],
)
async def test_an_answer_that_others_may_have_given_is_asked_about_once(
    *, with_cookie: bool, exposed: bool, doubt: Doubt
) -> None:
    person = Somebody()
    asking = confirming(person, ALICE)
    for _ in range(2):
        await asking.confirm(ALICE, with_cookie=with_cookie, exposed=exposed)
    assert [question.doubt for question in person.questions] == [doubt]
    await asking.confirm(BOB, with_cookie=with_cookie, exposed=exposed)
    assert [question.doubt for question in person.questions] == [doubt] * 2


async def test_a_no_confirms_nobody() -> None:
    asking = confirming(Somebody(says_yes=False))
    with pytest.raises(Cancelled):
        await asking.confirm(ALICE, with_cookie=False)
    assert asking.confirmed is None


async def ended(signing_in: Callable[[], Any], asking: Confirming) -> Page:
    page = Page()
    assert await shown(page, APP, signing_in(), asking) is SESSION  # type: ignore[arg-type]
    return page


async def signed_in() -> Session:
    return SESSION


async def test_who_comes_late_casts_doubt_on_what_nobody_was_asked_about() -> None:
    person = Somebody()
    page = await ended(signed_in, confirming(person))
    assert [outcome.ok for outcome in page.outcomes] == [True]
    assert page.doubtful
    assert page.doubtful.session == SESSION.id
    assert not page.doubtful.outcome.ok
    assert page.doubted
    page.doubted(SESSION.id)
    assert person.doubts == [SESSION]


async def test_who_comes_late_casts_none_on_what_the_person_said_yes_to() -> None:
    page = await ended(signed_in, confirming(Somebody(), confirmed=ALICE))
    assert page.doubtful is None


async def test_what_failed_is_told_on_the_page() -> None:
    async def failed() -> Session:
        raise SignInError(PROBLEM)

    page = Page()
    with pytest.raises(SignInError):
        await shown(page, APP, failed(), confirming(Somebody()))  # type: ignore[arg-type]
    assert [(outcome.ok, outcome.title) for outcome in page.outcomes] == [(False, PROBLEM.title)]


async def test_what_was_given_up_is_told_on_the_page() -> None:
    page = Page()
    running = asyncio.create_task(shown(page, APP, asyncio.Event().wait(), confirming(Somebody())))  # type: ignore[arg-type]
    await asyncio.sleep(0)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert [(outcome.ok, outcome.title) for outcome in page.outcomes] == [(False, "Cancelled")]
