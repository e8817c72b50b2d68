"""Requests of other programs over a controller: what is asked of servers and persons, and what comes of it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import cast

import pytest

from pomtray.controller.requests.answering import Requests
from pomtray.core import events as happened
from pomtray.core.domain.access import Closed, Refusal
from pomtray.core.domain.login import LoginId, Phase
from pomtray.core.domain.provider import Method
from pomtray.core.domain.remembered import Remembered, Revocation
from pomtray.core.domain.route import HeaderForm, Route
from pomtray.core.domain.session import End, EndSource, Grant, Verdict
from pomtray.core.errors import PomtrayError, Problem, Unreachable
from pomtray.core.intent import Answer
from pomtray.core.requests.request import CredentialForm, Declined, Exit, Request, RequestKind
from pomtray.core.settings.refused import RefusedEntry
from tests.controller.world import QUESTION, ROUTE, Messages, Word, World, a_session, signed_in, until

HEADER = Request(RequestKind.CREDENTIAL, "app", wanted=CredentialForm.HEADER)


def requests(world: World) -> Requests:
    return Requests(world.controller, lambda: world.now)


async def answered(world: World, request: Request = HEADER) -> dict[str, object]:
    return await requests(world).answer(request, Messages().tell)


async def started() -> World:
    world = World()
    await world.controller.start()
    return world


async def test_the_credential_in_each_form() -> None:
    world = await signed_in()
    assert await answered(world) == {"text": "Authorization: Pomerium eyJ.secret.1"}
    assert await answered(world, replace(HEADER, wanted=CredentialForm.TOKEN)) == {"text": "eyJ.secret.1"}
    full = await answered(world, Request(RequestKind.CREDENTIAL, "https://app.example.com/deep"))
    assert full["header"] == ["Authorization", "Pomerium eyJ.secret.1"]
    assert full["expires_at"] == "2026-11-21T23:00:00Z"
    await world.controller.close()


async def test_the_token_alone_is_in_no_form_and_a_provider_s_token_in_one() -> None:
    world = await signed_in()
    bearer = replace(HEADER, form=HeaderForm.BEARER)
    world.client.word = Word(Verdict.LIVE, heard={ROUTE.origin: Refusal(Closed.FORM)})
    with pytest.raises(Declined) as no:
        await answered(world, bearer)
    assert (no.value.status, no.value.problem.title) == (Exit.NOT_ALLOWED, "Bearer form not taken")
    assert await answered(world, replace(bearer, wanted=CredentialForm.TOKEN)) == {"text": "eyJ.secret.1"}
    assert await answered(world) == {"text": "Authorization: Pomerium eyJ.secret.1"}
    await world.controller.close()


async def test_a_hundred_bearers_at_once_are_one_question() -> None:
    world = await signed_in()
    world.client.word = Word(Verdict.LIVE, heard={ROUTE.origin: None})
    before, bearer = world.client.verified, replace(HEADER, form=HeaderForm.BEARER)
    answers = await asyncio.gather(*(answered(world, bearer) for _ in range(100)))
    assert all(answer == {"text": "Authorization: Bearer Pomerium-eyJ.secret.1"} for answer in answers)
    assert world.client.verified == before + 1
    assert await answered(world, bearer) == answers[0]
    assert world.client.verified == before + 1, "for ten seconds"
    await world.controller.close()


async def test_a_hundred_that_ask_at_once_ask_the_server_once() -> None:
    world = await signed_in()
    world.now += timedelta(minutes=1)
    before = world.client.verified
    answers = await asyncio.gather(*(answered(world) for _ in range(100)))
    assert all(answer == answers[0] for answer in answers)
    assert world.client.verified == before + 1
    await world.controller.close()


async def test_what_has_ended_is_not_handed_out() -> None:
    world = await signed_in()
    world.now += timedelta(minutes=1)
    world.client.word = type(world.client.word)(Verdict.ENDED)  # type: ignore[call-arg]
    with pytest.raises(Declined) as no:
        await answered(world)
    assert no.value.status is Exit.SIGN_IN_NEEDED
    assert not world.client.hanging
    await world.controller.close()


async def test_a_login_whose_session_has_ended_by_itself_is_a_new_one() -> None:
    world = await signed_in()
    world.pass_time(timedelta(hours=15))
    world.client.result = replace(a_session(2, world.now), end=End(world.now + timedelta(hours=1), EndSource.SERVER))
    await answered(world, Request(RequestKind.LOGIN, "app", waits=True))
    assert world.client.signed_in == 2
    await world.controller.close()


async def test_nobody_is_asked_to_sign_in_unless_it_is_waited_for() -> None:
    world = await started()
    with pytest.raises(Declined) as no:
        await answered(world)
    assert no.value.status is Exit.SIGN_IN_NEEDED
    assert not world.client.signed_in
    await world.controller.close()


async def test_twenty_that_wait_open_one_page() -> None:
    world = await started()
    world.client.go_on.clear()
    asking = [asyncio.create_task(answered(world, replace(HEADER, waits=True))) for _ in range(20)]
    await until(lambda: world.opened)
    world.client.go_on.set()
    assert {str(answer) for answer in await asyncio.gather(*asking)} == {
        "{'text': 'Authorization: Pomerium eyJ.secret.1'}"
    }
    assert len(world.opened) == 1
    await world.controller.close()


async def test_how_far_it_is_is_told_once() -> None:
    world = await started()
    told = Messages()
    world.client.question = QUESTION
    asking = asyncio.create_task(requests(world).answer(Request(RequestKind.LOGIN, "app", waits=True), told.tell))
    await until(lambda: world.snapshots[-1].questions)
    asked = world.snapshots[-1].questions[0]
    world.controller.happen(
        happened.QuestionAnswered(world.now, Answer(asked.login, asked.attempt, asked.number, yes=True))
    )
    answer = await asking
    assert told == [
        "app: asking where to sign in",
        "app: waiting for the browser (authenticate.example.com)",
        f"pomtray asks you, at its icon or in its window: {QUESTION.title}",
    ]
    (route,) = cast("list[dict[str, object]]", answer["routes"])
    assert (route["state"], route["person"]) == ("signed in", "alice@example.com")
    await world.controller.close()


@pytest.mark.allow_log("1 entry of the settings is refused")
async def test_what_waits_for_a_refused_entry_is_not_said_to_have_ended() -> None:
    world = await signed_in()
    model = world.controller.model
    route, session = model.settings.routes[0], next(iter(model.logins.holding.values()))
    kept = Remembered((Revocation(replace(route, name="gone", url="https://gone.example"), replace(session, id="x")),))
    refused = RefusedEntry("routes", 2, "gone", 5, Problem("Refused", "Line 5."))
    world.controller.happen(happened.SettingsRead(world.now, replace(model.settings, refused=(refused,))))
    world.controller.happen(happened.VaultOpened(world.now, {}, kept))
    told = Messages()
    assert await requests(world).answer(Request(RequestKind.LOGOUT, "app"), told.tell) == {"ended": False}
    assert len(told) == 1
    await world.controller.close()


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (Unreachable(Problem("No answer", "It did not answer.")), Exit.UNREACHABLE),
        (PomtrayError(Problem("Refused", "It said no.")), Exit.SIGN_IN_NEEDED),
    ],
)
async def test_a_sign_in_that_fails_says_why(error: PomtrayError, status: Exit) -> None:
    world = await started()
    world.client.result = error
    for request in (replace(HEADER, waits=True), Request(RequestKind.LOGIN, "app", waits=True)):
        with pytest.raises(Declined) as no:
            await answered(world, request)
        assert (no.value.status, no.value.problem) == (status, error.problem)
    await world.controller.close()


async def test_without_a_browser_the_address_is_told() -> None:
    world = await started()
    told = Messages()
    await requests(world).answer(replace(HEADER, waits=True, browser=False), told.tell)
    assert any("https://authenticate.example.com/sign_in" in text for text in told)
    assert not world.opened
    await world.controller.close()


async def test_signing_out_waits_until_the_server_has_ended_it() -> None:
    world = await signed_in()
    assert await answered(world, Request(RequestKind.LOGOUT, "app")) == {"ended": True}
    assert world.client.calls.count("revoke") == 1
    assert world.row == Phase.SIGNED_OUT
    await world.controller.close()


async def test_a_session_that_the_server_has_not_ended_is_not_passed_over_in_silence() -> None:
    for every in (False, True):
        world = await signed_in()
        world.client.revoked = Verdict.LIVE
        told = Messages()
        request = Request(RequestKind.LOGOUT, "" if every else "app", every=every)
        assert await requests(world).answer(request, told.tell) == {"ended": True}
        (text,) = told
        assert "Pomerium did not confirm that it ended the session" in text
        await world.controller.close()


async def test_signing_out_waits_for_a_renewal_under_way() -> None:
    """What it brings has to be revoked too."""
    world = await signed_in()
    session = next(iter(world.controller.model.logins.holding.values()))
    renewing = replace(session, id="x", grant=Grant(Method.OIDC, asked=True))
    kept = Remembered((Revocation(world.controller.model.settings.routes[0], renewing),))
    world.controller.happen(happened.VaultOpened(world.now, {}, kept))
    asking = asyncio.ensure_future(answered(world, Request(RequestKind.LOGOUT, "app")))
    await until(lambda: world.client.calls.count("revoke") == 1)
    assert not asking.done()
    problem = Problem("No answer", "It did not answer.")
    world.controller.happen(happened.RenewalFailed(world.now, LoginId("one"), "x", problem, over=False))
    assert await asking == {"ended": True}
    assert world.client.calls.count("revoke") == 2
    await world.controller.close()


async def test_a_server_that_is_away_is_told() -> None:
    world = await signed_in()
    world.client.revoked = Unreachable(Problem("No answer", "It did not answer."))
    told = Messages()
    assert await requests(world).answer(Request(RequestKind.LOGOUT, every=True), told.tell) == {"ended": False}
    (text,) = told
    assert "authenticate.example.com could not be asked" in text
    assert text.endswith("tried again. It did not answer."), "and why"
    await world.controller.close()


async def test_status_and_open() -> None:
    world = await signed_in()
    answer = await answered(world, Request(RequestKind.STATUS))
    (route,) = cast("list[dict[str, object]]", answer["routes"])
    assert (route["name"], route["state"], route["signed_in"]) == ("app", "signed in", True)
    assert answer["locked"] is False
    assert "eyJ" not in str(answer)
    assert await answered(world, Request(RequestKind.OPEN, "app")) == {"route": "app"}
    await until(lambda: world.opened[-1:] == ["https://app.example.com/"])
    await world.controller.close()


@pytest.mark.allow_log("The keyring is locked")
async def test_a_vault_that_is_locked_is_told_as_that() -> None:
    world = World()
    world.vault.broken = True
    await world.controller.start()
    with pytest.raises(Declined) as no:
        await answered(world)
    assert no.value.status is Exit.LOCKED
    await world.controller.close()


@pytest.mark.allow_log("The keyring is locked")
@pytest.mark.parametrize("request_", [Request(RequestKind.LOGOUT, "app"), Request(RequestKind.LOGOUT, every=True)])
async def test_nobody_is_said_to_be_signed_out_whose_session_is_in_a_locked_vault(request_: Request) -> None:
    world = World()
    world.vault.broken = True
    await world.controller.start()
    with pytest.raises(Declined) as no:
        await answered(world, request_)
    assert no.value.status is Exit.LOCKED
    await world.controller.close()


async def test_a_page_is_open_once_the_browser_has_it() -> None:
    world = await signed_in()
    assert await answered(world, Request(RequestKind.OPEN, "app")) == {"route": "app"}
    assert world.opened[-1] == "https://app.example.com/"
    world.no_page = Problem("The browser could not be opened", "firefox cannot be started.", "Copy the link.")
    with pytest.raises(Declined) as no:
        await answered(world, Request(RequestKind.OPEN, "app"))
    assert no.value.status is Exit.FAILED
    assert no.value.problem.text() == "firefox cannot be started. Open it yourself: https://app.example.com/"
    await world.controller.close()


async def test_a_browser_shows_no_tcp_route() -> None:
    world = World(Route("db", "tcp+https://db.example.com:5432"))
    await world.controller.start()
    with pytest.raises(Declined) as no:
        await answered(world, Request(RequestKind.OPEN, "db"))
    assert (no.value.status, world.opened) == (Exit.USAGE, [])
    assert no.value.problem.text() == "db is a TCP route. Open it with `pomtray tcp`."
    await world.controller.close()
