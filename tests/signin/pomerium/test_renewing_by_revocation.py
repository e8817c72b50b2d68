"""Renewing a Pomerium's session: who signs in is found out, then it is ended, then the same tab gets a new one."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pomtray.core.domain.login import Doubt, Stage
from pomtray.core.domain.route import CallbackAnswer, Preferences
from pomtray.core.domain.session import End, EndSource, Person, Session
from pomtray.core.errors import Cancelled, DeadSession, Refused, SignInError
from pomtray.demo.browser import PageFollower
from pomtray.signin.pomerium import renewing
from pomtray.signin.routes.checking import check
from tests.session_ids import session_ids
from tests.signin.conftest import Playground
from tests.signin.person import Known, Somebody

LOGIN_API = ("app", "/.pomerium/api/v1/login")
SIGN_OUT = "/.pomerium/sign_out"


async def renewed(playground: Playground, before: Session, *, warned: bool = True) -> Session:
    """From here on the demo's log and the person's steps are those of the renewal."""
    playground.demo.log.clear()
    return await playground.sign_in(ends=before, warned=warned)


def requests(playground: Playground) -> list[tuple[str, str]]:
    return [(seen.part, seen.path) for seen in playground.demo.log]


async def test_a_new_session_that_ends_later(playground: Playground) -> None:
    before = await playground.sign_in()
    playground.again()
    after = await renewed(playground, before)
    assert after.id != before.id
    assert after.end.at is not None
    assert before.end.at is not None
    assert after.end.at > before.end.at
    assert session_ids(playground.demo) == [after.id]
    assert playground.person.over == [before.id]


AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("changes", "ends_at", "gains"),
    [
        ({}, AT, True),
        ({}, AT + HOUR, True),
        ({"person": Person("bob")}, AT - HOUR, False),
        ({"id": "another"}, AT - HOUR, True),
        ({"id": "another"}, AT, True),
        ({"id": "another"}, AT + HOUR, False),
        ({"id": "another"}, None, True),
    ],
    ids=[
        "the same",
        "the same, prolonged",
        "somebody else's",
        "one that ends sooner",
        "one that ends then",
        "one that lasts",
        "one without",
    ],
)
async def test_a_session_is_ended_where_something_is_gained_by_it(
    playground: Playground, changes: dict[str, Any], ends_at: datetime | None, *, gains: bool
) -> None:
    """`changes`: how the session that the browser has differs from the one before."""
    before = replace(await playground.sign_in(), end=End(AT, EndSource.SERVER))
    found = replace(before, end=End(ends_at, EndSource.SERVER), **changes)
    assert renewing._gains_by_ending(found, before) is gains
    if "id" in changes and ends_at is not None:
        assert renewing._gains_by_ending(found, replace(before, end=End(None, EndSource.SERVER)))


async def test_without_the_revocation_nothing_is_gained(playground: Playground) -> None:
    before = await playground.sign_in()
    playground.again()
    assert (await playground.sign_in()).end == before.end


async def test_the_session_ends_once_it_is_known_who_is_in_the_browser(playground: Playground) -> None:
    before = await playground.sign_in()
    playground.again()
    await renewed(playground, before)
    done = requests(playground)
    first, ended, second = done.index(LOGIN_API), done.index(("authenticate", SIGN_OUT)), len(done) - 1
    second -= done[::-1].index(LOGIN_API)
    assert first < done.index(("authenticate", "/.pomerium/user")) < ended < second
    assert playground.person.steps == ["the browser opens", "may it be ended?", "it has ended"]


async def test_one_tab_is_enough_and_says_at_its_end_how_it_went(playground: Playground) -> None:
    before = await playground.sign_in()
    playground.again()
    await renewed(playground, before)
    assert len(playground.person.pages) == 1
    assert await playground.person.pages[0] == 200
    assert "Signed in to app" in playground.person.browser.text


async def test_a_browser_that_is_told_nothing_is_opened_twice(playground: Playground) -> None:
    playground.preferences = Preferences(callback_answer=CallbackAnswer.NONE)
    before = await playground.sign_in()
    playground.again()
    after = await renewed(playground, before)
    assert after.id != before.id
    assert playground.person.steps.count("the browser opens") == 2


@pytest.mark.parametrize("says_yes", [True, False])
async def test_somebody_else_in_the_browser_is_asked_about_before_anything_ends(
    playground: Playground,
    says_yes: bool,  # noqa: FBT001
) -> None:
    before = await playground.sign_in()
    async with PageFollower("bob") as bobs:
        playground.person = Somebody(bobs, says_yes=says_yes)
        playground.demo.log.clear()
        known = Known(before.person, (before,))
        if says_yes:
            assert (await playground.sign_in(known=known, ends=before)).person.user == "bob"
        else:
            with pytest.raises(Cancelled):
                await playground.sign_in(known=known, ends=before)
        await asyncio.gather(*playground.person.pages)
    assert [question.doubt for question in playground.person.questions] == [Doubt.OTHER_PERSON]
    assert before.id in session_ids(playground.demo)
    assert [path for _, path in requests(playground) if path == SIGN_OUT] == []


async def test_a_browser_that_has_a_longer_session_already_needs_none_ended(playground: Playground) -> None:
    before = await playground.sign_in()
    playground.demo.options.session_for = timedelta(hours=20)
    async with PageFollower() as another:
        playground.person = Somebody(another)
        after = await renewed(playground, before)
        await asyncio.gather(*playground.person.pages)
    assert after.id != before.id
    assert set(session_ids(playground.demo)) == {before.id, after.id}


async def test_a_browser_whose_own_session_ends_sooner_gets_a_new_one(playground: Playground) -> None:
    before = await playground.sign_in()
    playground.demo.options.session_for = timedelta(hours=1)
    async with PageFollower() as another:
        playground.person = Somebody(another)
        after = await renewed(playground, before)
        await asyncio.gather(*playground.person.pages)
    assert set(session_ids(playground.demo)) == {before.id, after.id}
    assert len(playground.person.over) == 1


async def test_a_session_that_only_its_route_knows_is_renewed_too(playground: Playground) -> None:
    before = await playground.sign_in("other-idp")
    playground.again()
    playground.demo.log.clear()
    after = await playground.sign_in("other-idp", ends=before)
    assert after.id != before.id
    assert after.vouched_by == playground.route("other-idp").origin
    assert playground.person.over == [before.id]


async def test_the_providers_sign_out_page_is_left_alone(playground: Playground) -> None:
    before = await playground.sign_in()
    playground.again()
    await renewed(playground, before)
    assert [path for part, path in requests(playground) if part == "idp" and "end" in path] == []


async def test_a_login_api_that_refuses_ends_nothing(playground: Playground) -> None:
    before = await playground.sign_in()
    playground.demo.options.loopback_redirects = False
    playground.again()
    with pytest.raises(Refused):
        await renewed(playground, before)
    assert session_ids(playground.demo) == [before.id]
    assert playground.person.steps == []


async def test_who_was_not_warned_is_asked_before_anything_happens(playground: Playground) -> None:
    before = await playground.sign_in()
    playground.again()
    after = await renewed(playground, before, warned=False)
    assert after.id != before.id
    assert [question.doubt for question in playground.person.questions] == [Doubt.ENDS_ELSEWHERE]
    assert before.issuer.authority in playground.person.questions[0].text
    assert playground.person.steps[0] == "a question"


async def test_a_no_leaves_everything_as_it_was(playground: Playground) -> None:
    before = await playground.sign_in()
    playground.again(says_yes=False)
    with pytest.raises(Cancelled):
        await renewed(playground, before, warned=False)
    assert requests(playground) == []
    assert session_ids(playground.demo) == [before.id]


class Unplugging(Somebody):
    """The authenticate host goes away between the two sign-ins."""

    playground: Playground

    async def may_end(self, session: Session) -> bool:
        self.unplugged = asyncio.create_task(self.playground.demo.stop_part("authenticate"))
        return await super().may_end(session)


async def test_a_server_that_cannot_be_asked_leaves_the_session(playground: Playground) -> None:
    before = await playground.sign_in()
    playground.person = person = Unplugging(playground.person.browser)
    person.playground = playground
    with pytest.raises(SignInError) as error:
        await renewed(playground, before)
    assert error.value.problem.title == "Not renewed"
    assert session_ids(playground.demo) == [before.id]
    assert playground.person.over == []
    assert await playground.person.pages[0] == 200
    assert "Not renewed" in playground.person.browser.text


@pytest.mark.parametrize("option", ["cookie name", "no revocation"])
async def test_a_server_that_does_not_end_it_gives_the_same_session(playground: Playground, option: str) -> None:
    if option == "cookie name":
        playground.demo.options.cookie_name = "_company"
    else:
        playground.demo.options.sign_out_revokes = False
    before = await playground.sign_in()
    playground.again()
    after = await renewed(playground, before)
    assert (after.id, after.end) == (before.id, before.end)
    assert ("authenticate", SIGN_OUT) in requests(playground)
    assert playground.person.over == []


async def test_while_another_sign_in_may_get_the_session_it_is_not_ended(playground: Playground) -> None:
    before = await playground.sign_in()
    playground.again()
    playground.person.lets_end = False
    after = await renewed(playground, before)
    assert after.id == before.id
    assert [path for _, path in requests(playground) if path == SIGN_OUT] == []
    assert playground.person.steps == ["the browser opens", "may it be ended?"]


class Slow(Somebody):
    """So slow that the session has ended before it is looked at."""

    playground: Playground

    def stage(self, stage: Stage, host: str = "") -> None:
        super().stage(stage, host)
        if stage is Stage.CHECKING:
            self.playground.demo.drop_all_sessions()


async def test_a_session_that_is_over_already_names_itself_and_goes_nowhere(playground: Playground) -> None:
    playground.person = person = Slow(playground.person.browser)
    person.playground = playground
    with pytest.raises(DeadSession) as dead:
        await playground.sign_in()
    assert dead.value.session
    assert dead.value.problem.title == "The new session is over already"
    carried = [(seen.part, seen.path) for seen in playground.demo.log if seen.has_credential]
    assert carried == [("authenticate", "/.pomerium/user"), ("app", "/.pomerium/user")]


@pytest.mark.parametrize("minutes", [5, -5])
async def test_an_end_is_told_by_our_clock_where_the_servers_is_off(playground: Playground, minutes: int) -> None:
    off = timedelta(minutes=minutes)
    playground.demo.options.clock = lambda: datetime.now(UTC) + off
    session = await playground.sign_in()
    assert abs(session.check.skew + off) < timedelta(seconds=30)
    assert session.end.at == playground.demo.sessions[0].expires_at + session.check.skew
    assert session.end.at is not None
    assert abs(session.end.at - session.signed_in_at - playground.demo.options.session_for) < timedelta(seconds=30)


async def test_a_check_measures_the_skew_and_moves_the_end(playground: Playground) -> None:
    session = await playground.sign_in()
    assert session.check.skew == timedelta()
    playground.demo.options.clock = lambda: datetime.now(UTC) + timedelta(minutes=5)
    found = await check(playground.web, session, [playground.route()], session_for=60)
    assert found.skew is not None
    assert abs(found.skew + timedelta(minutes=5)) < timedelta(seconds=30)
    assert found.end is not None
    assert session.end.at is not None
    assert found.end.at == session.end.at + found.skew
