"""Every wish of a person as an event, and the few that are for the windows alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from pomtray.app.taking.intents import event_of, takes_dialog
from pomtray.core import events as happened
from pomtray.core.domain.login import LoginId
from pomtray.core.intent import Action, Answer, AppAction, KeepSecret, NoticeAction, RouteIntent, VisibilityChanged
from pomtray.core.secret import Secret
from pomtray.core.view.notices import KEYRING
from tests.core.built import WIKI, WIKI_ID, a_session, place, signed_in

NOW = datetime(2026, 11, 21, 20, tzinfo=UTC)
ZONE = timezone(timedelta(hours=9))
"""Where it is five in the morning of the next day."""

EVENTS: dict[AppAction, happened.Event | None] = {
    AppAction.SIGN_IN_ALL: happened.SignInAllRequested(NOW),
    AppAction.SIGN_OUT_ALL: happened.SignOutAllRequested(NOW),
    AppAction.COPY_LAST: happened.LastCopyRequested(NOW),
    AppAction.PAUSE_HOUR: happened.NoticesPaused(NOW, NOW + timedelta(hours=1)),
    AppAction.PAUSE_TOMORROW: happened.NoticesPaused(NOW, datetime(2026, 11, 22, 21, tzinfo=UTC)),
    AppAction.UNPAUSE: happened.NoticesPaused(NOW, None),
    AppAction.SETTINGS_FILE: None,
    AppAction.EDIT_SETTINGS: None,
    AppAction.LOG_FILE: None,
    AppAction.KEYS: None,
    AppAction.HELP: None,
    AppAction.ABOUT: None,
    AppAction.NOTICES: None,
    AppAction.ACTIVITY: None,
    AppAction.WINDOW: None,
    AppAction.SEARCH: None,
    AppAction.ADD: None,
    AppAction.IMPORT: None,
    AppAction.UNDO: None,
    AppAction.PREFERENCES: None,
    AppAction.PROVIDERS: None,
    AppAction.TRY_AGAIN: happened.RetryRequested(NOW),
    AppAction.CANCEL_PROMPT: happened.PromptCancelled(NOW),
    AppAction.LOCK: happened.LockRequested(NOW),
    AppAction.UNLOCK: happened.UnlockRequested(NOW),
    AppAction.MENU_ENTRY: None,
    AppAction.START_AT_LOGIN: None,
    AppAction.QUIT: None,
}


def test_the_table_knows_every_wish() -> None:
    assert set(EVENTS) == set(AppAction)


@pytest.mark.parametrize("action", AppAction)
def test_wishes_about_the_program(action: AppAction) -> None:
    assert event_of(action, NOW, ZONE) == EVENTS[action]


@pytest.mark.parametrize("action", Action)
def test_wishes_about_a_route_are_the_rules_business(action: Action) -> None:
    intent = RouteIntent(action, "app", text="pasted")
    assert event_of(intent, NOW, ZONE) == happened.ActionRequested(NOW, intent)


def test_answers_looks_and_notices() -> None:
    answer = Answer(LoginId("app"), 1, 2, yes=True, text="typed in")
    assert event_of(answer, NOW, ZONE) == happened.QuestionAnswered(NOW, answer)
    secret = KeepSecret("P", "typed in")
    assert event_of(secret, NOW, ZONE) == happened.SecretGiven(NOW, "P", Secret("typed in"))
    assert event_of(VisibilityChanged(shown=True), NOW, ZONE) == happened.WindowShown(NOW, shown=True)
    assert event_of(VisibilityChanged(shown=False), NOW, ZONE) == happened.WindowShown(NOW, shown=False)
    assert event_of(NoticeAction("login:app", "renew"), NOW, ZONE) == happened.NoticeUsed(NOW, "login:app", "renew")
    assert event_of(NoticeAction(KEYRING, "try-again"), NOW, ZONE) == happened.RetryRequested(NOW)
    assert event_of(NoticeAction(KEYRING, "default"), NOW, ZONE) == happened.NoticeUsed(NOW, KEYRING, "default")


def test_what_is_asked_or_shown_first() -> None:
    wishes = [
        *AppAction,
        *(RouteIntent(action, "app") for action in Action),
        RouteIntent(Action.PASTE, "app", text="x"),
    ]
    world = signed_in(None, WIKI)
    always = [
        AppAction.SIGN_OUT_ALL,
        AppAction.PREFERENCES,
        AppAction.PROVIDERS,
        AppAction.NOTICES,
        AppAction.IMPORT,
        *(RouteIntent(it, "app") for it in (Action.PASTE, Action.DETAILS, Action.BLOCKED)),
    ]
    assert [wish for wish in wishes if takes_dialog(wish, lambda: world.snapshot)] == always
    place(world, WIKI_ID, a_session())
    together = [wish for wish in wishes if takes_dialog(wish, lambda: world.snapshot)]
    assert set(together) - set(always) == {RouteIntent(Action.SIGN_OUT, "app")}, "wiki goes along"


def test_a_picture_is_made_for_a_sign_out_alone() -> None:
    made: list[object] = []
    for action in Action:
        takes_dialog(RouteIntent(action, "app"), lambda: made.append(1) or signed_in().snapshot)
    assert len(made) == 1


@pytest.mark.parametrize("stray", [None, "quit", 7, object()])
def test_anything_else_is_nothing(stray: object) -> None:
    assert event_of(stray, NOW, ZONE) is None
