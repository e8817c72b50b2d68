"""Sign-ins at a provider whose start address another program asks for, and answers that are none (§9 rule 5)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from pomtray.core.domain.login import Doubt
from pomtray.core.errors import Cancelled, SignInError
from pomtray.demo.browser import PageFollower
from pomtray.signin.provider import oidc
from pomtray.signin.provider.granted_session import new_session
from tests.signin.provider_ground import Ground, playing
from tests.signin.robbed import Robbed


@pytest.fixture
async def ground() -> AsyncIterator[Ground]:
    async with playing() as made:
        yield made


@pytest.fixture
async def thief() -> AsyncIterator[PageFollower]:
    async with PageFollower("bob") as browser:
        yield browser


async def test_where_the_start_address_was_asked_for_twice_the_person_says_who_it_is(
    ground: Ground, thief: PageFollower
) -> None:
    person = ground.person = Robbed(ground.person.browser, thief, [False, True])
    assert (await ground.sign_in()).person.user == "alice"
    asked = [question.title for question in person.questions]
    assert asked == ["Are you bob@example.com?", "Are you alice@example.com?"]
    assert {question.doubt for question in person.questions} == {Doubt.OPENED_TWICE}


@pytest.mark.parametrize("says_yes", [True, False])
async def test_who_asks_while_the_route_answers_makes_it_a_question_too(
    ground: Ground, thief: PageFollower, monkeypatch: pytest.MonkeyPatch, *, says_yes: bool
) -> None:
    person = ground.person = Robbed(ground.person.browser, thief, [says_yes], waits=True)

    async def meanwhile(*given: Any) -> Any:
        start, _ = await person.opened
        async with httpx.AsyncClient(trust_env=False) as other:
            assert (await other.get(start)).status_code == 303
        return await new_session(*given)

    monkeypatch.setattr(oidc, "new_session", meanwhile)
    if says_yes:
        assert (await ground.sign_in()).person.user == "bob"
    else:
        with pytest.raises(Cancelled):
            await ground.sign_in()
    assert [question.doubt for question in person.questions] == [Doubt.OPENED_TWICE]


async def test_a_thief_who_was_faster_is_told_of_once_the_browser_asks(ground: Ground, thief: PageFollower) -> None:
    person = ground.person = Robbed(ground.person.browser, thief, waits=True)
    session = await ground.sign_in()
    assert session.person.user == "bob"
    start, _ = await person.opened
    assert await person.browser.open(start) == 410
    assert person.doubts == [session]


async def test_a_no_of_the_provider_that_somebody_else_brought_ends_nothing(
    ground: Ground, thief: PageFollower
) -> None:
    thief.person = "cancel"
    person = ground.person = Robbed(ground.person.browser, thief, [True])
    assert (await ground.sign_in()).person.user == "alice"
    assert [problem.step for problem in person.refusals] == ["authorization"]


async def test_a_refused_answer_of_our_browser_ends_the_attempt_if_it_has_our_state(ground: Ground) -> None:
    ground.again("nothing")
    signing_in = asyncio.create_task(ground.sign_in())
    start, _ = await ground.person.opened
    asked = await ground.person.parameters()
    async with httpx.AsyncClient(trust_env=False) as browser:
        await browser.get(start)
        for query in ("", "?code=a", f"?code=a&state={asked['state']}x"):
            assert (await browser.get(asked["redirect_uri"] + query)).status_code == 400
        twice = f"{asked['redirect_uri']}?code=a&code=b&state={asked['state']}"
        assert (await browser.get(twice)).status_code == 400
        with pytest.raises(SignInError, match="it has code more than once"):
            await signing_in
