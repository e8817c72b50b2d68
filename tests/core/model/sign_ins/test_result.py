"""Renew now: the session is ended, a new one is got, and what that gained is told plainly (`pomerium.md` §5)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pomtray.core import events as happened
from pomtray.core.domain.login import Doubt, LoginId, Phase, SigningIn, Stage
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.route import CallbackAnswer, Preferences, Route
from pomtray.core.domain.session import EndSource, Person, Session, Verdict
from pomtray.core.effects import AbandonSignIn, BeginSignIn, GiveAnswer, Renew, Save, Verify
from pomtray.core.intent import Action, Answer
from tests.core.built import (
    APP,
    APP_ID,
    CRM,
    CRM_ID,
    HOUR,
    ISSUER,
    MINUTE,
    NOW,
    PROBLEM,
    QUESTION,
    ROBOT,
    ROBOT_ID,
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

WARNING = replace(QUESTION, doubt=Doubt.ENDS_ELSEWHERE, title="Renewing ends the session in the browser too")


def renewing() -> World:
    """A renewal under way, an hour after the sign-in, and before anything was ended."""
    world = signed_in()
    world.now += HOUR
    world.wish(Action.RENEW)
    return world


def ended() -> World:
    """The same, when the server has ended the session for it."""
    world = renewing()
    world.verify(Verdict.ENDED)
    return world


def test_a_live_session_is_ended_for_it() -> None:
    world = signed_in()
    assert world.wish(Action.RENEW) == (BeginSignIn(APP_ID, 1, APP, ends=a_session()),)


def test_the_person_is_warned_once_ever() -> None:
    world = renewing()
    world.happen(happened.QuestionAsked(world.now, APP_ID, 1, WARNING))
    answer = happened.QuestionAnswered(world.now, Answer(APP_ID, 1, 1, yes=True))
    assert world.happen(answer) == (GiveAnswer(1, yes=True), Save())
    world.verify(Verdict.ENDED)
    world.succeed(a_session("two", at=world.now))
    (begun,) = world.wish(Action.RENEW)
    assert isinstance(begun, BeginSignIn)
    assert begun.warned
    world.wish(Action.CANCEL)
    (begun,) = world.wish(Action.COPY_LINK)
    assert isinstance(begun, BeginSignIn)
    assert (begun.ends, begun.warned) == (None, False)


def test_another_question_is_not_taken_for_the_warning() -> None:
    world = renewing()
    world.ask()
    assert world.happen(happened.QuestionAnswered(world.now, Answer(APP_ID, 1, 1, yes=True))) == (
        GiveAnswer(1, yes=True),
    )
    assert not world.model.remembered.warned_of_renewal


@pytest.mark.parametrize("how", ["answer", "button"])
def test_who_is_warned_off_keeps_the_session(how: str) -> None:
    world = renewing()
    world.happen(happened.QuestionAsked(world.now, APP_ID, 1, WARNING))
    answer = happened.QuestionAnswered(world.now, Answer(APP_ID, 1, 1, yes=False))
    assert (world.press("no 1") if how == "button" else world.happen(answer)) == (AbandonSignIn(1),)
    assert (world.phase(), world.session(), world.notices) == (Phase.ACTIVE, a_session(), {})
    (begun,) = world.wish(Action.RENEW)
    assert isinstance(begun, BeginSignIn)
    assert not begun.warned


@pytest.mark.parametrize(
    ("after", "gained", "learned"),
    [
        (a_session("two", at=NOW + HOUR), "It is a new session: until Sun 00:00, was 23:00.", {ISSUER: True}),
        (
            a_session("two", at=NOW + HOUR, lasts=13 * HOUR),
            "It is a new session, but it lasts no longer: until 23:00.",
            {ISSUER: False},
        ),
        (
            a_session("two", at=NOW + HOUR, lasts=13 * HOUR + SECOND),
            "It is a new session, but it lasts no longer: until 23:00.",
            {ISSUER: True},
        ),
        (
            a_session("two", at=NOW + HOUR, lasts=2 * HOUR, source=EndSource.TOKEN),
            "It is a new session, but it does not last longer: until 12:00, was 23:00.",
            {ISSUER: False},
        ),
        (
            a_session("two", at=NOW + HOUR, lasts=None),
            "It is a new session: until nobody knows when, was 23:00.",
            {},
        ),
    ],
)
def test_what_was_gained_is_told_and_learned(after: Session, gained: str, learned: dict[Origin, bool]) -> None:
    world = ended()
    world.succeed(after)
    assert world.notice().title == "Signed in to app"
    assert world.notice().text.endswith(gained)
    assert world.model.remembered.extends == learned


def test_where_no_end_is_known_none_is_compared() -> None:
    world = signed_in(a_session(lasts=None))
    world.wish(Action.RENEW)
    world.succeed(a_session("two", lasts=None))
    assert world.notice().text.endswith("It is a new session: until nobody knows when.")


def test_the_same_session_again_is_told_with_its_reasons() -> None:
    """Nothing could be ended: another cookie name, or sign-in pages hosted elsewhere."""
    world = renewing()
    world.succeed(a_session())
    assert "Nothing was gained: it is the same session, until 23:00." in world.notice().text
    assert "cookie may have a name of its own" in world.notice().text
    assert "hosted elsewhere" in world.notice().text
    assert world.model.remembered.extends == {ISSUER: False}


def test_held_back_nothing_is_ended_and_nothing_is_learned() -> None:
    """Another attempt may be about to get that very session."""
    world = renewing()
    world.happen(happened.RevocationWithheld(world.now, APP_ID, 1))
    world.succeed(a_session())
    assert "a new one only after this one has ended" in world.notice().text
    assert world.model.remembered.extends == {}


def test_a_renewal_that_was_held_back_and_cancelled_lost_nothing() -> None:
    world = renewing()
    world.happen(happened.RevocationWithheld(world.now, APP_ID, 1))
    world.wish(Action.CANCEL)
    assert (world.phase(), world.notices) == (Phase.ACTIVE, {})


def test_no_renewal_ends_what_another_attempt_may_be_about_to_get() -> None:
    world = signed_in(None, WIKI)
    world.wish(Action.SIGN_IN, "wiki")
    assert world.wish(Action.RENEW) == (BeginSignIn(APP_ID, 2, APP),)
    world.wish(Action.CANCEL)
    world.happen(happened.StageReached(NOW, WIKI_ID, 1, Stage.BROWSER, "authenticate.other.test"))
    assert world.wish(Action.RENEW) == (BeginSignIn(APP_ID, 3, APP, ends=a_session()),)


@pytest.mark.parametrize("how", ["cancelled", "failed", "the route is gone"])
def test_afterwards_the_old_session_is_gone_and_that_is_said(how: str) -> None:
    world = ended()
    if how == "cancelled":
        assert world.wish(Action.CANCEL) == (AbandonSignIn(1),)
    elif how == "failed":
        world.fail()
        assert PROBLEM.text() in world.notice().text
    else:
        world.configure(WIKI)
    notice = world.notices[f"login:{APP_ID}"]
    assert notice.title == ("app is signed out" if how != "the route is gone" else f"{APP_ID} is signed out")
    assert "was ended for the renewal, in the browser too, and is gone" in notice.text
    assert [button.id for button in notice.buttons] == ["sign-in"]


@pytest.mark.parametrize("how", ["cancelled", "failed"])
def test_before_anything_was_ended_the_session_stays(how: str) -> None:
    world = renewing()
    effects = world.wish(Action.CANCEL) if how == "cancelled" else world.fail()
    assert [notice.title for notice in world.notices.values()] == ([] if how == "cancelled" else ["app: No such host"])
    assert (world.phase(), world.session()) == (Phase.ACTIVE, a_session())
    assert Verify(a_session(), (APP,)) in effects


def test_a_renewal_that_stopped_midway_leaves_no_dead_session_behind() -> None:
    """The server ended it, and its answer came to nobody: so it is asked."""
    world = renewing()
    world.wish(Action.CANCEL)
    world.verify(Verdict.ENDED)
    assert world.notice().title == "app has ended"


@pytest.mark.parametrize("why", ["it stopped at a question", "it was no renewal", "it was held back"])
def test_where_nothing_can_have_been_ended_nobody_is_asked(why: str) -> None:
    world = renewing()
    if why == "it stopped at a question":
        world.happen(happened.QuestionAsked(world.now, APP_ID, 1, WARNING))
    elif why == "it was held back":
        world.happen(happened.RevocationWithheld(world.now, APP_ID, 1))
    else:
        world.wish(Action.COPY_LINK)
    assert kinds(world.wish(Action.CANCEL)) == ["AbandonSignIn"]


def test_the_old_session_serves_until_the_server_has_ended_it() -> None:
    world = renewing()
    assert Action.COPY_HEADER in world.row().actions
    world.verify(Verdict.ENDED)
    state = world.model.logins[APP_ID].state
    assert isinstance(state, SigningIn)
    assert Action.COPY_HEADER not in world.row().actions


def test_what_has_ended_is_not_ended_again() -> None:
    world = signed_in(a_session(lasts=HOUR))
    world.now += 2 * HOUR
    assert world.wish(Action.RENEW) == (BeginSignIn(APP_ID, 1, APP),)
    world.succeed(a_session("two", at=world.now))
    assert world.notice().text == "alice@pom.test is signed in, until Sun 01:00."
    assert world.model.remembered.extends == {}


@pytest.mark.parametrize(
    ("session", "login", "route"), [(a_granted(), CRM_ID, CRM), (a_granted(route=ROBOT), ROBOT_ID, ROBOT)]
)
def test_what_a_provider_gave_is_not_ended_at_a_pomerium(session: Session, login: LoginId, route: Route) -> None:
    world = a_world(CRM, ROBOT)
    place(world, login, session)
    assert world.wish(Action.RENEW, route.name) == (Renew(login, session, route),)
    world.happen(happened.RenewalFailed(NOW, login, session.id, PROBLEM, over=True))
    assert BeginSignIn(login, 1, route) in world.effects


def test_signing_in_again_by_itself_teaches_nothing() -> None:
    world = signed_in()
    world.now += HOUR
    world.wish(Action.SIGN_IN)
    world.succeed(a_session())
    assert "a new one only after this one has ended" in world.notice().text
    assert world.model.remembered.extends == {}


def test_another_person_s_session_teaches_nothing() -> None:
    world = renewing()
    world.succeed(a_session("two", at=world.now, lasts=2 * HOUR, person=Person("bob")))
    assert world.model.remembered.extends == {}


@pytest.mark.parametrize(("extends", "reminded"), [(None, True), (True, True), (False, False)])
def test_where_renewing_early_gains_nothing_nobody_is_reminded_before_the_end(
    extends: bool | None,  # noqa: FBT001 a table
    reminded: bool,  # noqa: FBT001
) -> None:
    world = signed_in()
    if extends is not None:
        world.model = world.model.remembering(extends={ISSUER: extends})
    world.now += 14 * HOUR - 10 * MINUTE
    assert (world.phase(), list(world.notices) != []) == (Phase.EXPIRING, reminded)
    world.now += 10 * MINUTE
    assert world.notice().title == "app has ended"


def test_what_was_learned_of_one_pomerium_says_nothing_of_another() -> None:
    world = signed_in()
    world.model = world.model.remembering(extends={WIKI.origin: False})
    world.now += 14 * HOUR - 10 * MINUTE
    assert world.notice().title == "app is ending soon"


@pytest.mark.parametrize(
    ("session", "login", "says"),
    [(a_session(), APP_ID, True), (a_granted(), CRM_ID, True), (a_granted(route=ROBOT), ROBOT_ID, False)],
)
def test_only_a_browser_has_a_tab_to_close(session: Session, login: LoginId, says: bool) -> None:  # noqa: FBT001
    world = a_world(APP, CRM, ROBOT, preferences=Preferences(callback_answer=CallbackAnswer.NONE))
    world.wish(
        Action.SIGN_IN, next(route.name for route in (APP, CRM, ROBOT) if str(login).startswith(str(route.origin)))
    )
    world.succeed(session, login)
    assert ("tab can be closed" in world.notices[f"login:{login}"].text) is says


def test_a_renewal_of_several_gets_one_page_after_the_other() -> None:
    world = signed_in(a_session(lasts=HOUR), WIKI)
    place(world, WIKI_ID, a_session("two", lasts=HOUR))
    world.wait(55 * MINUTE)
    world.effects.clear()
    (begun,) = [effect for effect in world.press_several("renew") if isinstance(effect, BeginSignIn)]
    assert (begun.login, begun.ends) == (APP_ID, a_session(lasts=HOUR))
    world.verify(Verdict.ENDED)
    effects = world.succeed(a_session("new", at=world.now))
    (begun,) = [effect for effect in effects if isinstance(effect, BeginSignIn)]
    assert (begun.login, begun.ends) == (WIKI_ID, a_session("two", lasts=HOUR))
    world.succeed(a_session("newer", at=world.now), WIKI_ID)
    assert (world.model.queue, world.model.renewals) == ((), frozenset())
    assert kinds(world.effects).count("BeginSignIn") == 2


def test_a_renewal_of_several_that_is_cancelled_ends_no_more() -> None:
    world = signed_in(a_session(lasts=HOUR), WIKI)
    place(world, WIKI_ID, a_session("two", lasts=HOUR))
    world.wait(55 * MINUTE)
    world.press_several("renew")
    world.wish(Action.CANCEL)
    assert (world.model.queue, world.model.renewals) == ((), frozenset())
    assert world.phase(WIKI_ID) is Phase.EXPIRING
