"""Copies as stories: fresh, checked first, dead, unreachable, overtaken by the settings."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from unittest.mock import ANY

import pytest

from pomtray.core import events as happened
from pomtray.core.access import Closed, Refusal
from pomtray.core.effects import ClearClipboard, PutOnClipboard, Verify
from pomtray.core.intent import Action
from pomtray.core.login import Phase
from pomtray.core.route import HeaderForm, Preferences
from pomtray.core.session import EndSource, Session, Verdict
from tests.core.built import (
    APP,
    CANARY,
    HOUR,
    MINUTE,
    NOW,
    PROBLEM,
    SECOND,
    WIKI,
    WIKI_ID,
    World,
    a_session,
    a_world,
    kinds,
    place,
    signed_in,
)

TOKEN = a_session().credential.reveal()
LINE = f"Authorization: Pomerium {TOKEN}"


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
            f"curl --globoff --config - -- 'https://app.pom.test/start?x=1' <<'END'\nheader = \"{LINE}\"\nEND\n",
        ),
    ],
)
def test_what_is_copied(action: Action, form: HeaderForm | None, text: str) -> None:
    world = signed_in()
    effects = world.wish(action, form=form)
    assert effects == (PutOnClipboard(text, NOW + 30 * SECOND, ANY),)
    assert CANARY not in repr((effects, world.model, world.notices, world.snapshot))
    assert ("sees the whole token" in world.notices["copied"].text) is (form is HeaderForm.BEARER)


def test_the_routes_own_form_is_the_default() -> None:
    world = signed_in(None, WIKI)
    place(world, WIKI_ID, a_session())
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


@pytest.mark.parametrize("why", Closed)
def test_what_opens_nothing_is_not_copied_without_a_word(why: Closed) -> None:
    session = a_session().heard({APP.origin: Refusal(why)})
    world = signed_in(session)
    assert kinds(world.wish(Action.COPY_HEADER)) == ["PutOnClipboard"]
    problem = session.closed(APP.origin)
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


@pytest.mark.parametrize("age", [5 * MINUTE + SECOND, -5 * MINUTE - SECOND, 13 * HOUR])
def test_an_old_check_is_repeated_first(age: timedelta) -> None:
    """A check of the future was made before the clock was set back."""
    world = signed_in()
    world.now += age
    assert world.wish(Action.COPY_HEADER) == (Verify(a_session(), (APP,)),)
    assert world.notices == {}
    assert world.verify(Verdict.LIVE) == (PutOnClipboard(LINE, world.now + 30 * SECOND, ANY),)
    assert world.verify(Verdict.LIVE) == ()


def test_a_check_of_five_minutes_is_good_enough() -> None:
    world = signed_in()
    world.now += 5 * MINUTE
    assert kinds(world.wish(Action.COPY_HEADER)) == ["PutOnClipboard"]


def test_a_dead_session_is_not_handed_out() -> None:
    world = signed_in()
    world.now += HOUR
    world.wish(Action.COPY_HEADER)
    assert kinds(world.verify(Verdict.ENDED)) == ["Save"]
    assert world.phase() is Phase.EXPIRED
    assert world.notice().title == "Nothing copied: no session for app"
    assert kinds(world.press("sign-in")) == ["BeginSignIn"]


def test_no_answer_hands_it_out_and_says_so() -> None:
    world = signed_in()
    world.now += HOUR
    world.wish(Action.COPY_HEADER)
    assert kinds(world.verify(Verdict.UNREACHABLE)) == ["PutOnClipboard"]
    assert "could not be asked" in world.notices["copied"].text
    assert kinds(world.wish(Action.COPY_HEADER)) == ["Verify"]


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
    assert world.succeed(new)[1:] == (PutOnClipboard(new.credential.reveal(), world.now + 30 * SECOND, ANY),)
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
    assert world.happen(happened.LastCopyWished(NOW)) == ()
    assert world.snapshot.last_copied == ""
    world.wish(Action.COPY_HEADER, form=HeaderForm.X_POMERIUM)
    assert world.snapshot.last_copied == "app"
    (effect,) = world.happen(happened.LastCopyWished(NOW))
    assert isinstance(effect, PutOnClipboard)
    assert effect.text.startswith("X-Pomerium")
    world.configure(WIKI)
    assert world.snapshot.last_copied == ""
    assert world.happen(happened.LastCopyWished(NOW)) == ()
