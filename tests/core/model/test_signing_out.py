"""Out again: forgotten here at once, ended at the server when no attempt there is pending."""

from __future__ import annotations

from pomtray.core import events as happened
from pomtray.core.effects import AbandonSignIn, OpenPage, Revoke, Save
from pomtray.core.intent import Action
from pomtray.core.login import Phase, Stage
from pomtray.core.session import Verdict
from tests.core.built import APP, APP_ID, HOUR, NOW, WIKI, WIKI_ID, a_session, a_world, kinds, place, signed_in


def test_a_session_is_forgotten_and_revoked() -> None:
    world = signed_in()
    assert world.wish(Action.SIGN_OUT) == (Save(), Revoke(APP, a_session()))
    assert world.phase() is Phase.SIGNED_OUT
    assert world.wish(Action.SIGN_OUT) == ()


def test_an_attempt_is_given_up_first() -> None:
    world = signed_in()
    world.wish(Action.RENEW)
    world.ask()
    assert world.wish(Action.SIGN_OUT) == (AbandonSignIn(1), Save(), Revoke(APP, a_session()))
    assert world.notices == {}
    world = a_world()
    world.wish(Action.SIGN_IN)
    assert world.wish(Action.SIGN_OUT) == (AbandonSignIn(1),)


def test_a_copy_that_waited_is_forgotten() -> None:
    world = signed_in()
    world.now += HOUR
    assert kinds(world.wish(Action.COPY_TOKEN)) == ["Verify"]
    world.wish(Action.SIGN_OUT)
    assert world.model.copies == {}


def test_nothing_is_revoked_while_an_attempt_there_is_pending() -> None:
    world = signed_in(None, WIKI)
    world.wish(Action.SIGN_IN, "wiki")
    assert world.wish(Action.SIGN_OUT) == (Save(),)
    world.happen(happened.Reached(NOW, WIKI_ID, 1, Stage.BROWSER, "authenticate.pom.test"))
    assert world.happen(happened.TimePassed(NOW)) == ()
    assert world.fail(WIKI_ID) == (Revoke(APP, a_session()),)
    assert world.happen(happened.TimePassed(NOW)) == ()


def test_an_attempt_at_another_pomerium_forbids_nothing() -> None:
    world = signed_in(None, WIKI)
    world.wish(Action.SIGN_IN, "wiki")
    world.wish(Action.SIGN_OUT)
    elsewhere = happened.Reached(NOW, WIKI_ID, 1, Stage.BROWSER, "authenticate.other.test")
    assert world.happen(elsewhere) == (Revoke(APP, a_session()),)


def test_what_shared_the_session_is_asked_about() -> None:
    world = signed_in(None, WIKI)
    place(world, WIKI_ID, a_session())
    world.wish(Action.SIGN_OUT)
    assert kinds(world.happen(happened.Revoked(NOW, "one", Verdict.ENDED))) == ["Save", "Verify"]
    assert "has ended the session" in world.notices["sign-out:app"].text


def test_an_unconfirmed_end_is_said_and_the_browser_asked() -> None:
    world = signed_in()
    world.wish(Action.SIGN_OUT)
    page = OpenPage("https://app.pom.test/.pomerium/sign_out", ())
    assert world.happen(happened.Revoked(NOW, "one", Verdict.LIVE)) == (Save(), page)
    assert "did not confirm" in world.notices["sign-out:app"].text
    assert APP_ID in world.model.logins


def test_offline_the_credential_stays_as_a_due_revocation_until_its_end() -> None:
    world = signed_in()
    world.wish(Action.SIGN_OUT)
    assert world.happen(happened.Revoked(NOW, "one", Verdict.UNREACHABLE)) == (Save(),)
    assert "could not be asked" in world.notices["sign-out:app"].text
    assert world.wait(HOUR) == ()
    assert world.happen(happened.Resumed(world.now)) == (Revoke(APP, a_session()),)
    world.happen(happened.Revoked(world.now, "one", Verdict.UNREACHABLE))
    world.now += 14 * HOUR
    assert world.happen(happened.Resumed(world.now)) == ()
    assert world.model.remembered.revocations == ()


def test_an_answer_about_another_session_changes_nothing() -> None:
    world = signed_in()
    world.wish(Action.SIGN_OUT)
    assert world.happen(happened.Revoked(NOW, "two", Verdict.ENDED)) == ()
    assert len(world.model.remembered.revocations) == 1


def test_everything_is_signed_out_of_at_once() -> None:
    world = signed_in(None, WIKI)
    place(world, WIKI_ID, a_session("two"))
    effects = world.happen(happened.SignOutAllWished(NOW))
    assert effects == (Save(), Revoke(APP, a_session()), Revoke(WIKI, a_session("two")))
