"""Sign-ins whose start address another program asks for, and answers of our own browser that are none (§9 rule 5)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from pomtray.core.domain.login import Doubt
from pomtray.core.errors import SignInError
from pomtray.demo.browser import PageFollower
from pomtray.signin.pomerium import judging
from pomtray.signin.routes.checking import CheckResult, check_on_route
from tests.signin.conftest import Playground
from tests.signin.person import Somebody
from tests.signin.robbed import Robbed


@pytest.fixture
async def thief() -> AsyncIterator[PageFollower]:
    async with PageFollower("bob") as browser:
        yield browser


async def test_where_the_start_address_was_asked_for_twice_the_person_says_who_it_is(
    playground: Playground, thief: PageFollower
) -> None:
    person = playground.person = Robbed(playground.person.browser, thief, [False, True])
    session = await playground.sign_in()
    assert session.person.user == "alice"
    asked = [question.title for question in person.questions]
    assert asked == ["Are you bob@example.com?", "Are you alice@example.com?"]
    assert {question.doubt for question in person.questions} == {Doubt.OPENED_TWICE}
    assert not person.doubts
    pages = [seen for seen in playground.demo.log if (seen.part, seen.path) == ("app", "/.pomerium/")]
    assert len(pages) == 1, "the route is not shown the other session"
    assert await asyncio.gather(*person.pages) == [200, 200]
    assert "Signed in to app" in person.browser.text
    assert "alice" not in thief.text


async def test_who_asks_while_the_route_answers_makes_it_a_question_too(
    playground: Playground, thief: PageFollower, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = playground.person = Robbed(playground.person.browser, thief, [True], waits=True)

    async def meanwhile(*given: object, **named: object) -> CheckResult:
        start, _ = await person.opened
        async with httpx.AsyncClient(trust_env=False) as other:
            assert (await other.get(start)).status_code == 303
        return await check_on_route(*given, **named)  # type: ignore[arg-type]  # as it was called

    monkeypatch.setattr(judging, "check_on_route", meanwhile)
    assert (await playground.sign_in()).person.user == "bob"
    assert [question.doubt for question in person.questions] == [Doubt.OPENED_TWICE]
    assert not person.doubts


async def test_after_a_no_to_who_was_faster_our_own_browser_can_still_answer(
    playground: Playground, thief: PageFollower, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It asks for the start address while the route is asked about the thief's session."""
    person = playground.person = Robbed(playground.person.browser, thief, [False, True], waits=True)

    async def meanwhile(*given: object, **named: object) -> CheckResult:
        if not person.browser.pages:
            person.visit((await person.opened)[0])
        while not person.browser.pages[1:]:
            await asyncio.sleep(0)
        return await check_on_route(*given, **named)  # type: ignore[arg-type]  # as it was called

    monkeypatch.setattr(judging, "check_on_route", meanwhile)
    assert (await playground.sign_in()).person.user == "alice"
    asked = [question.title for question in person.questions]
    assert asked == ["Are you bob@example.com?", "Are you alice@example.com?"]


class Interrupted(Somebody):
    """Whose browser's command stays, and while that is left alone another program asks for the start address."""

    async def open_browser(self, start_url: str, sign_in_url: str) -> None:
        await super().open_browser(start_url, sign_in_url)
        try:
            await asyncio.Event().wait()
        finally:
            async with httpx.AsyncClient(trust_env=False) as other:
                assert (await other.get(start_url)).status_code == 303


async def test_who_asks_at_the_very_end_makes_it_a_question_too(playground: Playground) -> None:
    person = playground.person = Interrupted(playground.person.browser)
    assert (await playground.sign_in()).person.user == "alice"
    assert [question.doubt for question in person.questions] == [Doubt.OPENED_TWICE]


async def test_a_thief_who_was_faster_is_told_of_once_the_browser_asks(
    playground: Playground, thief: PageFollower
) -> None:
    person = playground.person = Robbed(playground.person.browser, thief, waits=True)
    session = await playground.sign_in()
    assert session.person.user == "bob"
    assert not person.questions
    assert not person.doubts
    start, _ = await person.opened
    for _ in range(2):
        assert await person.browser.open(start) == 410
        assert "bob@example.com is signed in to app now." in person.browser.text
    assert person.doubts == [session]


async def test_the_same_browser_asking_again_casts_no_doubt(playground: Playground) -> None:
    await playground.sign_in()
    await asyncio.gather(*playground.person.pages)
    start, _ = await playground.person.opened
    assert await playground.person.browser.open(start) == 200
    assert "Signed in to app" in playground.person.browser.text
    assert not playground.person.doubts


async def test_who_was_confirmed_is_not_doubted_afterwards(playground: Playground, thief: PageFollower) -> None:
    person = playground.person = Robbed(playground.person.browser, thief, [True])
    session = await playground.sign_in()
    start, _ = await person.opened
    async with PageFollower("carol") as late:
        assert await late.open(start) == 410
        assert session.person.label() not in late.text
    assert not person.doubts


@pytest.mark.parametrize("query", ["", "?pomerium_jwt=a&pomerium_jwt=b"])
async def test_a_refused_answer_of_our_browser_ends_the_attempt(playground: Playground, query: str) -> None:
    playground.again("nothing")
    signing_in = asyncio.create_task(playground.sign_in())
    start, _ = await playground.person.opened
    answer = await playground.person.redirect_uri() + query
    async with httpx.AsyncClient(trust_env=False) as browser:
        await browser.get(start)
        assert (await browser.get(answer)).status_code == 400
        with pytest.raises(SignInError, match="The browser's answer was refused") as refused:
            await signing_in
        assert refused.value.problem.step == "callback"
        assert "The browser&#x27;s answer was refused" in (await browser.get(answer)).text


async def test_a_refused_answer_of_a_stranger_does_not(playground: Playground) -> None:
    playground.again("nothing")
    signing_in = asyncio.create_task(playground.sign_in())
    async with httpx.AsyncClient(trust_env=False) as stranger:
        assert (await stranger.get(await playground.person.redirect_uri())).status_code == 400
    start, _ = await playground.person.opened
    playground.person.visit(start)
    assert (await signing_in).person.user == "alice"
