"""The controller against ports that are plain functions: effects done, events fed back, nothing lost at the end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest

from pomtray.core import events as happened
from pomtray.core.domain.login import Phase, SignedIn
from pomtray.core.domain.route import Preferences, Route, Settings
from pomtray.core.domain.session import Verdict
from pomtray.core.domain.stored import load
from pomtray.core.errors import Cancelled, Part, PomtrayError, Problem, Unreachable
from pomtray.core.intent import Action, Answer
from pomtray.core.view.snapshot import Badge, Mark
from tests.controller.world import (
    LOGIN,
    NOW,
    QUESTION,
    ROUTE,
    Opened,
    Trial,
    Word,
    World,
    a_session,
    settled,
    signed_in,
    until,
)
from tests.loop_time import goes_on

TROUBLE = Problem("The clipboard did not obey", "Another program holds it.")


async def copied() -> World:
    """With a token on the clipboard."""
    world = await signed_in()
    world.wish(Action.COPY_TOKEN)
    await until(lambda: "copied" in world.notices)
    return world


async def next_run() -> World:
    """Not started yet; its vault holds the session of the run before."""
    first = await signed_in()
    await first.controller.close()
    world = World()
    world.vault.stored = first.vault.stored
    return world


async def test_a_click_becomes_a_saved_session() -> None:
    world = await signed_in()
    assert world.opened == ["http://127.0.0.1:1/start/x"]
    assert list(load(world.vault.stored or b"")) == [LOGIN]
    assert world.armed is not None
    await world.controller.close()
    assert world.client.closed


async def test_a_second_click_joins_the_attempt() -> None:
    world = World()
    world.client.go_on.clear()
    world.wish(Action.SIGN_IN)
    world.wish(Action.SIGN_IN)
    await until(lambda: world.opened)
    assert world.client.signed_in == 1
    await world.controller.close()


async def test_cancel_ends_the_task_and_its_late_answer_changes_nothing() -> None:
    world = World()
    world.client.go_on.clear()
    world.wish(Action.SIGN_IN)
    await until(lambda: world.opened)
    world.wish(Action.CANCEL)
    world.client.go_on.set()
    world.controller.happen(happened.SignInSucceeded(NOW, LOGIN, 1, a_session()))
    assert world.row == Phase.SIGNED_OUT
    await world.controller.close()


async def test_a_question_waits_for_its_answer() -> None:
    world = World()
    world.client.question = QUESTION
    world.wish(Action.SIGN_IN)
    await until(lambda: world.snapshots[-1].questions)
    world.controller.happen(happened.QuestionAnswered(NOW, Answer(LOGIN, 1, 1, yes=True)))
    await until(lambda: world.row == Phase.ACTIVE)
    assert world.client.answers == [True]
    await world.controller.close()


async def test_what_was_pasted_reaches_the_attempt() -> None:
    world = World()
    world.client.wants_paste = True
    world.wish(Action.SIGN_IN)
    await until(lambda: world.opened)
    world.wish(Action.PASTE, text="the address")
    await until(lambda: world.row == Phase.ACTIVE)
    assert world.client.answers == ["the address"]
    await world.controller.close()


async def test_many_routes_are_shown_once_their_rows_are_made_whatever_happens_meanwhile() -> None:
    world = World(*(Route(f"route {number}", f"https://r{number}.example.com") for number in range(600)))
    world.controller.happen(happened.MenuOpened(NOW))
    assert world.snapshots == []
    await until(lambda: world.snapshots)
    assert [len(snapshot.rows) for snapshot in world.snapshots] == [600]
    world.controller.happen(happened.MenuOpened(NOW))
    assert len(world.snapshots) == 2, "small events are shown at once again"
    await world.controller.close()


@pytest.mark.parametrize(("routes", "turns"), [(499, 0), (600, 1)])
async def test_who_is_about_to_show_many_rows_waits_until_they_are_made(routes: int, turns: int) -> None:
    world = World(*(Route(f"route {number}", f"https://r{number}.example.com") for number in range(routes)))
    seen: list[int] = []
    world.controller.when_made(lambda: seen.append(len(world.snapshots)))
    assert len(seen) == 1 - turns, "few are not waited for"
    await until(lambda: seen)
    assert seen == [1], "they are shown before"
    await world.controller.close()


async def test_a_link_goes_to_the_clipboard_and_no_browser_opens() -> None:
    world = World()
    world.client.go_on.clear()
    world.wish(Action.COPY_LINK)
    await until(lambda: world.clipboard.text)
    assert world.clipboard.text == "https://authenticate.example.com/sign_in"
    assert world.opened == []
    await world.controller.close()
    assert world.clipboard.text == ""


async def test_a_sign_in_is_told_of_the_others() -> None:
    wiki = Route("wiki", "https://wiki.example.com", share=False)
    world = World(ROUTE, wiki)
    await world.controller.start()
    world.wish(Action.SIGN_IN)
    await until(lambda: world.row == Phase.ACTIVE)
    world.client.go_on.clear()
    world.wish(Action.SIGN_IN, "wiki")
    await until(lambda: len(world.client.known) == 2)
    first, second = world.client.known
    assert (first.last_person, first.sessions, first.routes) == (None, (), (ROUTE, wiki))
    assert (second.last_person, second.sessions, second.routes) == (None, (a_session(),), (ROUTE, wiki))
    world.wish(Action.CANCEL, "wiki")
    world.wish(Action.SIGN_OUT)
    await until(lambda: world.row == Phase.SIGNED_OUT)
    world.wish(Action.SIGN_IN)
    await until(lambda: len(world.client.known) == 3)
    assert world.client.known[2].last_person == a_session().person
    await world.controller.close()


async def test_whoever_listens_hears_every_event() -> None:
    world = await signed_in()
    heard: list[happened.Event] = []
    world.controller.hears.append(heard.append)
    events: list[happened.Event] = [
        happened.MenuOpened(NOW),
        happened.Verified(NOW, "session-1", Verdict.LIVE, asked_at=NOW),
        happened.RouteTried(NOW, "app", "app answers", "app answered 200."),
    ]
    for event in events:
        world.controller.happen(event)
    await until(lambda: all(event in heard for event in events))
    await world.controller.close()


async def test_the_routes_browser_shows_its_pages() -> None:
    world = World(Route("app", "https://app.example.com", browser=("firefox", "-P", "work")))
    await world.controller.start()
    world.wish(Action.SIGN_IN)
    await until(lambda: world.row == Phase.ACTIVE)
    world.wish(Action.OPEN)
    await until(lambda: len(world.opened) == 2)
    assert world.opened[1] == "https://app.example.com/"
    assert world.browsers == [("firefox", "-P", "work")] * 2
    await world.controller.close()


async def test_a_page_that_does_not_open_is_told() -> None:
    world = await signed_in()
    world.no_page = Problem("No browser", "firefox is not there.")
    world.wish(Action.OPEN)
    await until(lambda: "trouble" in world.notices)
    assert world.notices["trouble"].title == "No browser"
    await world.controller.close()


async def test_what_a_trial_of_a_route_tells_of_the_session_counts() -> None:
    world = await signed_in()
    world.client.trial = Trial(checked=Word(Verdict.ENDED))
    world.wish(Action.TEST)
    await until(lambda: world.row == Phase.EXPIRED)
    await until(lambda: any(notice.title == "app answers" for notice in world.notices.values()))
    await world.controller.close()


async def test_without_a_client_there_is_a_reason_and_an_end() -> None:
    world = World()
    world.no_client = PomtrayError(Problem("No network library", "It is broken."))
    await world.controller.start()
    world.wish(Action.SIGN_IN)
    await until(lambda: world.row == Phase.FAILED)
    assert "No network library" in world.notices[f"login:{LOGIN}"].title
    await world.controller.close()


async def test_a_failure_is_told_with_its_reason() -> None:
    world = World()
    world.client.result = Unreachable(Problem("No such host", "app.example.com has no address."))
    world.wish(Action.SIGN_IN)
    await until(lambda: world.row == Phase.FAILED)
    assert "No such host" in world.notices[f"login:{LOGIN}"].title
    await world.controller.close()


async def test_a_defect_names_its_type_and_no_text(allow_log: Callable[[str], None]) -> None:
    allow_log("unexpected RuntimeError")
    world = World()
    world.client.result = RuntimeError("pomerium_jwt=eyJ.secret.1")
    world.wish(Action.SIGN_IN)
    await until(lambda: world.row == Phase.FAILED)
    text = world.notices[f"login:{LOGIN}"].text
    assert "RuntimeError" in text
    assert "eyJ" not in text
    await world.controller.close()


async def test_an_old_check_is_repeated_before_a_copy() -> None:
    world = await signed_in()
    world.now += timedelta(minutes=6)
    world.wish(Action.COPY_HEADER)
    assert world.clipboard.text == ""
    await until(lambda: world.clipboard.text)
    assert world.client.verified == 1
    assert world.clipboard.text == "Authorization: Pomerium eyJ.secret.1"
    await world.controller.close()


async def test_a_dead_session_is_not_handed_out() -> None:
    world = await signed_in()
    world.now += timedelta(minutes=6)
    world.client.word = Word(Verdict.ENDED)
    world.wish(Action.COPY_HEADER)
    await until(lambda: world.row == Phase.EXPIRED)
    assert world.clipboard.text == ""
    assert any(button.id == "sign-in" for button in world.notices[f"login:{LOGIN}"].buttons)
    await world.controller.close()


async def test_a_copy_does_not_wait_for_a_check_that_hangs() -> None:
    """Its own question is asked beside it, and its answer counts."""
    world = await signed_in()
    world.now += timedelta(minutes=6)
    world.client.hangs = True
    world.controller.happen(happened.MenuOpened(world.now))
    await until(lambda: world.client.hanging)
    world.client.hangs = False
    world.pass_time(timedelta(seconds=5))
    world.wish(Action.COPY_HEADER)
    await until(lambda: world.clipboard.text)
    assert world.client.verified == 2
    assert "not checked" not in world.notices["copied"].text
    world.client.hanging[0].set_result(Word(Verdict.UNREACHABLE))
    await settled()
    assert world.snapshots[-1].rows[0].note == "checked just now", "the answer to an earlier question"
    await world.controller.close()


async def test_a_copy_without_an_answer_is_done_when_the_alarm_rings() -> None:
    world = await signed_in()
    world.now += timedelta(minutes=6)
    world.client.hangs = True
    world.wish(Action.COPY_HEADER)
    await until(lambda: world.client.hanging)
    assert (world.clipboard.text, world.armed) == ("", world.now + timedelta(seconds=2))
    world.pass_time(timedelta(seconds=2))
    await until(lambda: "copied" in world.notices)
    assert world.clipboard.text
    assert "not checked since 09:00" in world.notices["copied"].text
    await world.controller.close()


async def test_what_is_known_to_live_is_copied_though_its_routes_are_slow_to_answer() -> None:
    world = await signed_in()
    world.now += timedelta(minutes=6)
    world.client.lives = world.client.hangs = True
    world.wish(Action.COPY_HEADER)
    await until(lambda: world.client.hanging)
    assert world.clipboard.text == "", "the route may have something to say"
    world.pass_time(timedelta(seconds=2))
    await until(lambda: "copied" in world.notices)
    assert "not checked" not in world.notices["copied"].text
    await world.controller.close()


async def test_a_defect_in_a_check_is_told_and_is_no_answer(allow_log: Callable[[str], None]) -> None:
    allow_log("unexpected RuntimeError")
    world = await signed_in()
    world.now += timedelta(minutes=6)
    world.client.word = RuntimeError("eyJ.secret.1")
    world.wish(Action.COPY_HEADER)
    await until(lambda: world.clipboard.text)
    assert "RuntimeError" in world.notices["trouble"].text
    assert "eyJ" not in world.notices["trouble"].text
    assert world.controller.model.asking == {}
    await world.controller.close()


async def test_what_is_on_the_clipboard_is_taken_off_with_its_session() -> None:
    world = await signed_in()
    world.wish(Action.COPY_HEADER)
    await until(lambda: world.clipboard.text)
    world.wish(Action.SIGN_OUT)
    await until(lambda: not world.clipboard.text)
    await world.controller.close()


async def test_a_look_that_nobody_asked_for_finds_a_dead_session_and_takes_its_header_off() -> None:
    world = await signed_in()
    world.settings = Settings((ROUTE,), Preferences(look_every=20, clear_clipboard_for=600))
    world.controller.happen(happened.SettingsRead(world.now, world.settings))
    world.wish(Action.COPY_HEADER)
    await until(lambda: world.clipboard.text)
    assert world.armed == NOW + timedelta(seconds=20)
    world.client.word = Word(Verdict.ENDED)
    world.pass_time(timedelta(seconds=20))
    await until(lambda: world.row == Phase.EXPIRED and not world.clipboard.text)
    assert world.notices[f"login:{LOGIN}"].title == "app has ended"
    await world.controller.close()


async def test_no_answer_keeps_the_session() -> None:
    world = await signed_in()
    world.now += timedelta(minutes=6)
    world.client.word = Unreachable(Problem("Offline", "No network."))
    world.controller.happen(happened.MenuOpened(world.now))
    await until(lambda: "not checked since" in world.snapshots[-1].rows[0].note)
    assert world.row == Phase.ACTIVE
    await world.controller.close()


async def test_the_clipboard_is_cleared_when_the_alarm_rings() -> None:
    world = await signed_in()
    world.wish(Action.COPY_TOKEN)
    await until(lambda: world.clipboard.text)
    assert world.clipboard.text == "eyJ.secret.1"
    assert world.armed == NOW + timedelta(seconds=30)
    world.now = world.armed
    world.controller.happen(happened.TimePassed(world.now))
    await until(lambda: not world.clipboard.text)
    assert "copied" not in world.notices
    await world.controller.close()


async def test_copied_is_told_once_it_is_there() -> None:
    world = await signed_in()
    world.clipboard.go_on.clear()
    world.wish(Action.COPY_TOKEN)
    await settled()
    assert "copied" not in world.notices
    world.clipboard.go_on.set()
    await until(lambda: "copied" in world.notices)
    assert world.clipboard.text == "eyJ.secret.1"
    await world.controller.close()


async def test_a_clipboard_that_takes_nothing_is_told() -> None:
    world = await signed_in()
    world.clipboard.trouble = TROUBLE
    world.wish(Action.COPY_TOKEN)
    await until(lambda: "copied" in world.notices)
    assert world.notices["copied"].title == TROUBLE.title
    world.clipboard.trouble = None
    await world.controller.close()


async def test_a_clipboard_that_keeps_what_is_ours_is_told() -> None:
    world = await copied()
    world.clipboard.trouble = TROUBLE
    world.pass_time(timedelta(seconds=30))
    await until(lambda: "copied" in world.notices and world.notices["copied"].title == TROUBLE.title)
    world.clipboard.trouble = None
    await world.controller.close()


async def test_what_a_crash_left_on_the_clipboard_goes_at_the_start() -> None:
    world = World()
    world.clipboard.left_over = world.clipboard.text = "eyJ.secret.0"
    await world.controller.start()
    await until(lambda: not world.clipboard.text)
    await settled()
    assert world.notices == {}
    await world.controller.close()


async def test_what_a_crash_left_and_does_not_go_is_told() -> None:
    world = World()
    world.clipboard.left_over = "eyJ.secret.0"
    world.clipboard.trouble = TROUBLE
    await world.controller.start()
    await until(lambda: "copied" in world.notices)
    assert world.notices["copied"].title == TROUBLE.title
    world.clipboard.trouble = None
    await world.controller.close()


async def test_two_copies_at_once_are_done_one_after_the_other() -> None:
    world = await signed_in()
    world.wish(Action.COPY_TOKEN)
    world.wish(Action.COPY_HEADER)
    await until(lambda: "copied" in world.notices and "Header" in world.notices["copied"].title)
    assert world.clipboard.text == "Authorization: Pomerium eyJ.secret.1"
    await world.controller.close()


async def test_a_clipboard_that_cannot_be_cleared_does_not_keep_the_program(allow_log: Callable[[str], None]) -> None:
    allow_log("before the clipboard was cleared")
    world = await copied()
    world.clipboard.trouble = TROUBLE
    await world.controller.close()
    assert world.client.closed


@pytest.mark.allow_log("before the clipboard was cleared")
async def test_at_the_end_nothing_that_hangs_is_waited_for(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    world = await copied()
    world.clipboard.go_on.clear()
    world.vault.go_on.clear()
    world.wish(Action.SIGN_OUT)
    closing = asyncio.create_task(world.controller.close())
    await goes_on(monkeypatch, 0)
    for _ in ("the clipboard", "all else"):
        await goes_on(monkeypatch, 60)
    await closing
    assert caplog.messages[-2:] == ["ended before the clipboard was cleared", "ended before everything was saved"]
    assert world.client.closed
    await settled()
    assert len(asyncio.all_tasks()) == 1


async def test_at_the_end_every_task_is_ended() -> None:
    world = await signed_in()
    world.client.hangs = True
    world.now += timedelta(minutes=6)
    world.controller.happen(happened.MenuOpened(world.now))
    await until(lambda: world.client.hanging)
    world.client.go_on.clear()
    world.wish(Action.RENEW)
    await until(lambda: world.client.signed_in == 2)
    await world.controller.close()
    assert world.client.hanging[0].cancelled()
    assert len(asyncio.all_tasks()) == 1


@pytest.mark.allow_log("The keyring is locked")
async def test_a_locked_vault_is_said_and_merged_in_once_it_opens() -> None:
    world = await next_run()
    world.vault.broken = True
    await world.controller.start()
    assert world.snapshots[-1].mark is Mark.LOCKED
    world.vault.broken = False
    world.controller.happen(happened.MenuOpened(NOW))
    await until(lambda: world.row == Phase.ACTIVE)
    assert isinstance(world.controller.model.logins[LOGIN].state, SignedIn)
    await world.controller.close()


async def test_what_was_declined_is_no_failure_and_its_words_stay() -> None:
    world = World()
    await world.controller.start()
    problem = Problem("Sign-in declined", "The sign-in was declined.", "Ask somebody.", request_id="req-9")
    world.client.result = Cancelled(problem)
    world.wish(Action.SIGN_IN)
    await until(lambda: world.snapshots[-1].rows[0].reason)
    row = world.snapshots[-1].rows[0]
    assert (row.phase, row.note, row.reason) == (Phase.SIGNED_OUT, problem.sentence, problem.text())
    assert world.snapshots[-1].badge is Badge.IDLE
    await world.controller.close()


@pytest.mark.allow_log("The keyring is locked")
async def test_the_keyring_asks_anew_only_once_the_person_tries_again() -> None:
    world = await next_run()
    world.vault.broken = True
    await world.controller.start()
    world.controller.happen(happened.MenuOpened(NOW))
    assert world.vault.asked_again == 0
    world.vault.broken = False
    world.controller.happen(happened.RetryRequested(NOW))
    await until(lambda: world.row == Phase.ACTIVE)
    assert world.vault.asked_again == 1
    await world.controller.close()


@pytest.mark.allow_log("The keyring is locked")
async def test_a_session_of_this_run_survives_the_late_vault() -> None:
    world = World()
    world.vault.broken = True
    await world.controller.start()
    world.wish(Action.SIGN_IN)
    await until(lambda: world.opened and world.snapshots[-1].rows[0].person)
    world.vault.broken = False
    world.controller.happen(happened.MenuOpened(NOW))
    await until(lambda: world.vault.stored)
    assert world.snapshots[-1].badge is Badge.WELL
    await world.controller.close()


@pytest.mark.allow_log("Sessions cannot be saved")
async def test_what_could_not_be_saved_is_said_before_there_is_anything_to_save() -> None:
    world = await next_run()
    world.vault.read_only = True
    await world.controller.start()
    assert world.snapshots[-1].mark is Mark.LOCKED
    assert isinstance(world.controller.model.logins[LOGIN].state, SignedIn)
    world.vault.read_only = False
    world.controller.happen(happened.MenuOpened(NOW))
    await until(lambda: world.snapshots[-1].mark is None)
    await world.controller.close()


@pytest.mark.allow_log("No log", "Settings refused")
async def test_what_cannot_be_had_is_logged_once_and_nothing_that_stands_in_the_settings(
    caplog: pytest.LogCaptureFixture,
) -> None:
    world = World()
    for _ in range(2):
        for part, title in ((Part.LOG, "No log"), (Part.SETTINGS, "Settings refused")):
            world.controller.happen(happened.Impaired(NOW, part, Problem(title, "canary: it is gone.")))
    assert caplog.messages == ["No log: canary: it is gone.", "Settings refused"]
    await world.controller.close()


async def test_signing_out_falls_back_to_the_browser() -> None:
    world = await signed_in()
    world.client.revoked = Verdict.LIVE
    world.wish(Action.SIGN_OUT)
    assert world.row == Phase.SIGNED_OUT
    await until(lambda: len(world.opened) == 2)
    assert world.opened[-1] == "https://app.example.com/.pomerium/sign_out"
    await world.controller.close()


async def test_offline_the_revocation_is_kept_for_later_and_survives_the_program() -> None:
    first = await signed_in()
    first.client.revoked = Unreachable(Problem("Offline", "No network."))
    first.wish(Action.SIGN_OUT)
    await until(lambda: "sign-out:app" in first.notices)
    assert "could not be asked" in first.notices["sign-out:app"].text
    await first.controller.close()
    world = World()
    world.vault.stored = first.vault.stored
    await world.controller.start()
    assert world.row == Phase.SIGNED_OUT
    await until(lambda: "sign-out:app" in world.notices)
    assert "has ended the session" in world.notices["sign-out:app"].text
    await until(lambda: b"eyJ.secret.1" not in (world.vault.stored or b""))
    await world.controller.close()


async def test_signing_out_is_confirmed_by_the_server() -> None:
    world = await signed_in()
    world.wish(Action.SIGN_OUT)
    await until(lambda: "sign-out:app" in world.notices)
    assert len(world.opened) == 1
    await until(lambda: b"eyJ.secret.1" not in (world.vault.stored or b""))
    await world.controller.close()


async def test_what_fails_without_anybody_there_is_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    busy = Problem("Busy", "It is busy.", step="check", code="503")
    world = World(ROUTE, Route("wiki", "https://wiki.example.com"))
    world.client.opened = Opened(problem=busy)
    await world.controller.start()
    world.wish(Action.SIGN_IN)
    await until(lambda: world.row == Phase.ACTIVE and "further routes could not be asked for: Busy: 503" in caplog.text)
    assert "It is busy." in world.snapshots[-1].rows[0].reason
    world.client.word = Word(Verdict.UNREACHABLE, problem=busy)
    world.pass_time(timedelta(minutes=2))
    world.controller.happen(happened.Resumed(world.now))
    await until(lambda: "check of app: unreachable, Busy: 503" in caplog.text)
    world.client.revoked = Unreachable(busy)
    world.wish(Action.SIGN_OUT)
    await until(lambda: "session of app not ended at its server: Busy: 503" in caplog.text)
    assert "eyJ" not in caplog.text
    await world.controller.close()
