"""Days and months of use: sleep, roaming, servers that restart, providers that are down, clocks that jump."""

from __future__ import annotations

import pytest

from pomtray.core import events as happened
from pomtray.core.alarm import next_deadline
from pomtray.core.domain.login import LoginId, Phase, phase, session_of
from pomtray.core.domain.route import AutoRenew, Preferences, Route, Settings
from pomtray.core.domain.session import Session
from pomtray.core.intent import Action, RouteIntent
from pomtray.core.view.notices import SEVERAL
from tests.core.built import APP, APP_ID, CANARY, CRM, CRM_ID, HOUR, MAIL, MINUTE, SECOND, WIKI
from tests.core.living import Life, born

DAY = 24 * HOUR


def live_with(*routes: Route, preferences: Preferences | None = None) -> Life:
    """Nothing is looked at unasked, unless that is said."""
    life = born()
    life.happen(happened.SettingsRead(life.world.now, Settings(routes, preferences or Preferences(look_every=0))))
    for route in routes:
        life.happen(happened.ActionRequested(life.world.now, RouteIntent(Action.SIGN_IN, route.name)))
    life.run(6 * MINUTE)  # the notice of the sign-in goes
    life.done.clear()
    life.told.clear()
    life.issuer.asked = 0
    return life


def sign_in_all(life: Life) -> None:
    life.happen(happened.SignInAllRequested(life.world.now))


def a_working_day(life: Life, day: int) -> None:
    """Nine to six: signs in once, looks at the menu every hour, goes to lunch on another network."""
    sign_in_all(life)
    for hour in range(9):
        life.run(30 * MINUTE)
        if hour == 4:
            life.connect(online=False)
            life.look()
            life.run(20 * MINUTE)
            life.connect(online=True)
        if day % 7 == 5 and hour == 6:
            life.pomerium.restart()
        life.look()
        life.run(30 * MINUTE)


def test_thirty_days_with_sleeps_roaming_and_servers_that_restart() -> None:
    life = live_with(APP, WIKI, MAIL)
    for day in range(30):
        told = len(life.told)
        a_working_day(life, day)
        life.sleep(15 * HOUR)
        titles = [title for _, title in life.told[told:] if not title.startswith("Signed in")]
        one_by_one = ["app has ended", "2 sessions have ended"] if day % 7 == 5 else []
        assert titles == [*one_by_one, "3 sessions have ended"]
        assert set(life.world.notices) == {SEVERAL}
    assert life.done["BeginSignIn"] == 29 * 3
    assert life.done["Verify"] <= 30 * 3 * 12
    assert life.done["alarm"] <= 30 * 40
    life.run(3 * DAY)
    assert next_deadline(life.model, life.world.now) is None


def test_a_server_that_drops_sixteen_sessions_at_once_is_one_notice_and_no_storm() -> None:
    routes = [Route(f"r{number}", f"https://r{number}.test") for number in range(16)]
    life = live_with(*routes)
    life.run(HOUR)
    life.pomerium.restart()
    assert (life.done["Verify"], life.world.notices) == (0, {})
    life.look()
    assert life.done["Verify"] == 16
    assert [title for _, title in life.told][-1] == "16 sessions have ended"
    assert set(life.world.notices) == {SEVERAL}
    assert life.done["BeginSignIn"] == 0
    life.run(DAY)
    assert life.done["Verify"] == 16
    sign_in_all(life)
    assert life.done["BeginSignIn"] == 16
    assert SEVERAL not in life.world.notices


def test_nobody_looks_and_nothing_is_asked() -> None:
    life = live_with(APP, WIKI)
    life.run(13 * HOUR)
    assert life.done == {}


def test_a_look_every_ten_minutes_is_one_wake_up_for_all() -> None:
    life = live_with(APP, WIKI, MAIL, preferences=Preferences())
    life.run(10 * HOUR)
    assert life.done == {"Verify": 60 * 3, "alarm": 60}


def test_sixteen_sessions_that_died_unasked_are_one_notice() -> None:
    routes = [Route(f"r{number}", f"https://r{number}.test") for number in range(16)]
    life = live_with(*routes, preferences=Preferences())
    life.run(HOUR)
    life.pomerium.restart()
    life.run(10 * MINUTE)
    assert [title for _, title in life.told][-1] == "16 sessions have ended"
    assert set(life.world.notices) == {SEVERAL}
    asked, told = life.done["Verify"], len(life.told)
    life.run(DAY)
    assert (life.done["Verify"], len(life.told)) == (asked, told)


def test_thirty_days_with_looks_ask_for_what_lives_and_while_somebody_is_there() -> None:
    life = live_with(APP, WIKI, MAIL, preferences=Preferences())
    for day in range(30):
        a_working_day(life, day)
        life.sleep(15 * HOUR)
        assert set(life.world.notices) == {SEVERAL}
    assert life.done["BeginSignIn"] == 29 * 3
    assert life.done["Verify"] <= 30 * 3 * (9 * 6 + 12)
    assert life.done["alarm"] <= 30 * (9 * 6 + 40)


def test_a_month_away_is_one_notice() -> None:
    life = live_with(APP, WIKI, MAIL)
    life.sleep(30 * DAY)
    assert [title for _, title in life.told] == ["3 sessions have ended"]
    assert life.done["Verify"] == 0


def test_a_month_with_the_page_by_itself_opens_one_a_day() -> None:
    life = live_with(APP, preferences=Preferences(auto_renew=AutoRenew.BROWSER))
    life.run(30 * DAY)
    assert life.done["BeginSignIn"] == life.done["CheckPresence"] == 30 * 24 // 14
    assert life.world.phase() is Phase.ACTIVE


def test_a_pause_across_days_is_quiet_and_then_tells_once() -> None:
    life = live_with(APP, WIKI)
    life.happen(happened.NoticesPaused(life.world.now, life.world.now + 2 * DAY))
    life.run(2 * DAY - SECOND)
    assert life.told == []
    life.run(SECOND)
    assert [title for _, title in life.told] == ["2 sessions have ended"]


def held(life: Life, login: LoginId = CRM_ID) -> Session:
    session = session_of(life.model.logins[login].state)
    assert session
    return session


def nothing_lost(life: Life) -> None:
    """The session is there, and so is the newest refresh token that reached us, in the vault too."""
    session = held(life)
    assert session.grant
    assert session.grant.refresh == life.issuer.newest[session.id][-1]
    assert session.grant.over is None
    assert life.kept() == [session.grant.refresh]
    assert CANARY not in repr((life.model, life.world.snapshot, life.world.notices))


def usable(life: Life) -> bool:
    """By the world's clock, whatever ours says."""
    session = held(life)
    return phase(life.model.logins[CRM_ID].state, life.world.now) in {Phase.ACTIVE, Phase.EXPIRING} and (
        life.real < life.issuer.ends_at[session.id]
    )


def test_a_day_of_five_minute_tokens() -> None:
    life = live_with(CRM)
    for _ in range(24 * 60):
        life.run(MINUTE)
        assert usable(life)
    nothing_lost(life)
    assert 24 * 60 / 5 <= life.issuer.asked <= 24 * 60 / 3.5
    assert life.told == []
    assert life.done["Verify"] == 0


def test_a_day_with_naps() -> None:
    life = live_with(CRM)
    for _ in range(24):
        life.run(30 * MINUTE)
        life.sleep(30 * MINUTE)
        assert usable(life)
        nothing_lost(life)
    assert life.issuer.asked <= 24 * (30 / 3.5 + 3)


def test_a_night_is_one_renewal_in_the_morning() -> None:
    life = live_with(CRM)
    life.world.now += 9 * HOUR
    life.happen(happened.Resumed(life.world.now))
    assert (life.issuer.asked, life.told, usable(life)) == (1, [], True)


def test_a_provider_that_is_down_for_an_hour() -> None:
    life = live_with(CRM)
    life.run(10 * MINUTE)
    asked = life.issuer.asked
    life.issuer.down = True
    life.run(HOUR)
    assert life.issuer.asked - asked <= 20
    assert [title for _, title in life.told] == ["crm has ended"]
    life.issuer.down = False
    life.run(5 * MINUTE)
    assert usable(life)
    nothing_lost(life)
    assert life.world.notices == {}


def test_a_provider_that_is_down_and_back_before_the_end_is_not_spoken_of() -> None:
    life = live_with(CRM)
    life.run(8 * MINUTE)
    life.issuer.down = True
    life.run(30 * SECOND)
    life.issuer.down = False
    for _ in range(60):
        life.run(SECOND)
        assert usable(life)
    assert life.told == []


@pytest.mark.parametrize("minutes", [3, 60, 9 * 60])
def test_without_network_for_a_while(minutes: int) -> None:
    life = live_with(CRM)
    life.connect(online=False)
    life.run(minutes * MINUTE)
    life.connect(online=True)
    assert usable(life)
    nothing_lost(life)
    assert life.world.notices == {}


def test_a_lost_answer_where_the_provider_takes_the_token_before_too() -> None:
    life = live_with(CRM)
    life.issuer.lose_answer = True
    for _ in range(20):
        life.run(MINUTE)
        assert usable(life)
    nothing_lost(life)
    assert not life.issuer.lose_answer
    assert life.told == []


def test_a_lost_answer_where_the_provider_takes_everything_back() -> None:
    """Nobody can do better: what is held serves to its end, the person is told once, nothing is asked again."""
    life = live_with(CRM)
    life.issuer.lenient = False
    life.issuer.lose_answer = True
    ends_at = life.issuer.ends_at[held(life).id]
    while life.real + 30 * SECOND < ends_at:
        life.run(30 * SECOND)
        assert usable(life)
    assert [title for _, title in life.told] == ["crm: sign in again"]
    assert life.issuer.asked == 2
    life.run(DAY)
    assert [title for _, title in life.told] == ["crm: sign in again", "crm has ended"]
    assert life.issuer.asked == 2
    life.happen(happened.NoticeUsed(life.world.now, f"login:{CRM_ID}", "renew"))
    life.run(HOUR)
    assert usable(life)
    nothing_lost(life)


@pytest.mark.parametrize("hours", [2, -2])
def test_a_clock_that_jumps_and_comes_back(hours: int) -> None:
    life = live_with(CRM)
    for by in (hours, -hours) * 3:
        life.run(17 * MINUTE)
        life.step_clock(by * HOUR)
        for _ in range(20):
            assert usable(life)
            life.run(MINUTE)
        nothing_lost(life)
    assert life.issuer.asked <= 6 * (37 / 3.5 + 2)


def test_a_clock_that_jumps_leaves_a_pomeriums_session_alone() -> None:
    life = live_with(APP)
    life.step_clock(20 * HOUR)
    assert life.world.phase() is Phase.EXPIRED
    life.step_clock(-20 * HOUR)
    assert life.world.phase() is Phase.ACTIVE
    assert life.world.notices == {}
    assert life.done["BeginSignIn"] == 0


def test_restarts_lose_nothing() -> None:
    life = live_with(APP, CRM)
    for _ in range(30):
        life.run(7 * MINUTE)
        life.restart()
        assert usable(life)
        nothing_lost(life)
    assert life.world.phase(APP_ID) is Phase.ACTIVE
    assert life.issuer.asked <= 30 * (7 / 3.5 + 1)


def test_a_restart_between_the_rotation_and_what_came_with_it_loses_nothing() -> None:
    life = live_with(CRM)
    life.run(MINUTE)
    life.issuer.renew(held(life))
    newest = life.issuer.newest[held(life).id][-1]
    life.happen(happened.Rotated(life.world.now, CRM_ID, held(life).id, newest))
    life.restart()
    life.run(5 * MINUTE)
    assert usable(life)
    nothing_lost(life)


def test_a_signed_out_machine_rests() -> None:
    life = live_with(APP, CRM)
    life.run(HOUR)
    life.happen(happened.SignOutAllRequested(life.world.now))
    life.run(10 * MINUTE)
    assert next_deadline(life.model, life.world.now) is None
    assert life.model.remembered.revocations == ()
    assert life.done["Revoke"] == 2


def test_out_while_the_network_is_away_is_made_good_even_after_a_restart() -> None:
    life = live_with(APP, CRM)
    held_id = held(life).id
    life.connect(online=False)
    life.happen(happened.SignOutAllRequested(life.world.now))
    due = [item.session.id for item in life.model.remembered.revocations]
    assert due == ["s1", held_id]
    life.run(HOUR)
    life.restart()
    life.connect(online=True)
    assert life.model.remembered.revocations == ()
    assert life.pomerium.live == {}
    assert life.kept() == []
