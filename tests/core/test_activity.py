"""What happened is told once, in plain words, bounded, and with no secret in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from pomtray.core import events as happened
from pomtray.core.activity import KEPT_FOR, MOST, ActivityEntry, entries_of, kept, line, matching, read_lines
from pomtray.core.domain.route import Route, Settings
from pomtray.core.domain.session import Session, Verdict
from pomtray.core.errors import Part
from pomtray.core.intent import Action, RouteIntent
from pomtray.core.model import Model, step
from pomtray.core.secret import Secret
from pomtray.core.settings.refused import RefusedEntry
from tests.core.built import (
    APP,
    CANARY,
    CRM_ID,
    HOUR,
    MAIL,
    MINUTE,
    NOW,
    PROBLEM,
    WIKI,
    World,
    a_granted,
    a_session,
    a_world,
    place,
    renewed,
    signed_in,
)
from tests.core.model.histories import ROUTES, histories, sessions, stored


def after(world: World, event: Any, since: datetime = NOW) -> list[str]:
    before = world.model
    world.happen(event)
    return [entry.title for entry in entries_of(event, before, world.model, since)]


def test_a_failure_is_told_with_its_request_id() -> None:
    world = a_world()
    world.wish(Action.SIGN_IN)
    before = world.model
    event = happened.SignInFailed(NOW, next(iter(before.logins)), before.attempts, PROBLEM)
    world.happen(event)
    (entry,) = entries_of(event, before, world.model, NOW)
    assert entry == ActivityEntry(NOW, "app: No such host", PROBLEM.text())
    assert "req-1" in entry.text
    assert entries_of(event, world.model, world.model, NOW) == ()


def test_what_a_sign_in_and_a_copy_gave() -> None:
    world = a_world()
    world.wish(Action.SIGN_IN)
    signed = happened.SignInSucceeded(NOW, next(iter(world.model.logins)), world.model.attempts, a_session())
    assert after(world, signed) == ["Signed in to app"]
    world.clipboard_works = False
    world.wish(Action.COPY_HEADER)
    filled = happened.ClipboardFilled(NOW, NOW + MINUTE, world.effects[-1].notice, "one")  # type: ignore[union-attr]
    assert after(world, filled) == ["Header for app copied"]
    assert after(world, happened.ClipboardCleared(NOW)) == ["The clipboard was cleared"]


def test_an_end_is_told_once_by_the_clock_or_by_the_server() -> None:
    world = signed_in(a_session(lasts=HOUR))
    ended = NOW + HOUR
    assert after(world, happened.TimePassed(ended - MINUTE), NOW) == []
    assert after(world, happened.TimePassed(ended), ended - MINUTE) == ["app: the session has ended"]
    assert after(world, happened.TimePassed(ended + MINUTE), ended) == []
    other = signed_in()
    assert after(other, happened.Verified(NOW, "one", Verdict.ENDED)) == ["app: the session has ended"]


def test_a_silent_renewal() -> None:
    world = a_world(*ROUTES)
    place(world, CRM_ID, session := a_granted())
    assert after(world, happened.Renewed(NOW, CRM_ID, renewed(session, 1, NOW))) == ["crm was renewed"]


def test_what_cannot_be_had_and_can_be_again() -> None:
    world = a_world()
    assert after(world, happened.Impaired(NOW, Part.VAULT, PROBLEM)) == ["No such host"]
    assert after(world, happened.Impaired(NOW, Part.VAULT, PROBLEM)) == []
    assert after(world, happened.Restored(NOW, Part.VAULT)) == ["No such host: that is over"]


def reads(world: World, *routes: Route, refused: tuple[RefusedEntry, ...] = ()) -> list[str]:
    return after(world, happened.SettingsRead(NOW, Settings(routes, refused=refused)))


def test_what_the_settings_say_at_the_start_is_no_news_and_the_first_route_is() -> None:
    world = World()
    assert reads(world, APP, WIKI) == []
    assert reads(world, APP, WIKI, MAIL) == ["mail was added"]
    first = World()
    assert reads(first) == [], "the program has begun"
    assert reads(first, APP) == ["app was added"]
    assert after(first, happened.ChangeUndone(NOW)) == ["The last change of the settings was taken back"]
    assert reads(first) == ["app was removed"]


def test_locked_the_settings_are_no_less_known() -> None:
    world = signed_in()
    world.happen(happened.LockRequested(NOW))
    world.happen(happened.Locked(NOW))
    now = replace(world.model.settings, routes=(*world.model.settings.routes, MAIL))
    assert after(world, happened.SettingsRead(NOW, now)) == ["mail was added"]


def test_a_route_that_is_served_here_and_one_that_is_connected() -> None:
    world, tunnel = World(), Route("db", "tcp+https://app.test.example:5432")
    assert reads(world, APP, tunnel) == []
    for number, (name, began, over) in enumerate(
        (("app", "app is served on this computer", "app is not served any more"),
         ("db", "db was connected", "db was disconnected")), 1
    ):  # fmt: skip
        world.wish(Action.SERVE, name)
        event = happened.ServingBegan(NOW, name, number, "127.0.0.1:80", Secret(f"http://127.0.0.1:80/{CANARY}"))
        before = world.model
        assert after(world, event) == [began]
        assert CANARY not in repr(entries_of(event, before, world.model, NOW))
        assert after(world, event) == [], "once"
        assert after(world, happened.ActionRequested(NOW, RouteIntent(Action.STOP_SERVING, name))) == [over]
    world.wish(Action.SERVE, "app")
    world.happen(happened.ServingBegan(NOW, "app", 3, "127.0.0.1:80", Secret("http://127.0.0.1:80/")))
    ended = happened.ServingEnded(NOW, "app", 3, PROBLEM, over=False)
    assert after(world, ended) == ["No such host"], "with the reason"


def test_a_client_secret_that_was_given() -> None:
    world = a_world()
    given = happened.SecretGiven(NOW, "Company", Secret(CANARY))
    assert after(world, given) == ["The client secret of Company was put into the vault"]
    assert after(world, happened.SecretGiven(NOW, "Company", None)) == []


def test_tokens_in_plain_text_that_were_deleted() -> None:
    world = a_world()
    assert after(world, happened.PlainTextDeleted(NOW, 1)) == ["1 file with a token in plain text was deleted"]
    assert after(world, happened.PlainTextDeleted(NOW, 2)) == ["2 files with tokens in plain text were deleted"]


def test_notices_that_are_paused() -> None:
    world = signed_in()
    world.model = replace(world.model, vault_open=True)
    assert after(world, happened.NoticesPaused(NOW, NOW + HOUR)) == ["Notices are paused until 10:00"]
    assert after(world, happened.NoticesPaused(NOW, None)) == ["Notices come again"]


def test_of_the_settings_only_the_title_is_kept() -> None:
    world = a_world()
    event = happened.Impaired(NOW, Part.SETTINGS, replace(PROBLEM, sentence=f"{CANARY} is no route"))
    before = world.model
    world.happen(event)
    assert entries_of(event, before, world.model, NOW) == (ActivityEntry(NOW, PROBLEM.title),)


def test_the_lock() -> None:
    world = signed_in()
    world.model = replace(world.model, vault_open=True)
    assert after(world, happened.LockRequested(NOW)) == []
    assert after(world, happened.Locked(NOW)) == ["pomtray was locked"]
    assert after(world, happened.UnlockRequested(NOW)) == []
    assert after(world, happened.VaultOpened(NOW, stored(a_session()))) == ["pomtray was unlocked"]


def test_it_is_bounded_in_days_and_number() -> None:
    entries = [ActivityEntry(NOW + timedelta(seconds=n), f"n {n}") for n in range(2 * MOST)]
    assert kept(entries, NOW + HOUR) == entries[-MOST:]
    assert kept(entries, NOW + KEPT_FOR + timedelta(seconds=MOST)) == entries[MOST + 1 :]


def test_what_comes_again_and_again_is_one_entry_at_its_last_time() -> None:
    entries = [ActivityEntry(NOW + n * MINUTE, ("crm" if n % 2 else "mail") + " was renewed") for n in range(6)]
    assert [(entry.title, entry.times, entry.at) for entry in kept(entries, NOW)] == [
        ("mail was renewed", 3, NOW + 4 * MINUTE),
        ("crm was renewed", 3, NOW + 5 * MINUTE),
    ]


def test_what_is_told_anew_with_more_in_it_is_one_entry() -> None:
    first, second = (
        ActivityEntry(NOW, "Signed in to app", "alice."),
        ActivityEntry(NOW + MINUTE, "Signed in to app", "alice. It opened 2."),
    )
    assert kept([first, second], NOW) == [second]
    assert len(kept([first, replace(second, at=NOW + 2 * MINUTE)], NOW)) == 2, "another sign-in"
    assert len(kept([first, replace(second, text="bob.")], NOW)) == 2
    assert len(kept([replace(first, text=""), second], NOW)) == 2


def test_every_word_is_looked_for_and_the_newest_is_first() -> None:
    entries = [
        ActivityEntry(NOW, "Signed in to app", "alice"),
        ActivityEntry(NOW, "Signed in to wiki"),
        ActivityEntry(NOW, "app", "Alice"),
    ]
    assert matching(entries, "ALICE app") == [entries[2], entries[0]]
    assert matching(entries, "") == entries[::-1]


texts = st.text(max_size=40)


@given(
    st.lists(st.builds(ActivityEntry, st.just(NOW), texts, texts, st.integers(1, 9)), max_size=5),
    st.binary(max_size=60),
)
def test_lines_are_read_as_they_were_written_and_others_left_out(entries: list[ActivityEntry], noise: bytes) -> None:
    content = b"".join(map(line, entries))
    assert read_lines(content) == entries
    assert read_lines(content + noise)[: len(entries)] == entries
    assert read_lines(noise + b'\n{"at":"2026","title":1}\n' + content)[-len(entries) or 9 :] == entries


@given(st.lists(sessions, max_size=3), histories)
def test_no_secret_is_told(held: list[Session], history: list[tuple[timedelta, Any]]) -> None:
    model, _ = step(Model(), happened.SettingsRead(NOW, Settings(ROUTES)))
    read = {key: login for session in held for key, login in stored(session).items()}
    model, _ = step(model, happened.VaultOpened(NOW, read))
    now = since = NOW
    for span, event in history:
        since, now = now, now + span
        before, event = model, replace(event, at=now)  # noqa: PLW2901 the same event, now
        model, _ = step(model, event)
        entries = entries_of(event, before, model, since)
        assert CANARY not in repr(entries)
        assert all(entry.title and CANARY.encode() not in line(entry) for entry in entries)
