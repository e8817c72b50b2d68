"""Copies as stories: fresh, checked first, dead, unreachable, overtaken by the settings."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from unittest.mock import ANY

import pytest

from pomtray.core import events as happened
from pomtray.core.alarm import next_deadline
from pomtray.core.domain.access import Closed, Refusal
from pomtray.core.domain.login import Phase
from pomtray.core.domain.route import HeaderForm, Preferences
from pomtray.core.domain.session import EndSource, Session, Verdict
from pomtray.core.effects import ClearClipboard, Effect, PutOnClipboard, Verify
from pomtray.core.intent import Action
from tests.core.built import (
    APP,
    APP_ID,
    CANARY,
    CRM,
    CRM_ID,
    HOUR,
    MINUTE,
    NOW,
    PROBLEM,
    SECOND,
    WIKI,
    WIKI_ID,
    World,
    a_granted,
    a_session,
    a_world,
    kinds,
    place,
    signed_in,
)

TOKEN = a_session().credential.reveal()
LINE = f"Authorization: Pomerium {TOKEN}"


def taken(session: Session) -> Session:
    """Its routes have just taken it as a bearer."""
    return session.heard(dict.fromkeys((APP.origin, WIKI.origin)), (APP.origin, WIKI.origin), NOW)


@pytest.mark.parametrize(
    ("action", "form", "text"),
    [
        (Action.COPY_HEADER, None, LINE),
        (Action.COPY_HEADER, HeaderForm.X_POMERIUM, f"X-Pomerium-Authorization: {TOKEN}"),
        (Action.COPY_HEADER, HeaderForm.BEARER, f"Authorization: Bearer Pomerium-{TOKEN}"),
        (Action.COPY_TOKEN, None, TOKEN),
        (
            Action.COPY_CURL,
            None,
            (
                "curl --globoff --config - -- 'https://app.pom.test/start?x=1' <<'END'\n"
                f'no-location\nheader = "{LINE}"\nEND\n'
            ),
        ),
    ],
)
def test_what_is_copied(action: Action, form: HeaderForm | None, text: str) -> None:
    world = signed_in(taken(a_session()))
    effects = world.wish(action, form=form)
    assert effects == (PutOnClipboard(text, NOW + 30 * SECOND, ANY, "one", "app"),)
    assert CANARY not in repr((effects, world.model, world.notices, world.snapshot))
    assert ("sees the whole token" in world.notices["copied"].text) is (form is HeaderForm.BEARER)


def test_the_routes_own_form_is_the_default() -> None:
    world = signed_in(None, WIKI)
    place(world, WIKI_ID, taken(a_session()))
    (effect,) = world.wish(Action.COPY_HEADER, "wiki")
    assert isinstance(effect, PutOnClipboard)
    assert effect.text.startswith("Authorization: Bearer Pomerium-")


@pytest.mark.parametrize(
    ("session", "text"),
    [
        (a_session(), "Good for 14 h 0 m."),
        (a_session(source=EndSource.TOKEN), "Good for 14 h 0 m."),
        (a_session(source=EndSource.ESTIMATE), "Good for about 14 h 0 m, by the configured lifetime."),
        (a_session(lasts=-MINUTE, source=EndSource.ESTIMATE), "How long it is good for is not known."),
        (a_session(lasts=None), "How long it is good for is not known."),
    ],
)
def test_it_is_said_how_long_it_is_good_for(session: Session, text: str) -> None:
    world = signed_in(session)
    world.wish(Action.COPY_TOKEN)
    assert world.notices["copied"].text == f"{text} The clipboard is cleared in 30 s."
    assert world.notices["copied"].title == "Token for app copied"


@pytest.mark.parametrize("why", set(Closed) - {Closed.FORM})
def test_what_opens_nothing_is_not_copied_without_a_word(why: Closed) -> None:
    session = a_session().heard({APP.origin: Refusal(why)})
    world = signed_in(session)
    assert kinds(world.wish(Action.COPY_HEADER)) == ["PutOnClipboard"]
    problem = session.closed(APP)
    assert problem
    assert world.notices["copied"].text.startswith(problem.text())


def test_the_clipboard_is_cleared_in_time() -> None:
    world = signed_in()
    world.configure(APP, preferences=Preferences(clear_clipboard_for=10))
    world.wish(Action.COPY_TOKEN)
    assert world.wait(9 * SECOND) == ()
    assert world.wait(SECOND) == (ClearClipboard(),)
    world.happen(happened.ClipboardCleared(world.now))
    assert world.wait(SECOND) == ()
    assert world.notices == {}


def test_nothing_is_said_to_be_copied_before_it_is_there() -> None:
    world = signed_in()
    world.clipboard_works = False
    (effect,) = world.wish(Action.COPY_TOKEN)
    assert isinstance(effect, PutOnClipboard)
    assert world.notices == {}
    world.happen(happened.ClipboardFilled(NOW, effect.clears_at, effect.notice))
    assert world.notices["copied"].title == "Token for app copied"


def test_what_did_not_get_there_is_said_and_the_window_is_offered() -> None:
    world = signed_in()
    world.clipboard_works = False
    world.wish(Action.COPY_TOKEN)
    world.happen(happened.ClipboardRefused(NOW, PROBLEM))
    notice = world.notices["copied"]
    assert (notice.title, notice.text) == (PROBLEM.title, PROBLEM.text())
    assert [button.id for button in notice.buttons] == ["show"]


def test_the_copy_before_is_not_cleared_while_the_next_is_under_way() -> None:
    world = signed_in()
    world.wish(Action.COPY_TOKEN)
    world.wait(29 * SECOND)
    world.clipboard_works = False
    world.verify(Verdict.LIVE)
    world.wish(Action.COPY_HEADER)
    assert world.wait(SECOND) == ()
    assert world.wait(29 * SECOND) == (ClearClipboard(),)


def test_what_cannot_be_cleared_is_said_once() -> None:
    world = signed_in()
    world.wish(Action.COPY_TOKEN)
    assert world.wait(30 * SECOND) == (ClearClipboard(),)
    world.happen(happened.ClipboardKept(world.now, PROBLEM))
    assert world.notices["copied"].title == PROBLEM.title
    assert world.wait(SECOND) == ()


@pytest.mark.parametrize("age", [10 * SECOND + timedelta(microseconds=1), -SECOND, 13 * HOUR])
def test_every_copy_asks_first(age: timedelta) -> None:
    """A check of the future was made before the clock was set back."""
    world = signed_in()
    world.now += age
    assert world.wish(Action.COPY_HEADER) == (Verify(a_session(), (APP,)),)
    assert world.notices == {}
    assert world.verify(Verdict.LIVE) == (PutOnClipboard(LINE, world.now + 30 * SECOND, ANY, "one", "app"),)
    assert "not checked" not in world.notices["copied"].text
    assert world.verify(Verdict.LIVE) == ()


@pytest.mark.parametrize("age", [timedelta(), 10 * SECOND])
def test_a_yes_of_the_last_ten_seconds_is_good_enough(age: timedelta) -> None:
    world = signed_in()
    world.now += age
    assert kinds(world.wish(Action.COPY_HEADER)) == ["PutOnClipboard"]


def test_only_a_yes_is() -> None:
    world = signed_in()
    world.verify(Verdict.UNREACHABLE)
    assert kinds(world.wish(Action.COPY_HEADER)) == ["Verify"]


def test_a_dead_session_is_not_handed_out() -> None:
    world = signed_in()
    world.now += HOUR
    world.wish(Action.COPY_HEADER)
    assert kinds(world.verify(Verdict.ENDED)) == ["Save"]
    assert world.phase() is Phase.EXPIRED
    assert world.notice().title == "Nothing copied: no session for app"
    assert kinds(world.press("sign-in")) == ["BeginSignIn"]


def test_no_answer_hands_it_out_and_says_since_when_nobody_knows() -> None:
    world = signed_in()
    world.now += HOUR
    world.wish(Action.COPY_HEADER)
    assert kinds(world.verify(Verdict.UNREACHABLE)) == ["PutOnClipboard"]
    assert "No answer whether it still works: not checked since 09:00." in world.notices["copied"].text
    assert kinds(world.wish(Action.COPY_HEADER)) == ["Verify"]


def test_a_copy_waits_for_two_seconds_at_most() -> None:
    world = signed_in()
    world.now += HOUR
    world.wish(Action.COPY_HEADER)
    assert next_deadline(world.model, world.now) == world.now + 2 * SECOND
    assert world.wait(1.9 * SECOND) == ()
    assert kinds(world.wait(0.1 * SECOND)) == ["PutOnClipboard"]
    assert "not checked since 09:00" in world.notices["copied"].text
    assert world.verify(Verdict.LIVE) == ()


def test_what_lives_is_copied_as_good_though_its_route_is_slow() -> None:
    world = signed_in()
    world.now += HOUR
    world.wish(Action.COPY_HEADER)
    assert world.verify(Verdict.LIVE, partial=True) == (), "what the route says is to come"
    assert kinds(world.wait(2 * SECOND)) == ["PutOnClipboard"]
    assert "not checked" not in world.notices["copied"].text
    assert world.verify(Verdict.LIVE, asked_at=NOW + HOUR) == ()


def test_what_it_waited_for_may_come_to_nothing() -> None:
    """The alarm rings late: the session has ended by time, or the route has gone."""
    world = signed_in(a_session(lasts=HOUR), WIKI)
    world.now += HOUR - SECOND
    world.wish(Action.COPY_HEADER)
    assert kinds(world.wait(2 * SECOND)) == []
    assert "Nothing copied" in world.notice().title
    world.now -= 30 * MINUTE
    world.wish(Action.COPY_HEADER)
    world.configure(WIKI)
    assert kinds(world.wait(2 * SECOND)) == []
    assert world.model.copies == {}


def test_a_copy_waits_for_the_check_that_the_opening_menu_began() -> None:
    world = signed_in()
    world.now += 11 * SECOND
    assert kinds(world.happen(happened.MenuOpened(world.now))) == ["Verify"]
    asked_at = world.now
    world.now += SECOND
    assert world.wish(Action.COPY_HEADER) == ()
    world.now += SECOND
    assert kinds(world.verify(Verdict.ENDED, asked_at=asked_at)) == ["Save"]
    assert "Nothing copied" in world.notice().title


def test_a_check_that_hangs_does_not_swallow_the_question_of_a_copy() -> None:
    world = signed_in()
    world.now += HOUR
    asked_at = world.now
    world.happen(happened.MenuOpened(world.now))
    world.now += 11 * SECOND
    assert kinds(world.wish(Action.COPY_HEADER)) == ["Verify"]
    again_at = world.now
    assert world.verify(Verdict.UNREACHABLE, asked_at=asked_at) == (), "the answer to the copy's own is still to come"
    assert world.verify(Verdict.LIVE, asked_at=asked_at) == (), "what it says may be out of date by now"
    world.now += SECOND
    assert kinds(world.verify(Verdict.LIVE, asked_at=again_at)) == ["PutOnClipboard"]
    assert "not checked" not in world.notices["copied"].text


def test_an_answer_that_took_too_long_is_told_with_its_age() -> None:
    world = signed_in()
    world.now += HOUR
    world.wish(Action.COPY_HEADER)
    asked_at = world.now
    world.now += MINUTE
    assert kinds(world.verify(Verdict.LIVE, asked_at=asked_at)) == ["PutOnClipboard"]
    assert "not checked since 10:00" in world.notices["copied"].text


def test_of_a_provider_s_credential_its_end_says_enough() -> None:
    world = a_world(CRM)
    place(world, CRM_ID, a_granted(lasts=5 * HOUR))
    world.now += HOUR
    assert kinds(world.wish(Action.COPY_HEADER, "crm"))[-1] == "PutOnClipboard"
    assert "not checked" not in world.notices["copied"].text
    world.verify(Verdict.UNREACHABLE, "granted")
    world.wish(Action.COPY_HEADER, "crm")
    assert "not checked since 09:00" in world.notices["copied"].text


def copied(session: Session | None = None) -> World:
    """On the clipboard, with the session held for a while."""
    world = signed_in(session, WIKI)
    place(world, WIKI_ID, a_session("two"))
    world.wish(Action.COPY_HEADER)
    world.now += SECOND
    return world


def test_what_is_on_the_clipboard_goes_when_its_session_is_found_dead() -> None:
    world = copied()
    assert kinds(world.verify(Verdict.ENDED, "two")) == ["Save"], "another one's"
    assert kinds(world.verify(Verdict.ENDED)) == ["Save", "ClearClipboard"]
    world.happen(happened.ClipboardCleared(world.now))
    assert world.wait(MINUTE) == ()


def test_what_is_on_the_clipboard_goes_with_the_sign_out() -> None:
    world = copied()
    assert "ClearClipboard" not in kinds(world.wish(Action.SIGN_OUT, "wiki"))
    assert "ClearClipboard" in kinds(world.wish(Action.SIGN_OUT))


def test_what_is_on_the_clipboard_goes_when_the_time_of_its_session_has_come() -> None:
    world = copied(a_session(lasts=20 * SECOND))
    assert kinds(world.wait(18 * SECOND)) == ["Verify"]
    assert world.wait(SECOND) == (ClearClipboard(),)


def test_what_another_login_still_holds_stays_on_the_clipboard() -> None:
    world = copied()
    place(world, WIKI_ID, a_session())
    assert "ClearClipboard" not in kinds(world.wish(Action.SIGN_OUT))
    assert "ClearClipboard" in kinds(world.wish(Action.SIGN_OUT, "wiki"))


@pytest.mark.parametrize("how", ["cleared", "a link"])
def test_what_is_not_there_any_more_is_not_taken_off(how: str) -> None:
    world = copied()
    if how == "cleared":
        world.happen(happened.ClipboardCleared(world.now))
    else:
        world.wish(Action.COPY_LINK)
        world.happen(happened.LinkReady(world.now, APP_ID, world.model.attempts, "https://authenticate.pom.test/x"))
    assert "ClearClipboard" not in kinds(world.verify(Verdict.ENDED))


def test_it_ends_while_the_check_is_under_way() -> None:
    world = signed_in(a_session(lasts=HOUR))
    world.now += HOUR - SECOND
    world.wish(Action.COPY_HEADER)
    world.now += SECOND
    assert kinds(world.verify(Verdict.UNREACHABLE)) == []
    assert "Nothing copied" in world.notice().title


@pytest.mark.parametrize("action", [Action.COPY_HEADER, Action.COPY_TOKEN, Action.COPY_CURL])
def test_without_a_session_there_is_nothing_to_copy(action: Action) -> None:
    world = a_world()
    assert world.wish(action) == ()
    assert world.notice().title == "Nothing copied: no session for app"


def test_a_question_stands_though_there_is_nothing_to_copy() -> None:
    world = a_world()
    world.wish(Action.SIGN_IN)
    world.ask()
    world.wish(Action.COPY_HEADER)
    assert world.notice().title == "Is that you?"
    assert world.notices["copied"].title == "Nothing copied: no session for app"


def test_a_new_session_serves_the_copy_that_waited() -> None:
    world = signed_in()
    world.now += HOUR
    world.wish(Action.RENEW)
    world.wish(Action.COPY_TOKEN)
    new = a_session("two", at=world.now)
    assert world.succeed(new)[1:] == (
        PutOnClipboard(new.credential.reveal(), world.now + 30 * SECOND, ANY, "two", "app"),
    )
    assert world.verify(Verdict.LIVE) == ()


def waiting() -> World:
    world = signed_in(None, WIKI)
    place(world, WIKI_ID, a_session("two"))
    world.now += HOUR
    world.wish(Action.COPY_CURL)
    return world


def test_a_route_renamed_meanwhile_gets_nothing_ever() -> None:
    world = waiting()
    world.configure(replace(APP, name="new name"), WIKI)
    assert kinds(world.verify(Verdict.LIVE)) == []
    world.configure(APP, WIKI)
    assert kinds(world.verify(Verdict.LIVE)) == []


def test_a_name_that_means_another_route_meanwhile_gets_nothing() -> None:
    world = waiting()
    world.configure(replace(APP, name="wiki"), replace(WIKI, name="app"))
    assert kinds(world.verify(Verdict.LIVE)) == []
    assert world.model.copies == {}


def test_the_last_copy_is_repeated() -> None:
    world = signed_in()
    assert world.happen(happened.LastCopyRequested(NOW)) == ()
    assert world.snapshot.last_copied == ""
    world.wish(Action.COPY_HEADER, form=HeaderForm.X_POMERIUM)
    assert world.snapshot.last_copied == "app"
    (effect,) = world.happen(happened.LastCopyRequested(NOW))
    assert isinstance(effect, PutOnClipboard)
    assert effect.text.startswith("X-Pomerium")
    world.configure(WIKI)
    assert world.snapshot.last_copied == ""
    assert world.happen(happened.LastCopyRequested(NOW)) == ()


@pytest.mark.parametrize("before", ["not asked", "taken a while ago"])
def test_a_bearer_is_asked_as_that_before_it_is_copied(before: str) -> None:
    """What is copied is what was asked, though the session itself has just been found alive."""
    session = a_session() if before == "not asked" else taken(a_session()).heard({}, (), NOW)
    world = signed_in(replace(session, bearers=dict.fromkeys(session.bearers, NOW - MINUTE)))
    (look,) = world.wish(Action.COPY_CURL, form=HeaderForm.BEARER)
    assert isinstance(look, Verify)
    assert look.routes == (replace(APP, header=HeaderForm.BEARER),)
    effects = world.verify(Verdict.LIVE, heard={APP.origin: Refusal(Closed.FORM, "request-7")}, shown={APP.origin})
    assert kinds(effects) == ["Save", "PutOnClipboard"]
    told = world.notices["copied"].text
    assert told.startswith("app.pom.test lets you in, but does not take the bearer form of this session")
    assert "Copy another header" in told
    assert "request-7" in told
    row = world.row("app")
    assert not row.closed, "the route's own form is taken"
    assert kinds(world.wish(Action.COPY_HEADER)) == ["PutOnClipboard"]
    assert "bearer" not in world.notices["copied"].text


def test_a_route_whose_own_form_is_not_taken_is_closed() -> None:
    world = signed_in(None, WIKI)
    place(world, WIKI_ID, a_session().heard({WIKI.origin: Refusal(Closed.FORM)}, [WIKI.origin], NOW))
    row = world.row("wiki")
    assert (row.closed, "Bearer form not taken" in row.note) == (True, True)
    assert kinds(world.wish(Action.COPY_TOKEN, "wiki")) == ["PutOnClipboard"], "a token alone is in no form"
    assert "bearer form" not in world.notices["copied"].text


def test_without_an_answer_to_the_bearer_that_is_said() -> None:
    world = signed_in()
    world.wish(Action.COPY_HEADER, form=HeaderForm.BEARER)
    world.verify(Verdict.LIVE)
    assert "No answer whether app.pom.test takes the bearer form." in world.notices["copied"].text


def test_a_bearer_does_not_wait_for_an_answer_to_another_form() -> None:
    world = signed_in()
    world.wait(MINUTE)
    world.wish(Action.COPY_HEADER)
    (look,) = world.wish(Action.COPY_HEADER, form=HeaderForm.BEARER)
    assert isinstance(look, Verify)
    assert world.wish(Action.COPY_HEADER, form=HeaderForm.BEARER) == (), "that is asked already"
    assert world.wish(Action.COPY_HEADER) == (), "and tells of the other form too"


def test_nobody_sees_the_whole_token_because_somebody_looks() -> None:
    """Only until it is known whether the service takes it."""
    world = signed_in(None, WIKI)
    place(world, WIKI_ID, replace(a_session("two"), may_go_to=frozenset({WIKI.origin})))
    for shown, route in (({WIKI.origin}, WIKI), ((), WIKI.as_token)):
        world.wait(MINUTE)
        look = next(it for it in looks(world.happen(happened.MenuOpened(world.now))) if it.session.id == "two")
        assert look.routes == (route,)
        world.verify(Verdict.LIVE, "two", heard={WIKI.origin: None}, shown=shown)
    (look,) = looks(world.wish(Action.COPY_HEADER, "wiki"))
    assert look.routes == (WIKI,)


def looks(effects: tuple[Effect, ...]) -> list[Verify]:
    return [effect for effect in effects if isinstance(effect, Verify)]
