"""Sign-ins as stories: from the wish to the session, or to the reason why not."""

from __future__ import annotations

from dataclasses import replace
from unittest.mock import ANY

import pytest

from pomtray.core import events as happened
from pomtray.core.domain.access import Closed, Refusal
from pomtray.core.domain.login import Doubt, Failed, LoginId, Phase, Question, SigningIn, Stage
from pomtray.core.domain.remembered import Remembered
from pomtray.core.domain.route import CallbackAnswer, Preferences
from pomtray.core.domain.session import Verdict
from pomtray.core.effects import AbandonSignIn, BeginSignIn, GiveAnswer, GivePaste, PutOnClipboard, Save
from pomtray.core.intent import Action, Answer
from pomtray.core.view.snapshot import Badge
from tests.core.built import (
    APP,
    APP_ID,
    CANARY,
    CRM,
    CRM_ID,
    HOUR,
    ISSUER,
    MINUTE,
    NO,
    NOW,
    PROBLEM,
    QUESTION,
    SECOND,
    WIKI,
    WIKI_ID,
    World,
    a_granted,
    a_session,
    a_world,
    kinds,
    signed_in,
)


def signing_in() -> World:
    world = a_world(APP, WIKI)
    world.wish(Action.SIGN_IN)
    return world


def test_a_wish_begins_an_attempt() -> None:
    world = a_world(preferences=Preferences(sign_in_for=60))
    assert world.wish(Action.SIGN_IN) == (BeginSignIn(APP_ID, 1, APP),)
    state = world.model.logins[APP_ID].state
    assert isinstance(state, SigningIn)
    assert state.attempt.ends_at == NOW + MINUTE


def test_a_second_click_joins() -> None:
    world = signing_in()
    assert world.wish(Action.SIGN_IN) == ()
    assert world.wish(Action.RENEW) == ()
    assert world.press("sign-in") == ()


def test_a_link_is_asked_for_afresh() -> None:
    world = signing_in()
    assert world.wish(Action.COPY_LINK) == (AbandonSignIn(1), BeginSignIn(APP_ID, 2, APP, link=True))
    assert world.wish(Action.COPY_LINK) == (AbandonSignIn(2), BeginSignIn(APP_ID, 3, APP, link=True))
    assert world.succeed(a_session(), attempt=2) == ()
    link = f"https://authenticate.pom.test/{CANARY}"
    assert world.happen(happened.LinkReady(NOW, APP_ID, 2, link)) == ()
    assert world.happen(happened.LinkReady(NOW, APP_ID, 3, link)) == (
        PutOnClipboard(link, NOW + 30 * SECOND, ANY, route="app"),
    )
    assert CANARY not in repr(world.notices)
    assert "Sign-in link for app" in world.notices["copied"].title


def test_success_is_saved_and_told() -> None:
    world = signing_in()
    world.happen(happened.StageReached(NOW, APP_ID, 1, Stage.BROWSER, "authenticate.pom.test"))
    world.happen(happened.StageReached(NOW, APP_ID, 1, Stage.CHECKING))
    assert (world.row().left, world.row().note) == (
        "signing in",
        "checking, authenticate.pom.test asks for the sign-in",
    )
    assert world.succeed(a_session()) == (Save(),)
    assert world.phase() is Phase.ACTIVE
    assert world.notice().title == "Signed in to app"
    assert world.notice().text == "alice@pom.test is signed in, until 23:00."
    world.wait(5 * MINUTE)
    assert world.notices == {}


@pytest.mark.parametrize("said", ["reached", "asked", "succeeded", "failed", "link"])
@pytest.mark.parametrize("login", [APP_ID, WIKI_ID, LoginId("nobody")])
def test_an_older_attempts_word_changes_nothing(said: str, login: LoginId) -> None:
    world = signing_in()
    world.wish(Action.CANCEL)
    world.wish(Action.SIGN_IN)
    before = world.model
    match said:
        case "reached":
            world.happen(happened.StageReached(NOW, login, 1, Stage.CHECKING))
        case "asked":
            world.model = replace(world.model, attempts=1)
            world.ask(login)
            world.model = replace(world.model, attempts=2)
        case "succeeded":
            world.succeed(a_session(), login, 1)
        case "failed":
            world.fail(login, 1)
        case _:
            world.happen(happened.LinkReady(NOW, login, 1, "https://x"))
    assert world.model == before
    assert kinds(world.effects) == ["BeginSignIn", "AbandonSignIn", "BeginSignIn"]


def test_somebody_who_may_not_open_the_route_is_told_so() -> None:
    world = signing_in()
    world.succeed(a_session().heard({APP.origin: Refusal(Closed.NOT_ALLOWED, "request-7")}))
    assert world.notice().title == "app: not allowed"
    assert world.notice().text == (
        "alice@pom.test is signed in, until 23:00. app.pom.test does not let this person in. "
        "Sign in as somebody else, or ask the administrator. Request id request-7."
    )
    assert (world.row().left, world.row().note) == ("not allowed", "checked just now")


def test_without_an_answer_page_the_tab_may_be_closed() -> None:
    world = a_world(preferences=Preferences(callback_answer=CallbackAnswer.NONE))
    world.wish(Action.SIGN_IN)
    world.succeed(a_session(lasts=None))
    assert world.notice().text == "alice@pom.test is signed in, until nobody knows when. The browser tab can be closed."


def test_renewing_what_has_ended_gained_nothing_to_speak_of() -> None:
    world = signed_in(a_session(lasts=HOUR))
    world.wait(2 * HOUR)
    world.press("renew")
    world.succeed(a_session("two", at=world.now))
    assert "session" not in world.notice().text


def test_good_news_of_a_short_session_makes_way_for_the_warning() -> None:
    world = signing_in()
    world.succeed(a_session(lasts=3 * MINUTE))
    world.wait(90 * SECOND)
    assert world.notice().title == "app is ending soon"
    world.wait(90 * SECOND)
    assert world.notice().title == "app has ended"


def test_bad_news_makes_way_for_the_warning_too() -> None:
    world = signed_in(a_session(lasts=20 * MINUTE))
    world.now += 17 * MINUTE
    world.wish(Action.RENEW)
    world.fail()
    assert world.notice().title == "app: No such host"
    world.wait(MINUTE)
    assert world.notice().title == "app is ending soon"


def test_a_failure_is_told_with_its_reason_and_the_way_on() -> None:
    world = signing_in()
    assert world.fail() == ()
    assert world.phase() is Phase.FAILED
    assert world.notice().title == "app: No such host"
    assert world.notice().text == PROBLEM.text()
    assert [button.id for button in world.notice().buttons] == ["sign-in"]
    assert (world.row().left, world.row().note) == ("failed", "No such host")
    assert kinds(world.press("sign-in")) == ["BeginSignIn"]
    assert world.notices == {}


@pytest.mark.parametrize("end", ["failed", "cancelled", "signed in"])
def test_what_was_usable_stays_usable(end: str) -> None:
    world = signed_in()
    world.wish(Action.RENEW)
    assert Action.COPY_HEADER in world.row().actions
    assert world.snapshot.status == "Signed in to 1 of 1 route"
    if end == "failed":
        world.fail()
    elif end == "cancelled":
        world.wish(Action.CANCEL)
    else:
        world.succeed(a_session())
    assert world.phase() is Phase.ACTIVE
    assert world.session() == a_session()
    assert kinds(world.wish(Action.COPY_HEADER)) == ["PutOnClipboard"]


def test_a_failed_renewal_is_not_stored_over_the_session() -> None:
    world = signed_in()
    world.wish(Action.RENEW)
    world.fail()
    state = world.model.logins[APP_ID].state
    assert isinstance(state, Failed)
    assert state.previous == a_session()
    assert kinds(world.verify(Verdict.ENDED)) == ["Save"]
    assert world.phase() is Phase.FAILED
    assert world.snapshot.sign_in_count == 1


def test_cancel_withdraws_the_question() -> None:
    world = signing_in()
    world.ask()
    assert world.notice().title == "Is that you?"
    assert world.wish(Action.CANCEL) == (AbandonSignIn(1),)
    assert world.notices == {}
    assert world.snapshot.questions == ()
    assert world.phase() is Phase.SIGNED_OUT
    assert world.wish(Action.CANCEL) == ()


def test_a_paste_goes_to_the_attempt_only() -> None:
    world = a_world()
    assert world.wish(Action.PASTE, text=CANARY) == ()
    world.wish(Action.SIGN_IN)
    effects = world.wish(Action.PASTE, text=CANARY)
    assert effects == (GivePaste(1, CANARY),)
    assert CANARY not in repr(effects)


@pytest.mark.parametrize("yes", [True, False])
def test_a_question_is_answered_once(yes: bool) -> None:  # noqa: FBT001 a table
    world = signing_in()
    assert world.happen(happened.QuestionAnswered(NOW, Answer(APP_ID, 1, 1, yes))) == ()
    world.ask()
    assert world.row().left == "asks you"
    assert [asking.attempt for asking in world.snapshot.questions] == [1]
    assert world.happen(happened.QuestionAnswered(NOW, Answer(APP_ID, 2, 1, yes))) == ()
    assert world.happen(happened.QuestionAnswered(NOW, Answer(APP_ID, 1, 1, yes))) == (GiveAnswer(1, yes),)
    assert world.happen(happened.QuestionAnswered(NOW, Answer(APP_ID, 1, 1, yes))) == ()
    assert world.notices == {}


PAIR = replace(QUESTION, doubt=Doubt.OTHER_DOMAIN, about=(ISSUER, WIKI.origin))


def test_a_yes_to_a_pair_is_kept_for_good() -> None:
    world = signing_in()
    world.happen(happened.QuestionAsked(NOW, APP_ID, 1, PAIR))
    assert world.happen(happened.QuestionAnswered(NOW, Answer(APP_ID, 1, 1, yes=True))) == (
        GiveAnswer(1, yes=True),
        Save(),
    )
    assert world.model.remembered.pomerium(ISSUER).allows(WIKI.origin, Doubt.OTHER_DOMAIN)
    world.fail()
    assert world.model.remembered.pomerium(ISSUER).allows(WIKI.origin, Doubt.OTHER_DOMAIN)


@pytest.mark.parametrize(("question", "yes"), [(PAIR, False), (QUESTION, True)])
def test_a_no_and_a_yes_to_something_else_teach_nothing(question: Question, yes: bool) -> None:  # noqa: FBT001 a table
    world = signing_in()
    world.happen(happened.QuestionAsked(NOW, APP_ID, 1, question))
    assert world.happen(happened.QuestionAnswered(NOW, Answer(APP_ID, 1, 1, yes))) == (GiveAnswer(1, yes),)
    assert world.model.remembered == Remembered()


def test_a_no_is_no_failure() -> None:
    world = signing_in()
    world.ask()
    world.press("no 1")
    assert world.happen(happened.SignInDeclined(NOW, APP_ID, 1, NO)) == ()
    assert world.phase() is Phase.SIGNED_OUT
    assert world.notices == {}
    assert world.snapshot.badge is Badge.IDLE
    assert world.snapshot.sign_in_count == 0
    assert (world.row().left, world.row().note, world.row().reason) == ("signed out", NO.sentence, NO.text())
    assert world.happen(happened.SignInDeclined(NOW, APP_ID, 1, NO)) == ()


def test_what_was_cancelled_is_said_calmly_until_the_next_sign_in() -> None:
    world = signing_in()
    world.wish(Action.CANCEL)
    assert (world.snapshot.badge, world.row().note) == (Badge.IDLE, "You cancelled the sign-in.")
    assert world.notices == {}
    world.wish(Action.SIGN_IN)
    world.succeed(a_session())
    world.wish(Action.SIGN_OUT)
    assert (world.row().left, world.row().note) == ("signed out", "")


def test_a_no_leaves_the_session_before() -> None:
    world = signed_in()
    world.wish(Action.SIGN_IN)
    world.happen(happened.SignInDeclined(NOW, APP_ID, world.model.attempts, NO))
    assert world.phase() is Phase.ACTIVE
    assert world.notices == {}
    assert world.row().reason == ""
    assert [(said.title, said.text) for said in world.snapshot.past] == [("app: Sign-in declined", NO.text())]


@pytest.mark.parametrize(("button", "yes"), [("yes 1", True), ("no 1", False)])
def test_a_notices_button_answers(button: str, yes: bool) -> None:  # noqa: FBT001 a table
    world = signing_in()
    world.ask()
    assert world.press("default") == ()
    assert world.notice().title == "Is that you?"
    assert world.press(button) == (GiveAnswer(1, yes),)
    assert world.press(button) == ()


@pytest.mark.parametrize("key", ["", "login:", "login:nobody", APP_ID, f"login:login:{APP_ID}", "copied", "\0" * 999])
@pytest.mark.parametrize("action", ["sign-in", "renew", "snooze", "yes", "yes 1", "no 1", "default", "", "quit"])
def test_a_strange_notice_does_nothing(key: str, action: str) -> None:
    world = signed_in()
    before = world.model
    assert world.happen(happened.NoticeUsed(NOW, key, action)) == ()
    assert world.model == before


@pytest.mark.parametrize("action", ["yes", "no", "yes 1", "no x", "yes ²", "quit", ""])
def test_a_strange_button_does_nothing(action: str) -> None:
    world = signed_in()
    assert world.press(action) == ()


def on_a_device() -> World:
    world = a_world(CRM)
    assert world.wish(Action.DEVICE, "crm") == (BeginSignIn(CRM_ID, 1, CRM, device=True),)
    return world


def test_a_code_for_another_device_is_told_until_the_end() -> None:
    world = on_a_device()
    world.happen(happened.CodeShown(NOW, CRM_ID, 1, "WDJB-MJHT", "https://idp.test/device"))
    code = "Enter WDJB-MJHT at https://idp.test/device"
    assert (world.row("crm").code, world.row("crm").note) == (code, code)
    assert world.notice(CRM_ID).title == "Code for crm"
    assert world.notice(CRM_ID).text.startswith(f"{code} on any device.")
    assert "Only if you asked for it yourself" in world.notice(CRM_ID).text
    world.succeed(a_granted(), CRM_ID)
    assert (world.row("crm").code, world.notice(CRM_ID).title) == ("", "Signed in to crm")


def test_a_code_of_an_older_attempt_is_not_shown() -> None:
    world = on_a_device()
    assert world.wish(Action.DEVICE, "crm") == (AbandonSignIn(1), BeginSignIn(CRM_ID, 2, CRM, device=True))
    world.happen(happened.CodeShown(NOW, CRM_ID, 1, "OLD", "https://idp.test/device"))
    assert (world.row("crm").code, world.notices) == ("", {})


def test_a_secret_is_typed_in_and_handed_on_unseen() -> None:
    world = a_world(CRM)
    world.wish(Action.SIGN_IN, "crm")
    question = replace(QUESTION, doubt=Doubt.CLIENT_SECRET, entry="Client secret")
    world.happen(happened.QuestionAsked(NOW, CRM_ID, 1, question))
    assert [button.id for button in world.notice(CRM_ID).buttons] == ["show", "no 1"]
    assert world.press("show", CRM_ID) == ()
    assert world.snapshot.questions[0].question.entry == "Client secret"
    effects = world.happen(happened.QuestionAnswered(NOW, Answer(CRM_ID, 1, 1, yes=True, text=CANARY)))
    assert effects == (GiveAnswer(1, yes=True, text=CANARY),)
    assert CANARY not in repr((effects, world.model, world.notices, world.snapshot))


def test_an_answer_to_an_earlier_question_is_none() -> None:
    """The notice of the first was still on screen."""
    world = signing_in()
    world.ask()
    world.press("yes 1")
    world.ask()
    assert world.press("yes 1") == ()
    assert world.happen(happened.QuestionAnswered(NOW, Answer(APP_ID, 1, 1, yes=True))) == ()
    assert world.press("yes 2") == (GiveAnswer(1, yes=True),)


def test_the_notice_of_a_link_names_the_route_that_was_clicked_and_what_to_do_with_it() -> None:
    world = a_world(APP, WIKI)
    session = replace(a_session(), may_go_to=frozenset({APP.origin, WIKI.origin, ISSUER}))
    world.wish(Action.SIGN_IN)
    world.succeed(session, opened=frozenset({WIKI.origin}))
    assert [route.name for route in world.model.routes_of(world.model.logins[APP_ID])] == ["app", "wiki"]
    world.wish(Action.COPY_LINK, "wiki")
    world.happen(happened.LinkReady(world.now, APP_ID, world.model.attempts, "https://authenticate.pom.test/x"))
    told = world.notices["copied"]
    assert told.title == "Sign-in link for wiki copied"
    assert told.text.startswith("Paste it into the address bar of the browser in which you want to sign in.")
    world.fail()
    assert world.notice().title == "wiki: No such host"
