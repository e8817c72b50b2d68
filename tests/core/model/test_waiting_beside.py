"""What the person can do while a sign-in is waited for, and while something copied is on the clipboard."""

from __future__ import annotations

from unittest.mock import ANY

from pomtray.core import events as happened
from pomtray.core.alarm import next_deadline
from pomtray.core.details import Fact, details
from pomtray.core.domain.login import Stage
from pomtray.core.effects import AbandonSignIn, BeginSignIn, ClearClipboard, OpenPage, PutOnClipboard
from pomtray.core.errors import Problem
from pomtray.core.intent import Action
from pomtray.core.rows.choice import beside, told_beside
from pomtray.core.view.snapshot import Pictures, snapshot
from tests.core.built import APP, APP_ID, CRM, CRM_ID, NOW, SECOND, WIKI, World, a_session, a_world, signed_in

DEVICE_PAGE = "https://idp.test/device"


def waiting() -> World:
    """`app` waits for the browser."""
    world = a_world(APP, WIKI)
    world.wish(Action.SIGN_IN)
    world.happen(happened.StageReached(NOW, APP_ID, 1, Stage.BROWSER))
    return world


def with_code() -> World:
    world = a_world(CRM)
    world.wish(Action.DEVICE, "crm")
    world.happen(happened.CodeShown(NOW, CRM_ID, 1, "WDJB-MJHT", DEVICE_PAGE))
    return world


def test_how_long_it_is_waited_for_counts_down() -> None:
    world = waiting()
    assert world.row().waits == "6 m"
    changes_at = world.snapshot.changes_at
    assert changes_at is not None
    world.now = changes_at
    assert world.row().waits == "5 m"


def test_the_time_that_the_keyring_takes_is_not_counted() -> None:
    world = waiting()
    world.happen(happened.StageReached(NOW, APP_ID, 1, Stage.KEYRING))
    assert world.row().waits == ""


def test_the_page_again_is_one_of_another_attempt_because_a_start_address_serves_once() -> None:
    world = waiting()
    assert beside(world.row()) == (Action.PAGE, Action.COPY_LINK, Action.PASTE, Action.CANCEL)
    assert world.wish(Action.PAGE) == (AbandonSignIn(1), BeginSignIn(APP_ID, 2, APP))
    assert Action.PAGE not in world.row().actions, "no page was opened yet"
    world.succeed(a_session())
    assert world.wish(Action.PAGE) == (), "nothing waits any more"


def test_the_page_of_a_renewal_ends_the_session_before_as_it_would_have() -> None:
    session = a_session()
    world = signed_in(session)
    world.wish(Action.RENEW)
    world.happen(happened.StageReached(world.now, APP_ID, 1, Stage.BROWSER))
    assert world.wish(Action.PAGE) == (AbandonSignIn(1), BeginSignIn(APP_ID, 2, APP, ends=session))


def test_a_code_is_copied_and_its_page_opened() -> None:
    world = with_code()
    assert beside(world.row("crm")) == (Action.CANCEL,), "the code is shown apart, with its own buttons"
    assert world.wish(Action.PAGE, "crm") == (OpenPage(DEVICE_PAGE),)
    put = PutOnClipboard("WDJB-MJHT", NOW + 30 * SECOND, ANY, route="crm")
    assert world.wish(Action.COPY_CODE, "crm") == (put,)
    assert "WDJB" not in world.model.told["copied"].notice.title
    assert world.row("crm").copied == "30 s"
    assert waiting().wish(Action.COPY_CODE) == (), "there is none"


def test_what_was_copied_counts_down_where_it_was_and_is_cleared_on_demand() -> None:
    world = signed_in(a_session(), WIKI)
    pictures = Pictures()
    pictures.next(world.model, world.now)
    world.wish(Action.COPY_HEADER)
    assert [(row.route, row.copied) for row in world.snapshot.rows] == [("app", "30 s"), ("wiki", "")]
    assert pictures.next(world.model, world.now) == snapshot(world.model, world.now)
    world.happen(happened.WindowShown(world.now, shown=True))
    assert next_deadline(world.model, world.now) == world.now + SECOND / 1_000_000, "each second, while it is seen"
    world.now += 3 * SECOND
    assert world.row().copied == "27 s"
    assert pictures.next(world.model, world.now) == snapshot(world.model, world.now)
    assert beside(world.row()) == (Action.CLEAR,)
    told = details(world.model, "app", world.now)
    assert told is not None
    assert Fact("Copied", "cleared in 27 s") in told.sections[0].facts
    assert world.wish(Action.CLEAR, "wiki") == (), "nothing of it is there"
    assert world.wish(Action.CLEAR) == (ClearClipboard(),)
    world.happen(happened.ClipboardCleared(world.now))
    assert (world.row().copied, Action.CLEAR in world.row().actions) == ("", False)
    assert pictures.next(world.model, world.now) == snapshot(world.model, world.now)


def test_what_could_not_be_put_there_is_not_said_to_be_copied() -> None:
    world = signed_in(a_session())
    world.clipboard_works = False
    world.wish(Action.COPY_HEADER)
    assert world.row().copied == ""


def test_what_could_not_be_cleared_can_be_cleared_again() -> None:
    world = signed_in(a_session())
    world.wish(Action.COPY_HEADER)
    world.happen(happened.ClipboardKept(world.now, Problem("It is still there", "")))
    assert (world.row().copied, beside(world.row())) == ("", (Action.CLEAR,))


def test_the_row_that_a_person_is_at_comes_first() -> None:
    world = a_world(APP, WIKI, CRM)
    for route in ("app", "wiki"):
        world.wish(Action.SIGN_IN, route)
    having = [row for row in world.snapshot.rows if beside(row)]
    assert [told_beside(having, at) for at in ("app", "wiki", "crm")] == [having[0], having[1], having[0]]
    assert told_beside([], "app") is None
