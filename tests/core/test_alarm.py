"""One alarm: days in milliseconds, and nothing wakes for nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from pomtray.core import events as happened
from pomtray.core.alarm import next_deadline
from pomtray.core.domain.login import LoginId
from pomtray.core.domain.route import Route
from pomtray.core.domain.session import EndSource, Verdict
from pomtray.core.effects import Verify
from pomtray.core.intent import Action
from pomtray.core.view.notices import SEVERAL
from tests.core.built import (
    APP,
    HOUR,
    MINUTE,
    NOW,
    SECOND,
    WIKI,
    World,
    a_session,
    a_world,
    kinds,
    place,
    signed_in,
)


@dataclass
class Day:
    """Runs from alarm to alarm, answers questions, and writes down which notices came and went, and when."""

    world: World
    wakes: int = 0
    told: list[tuple[timedelta, str]] = field(default_factory=list)

    def run(self, span: timedelta) -> Day:
        end = self.world.now + span
        standing = {key: notice.title for key, notice in self.world.notices.items()}
        while (at := next_deadline(self.world.model, self.world.now)) is not None and at <= end:
            assert at > self.world.now
            self.world.now = at
            for effect in self.world.happen(happened.TimePassed(at)):
                if isinstance(effect, Verify):
                    self.world.verify(Verdict.LIVE, effect.session.id)
            self.wakes += 1
            current = {key: notice.title for key, notice in self.world.notices.items()}
            self.told += [(at - NOW, title) for key, title in current.items() if standing.get(key) != title]
            standing = current
        return self


def test_signed_out_and_idle_no_timer_runs() -> None:
    assert next_deadline(World().model, NOW) is None
    assert next_deadline(a_world().model, NOW) is None
    assert next_deadline(signed_in(a_session(lasts=None)).model, NOW) is None


def test_a_day_with_one_session() -> None:
    world = a_world()
    world.wish(Action.SIGN_IN)
    world.succeed(a_session())
    day = Day(world).run(24 * HOUR)
    assert day.told == [(14 * HOUR - 15 * MINUTE, "app is ending soon"), (14 * HOUR, "app has ended")]
    assert day.wakes == 3
    assert next_deadline(world.model, world.now) is None


def test_a_day_with_a_short_session() -> None:
    world = a_world()
    world.wish(Action.SIGN_IN)
    world.succeed(a_session(lasts=3 * MINUTE))
    day = Day(world).run(24 * HOUR)
    assert day.told == [(90 * SECOND, "app is ending soon"), (3 * MINUTE, "app has ended")]


def test_a_day_with_an_estimated_end() -> None:
    day = Day(signed_in(a_session(source=EndSource.ESTIMATE))).run(24 * HOUR)
    assert day.told == [(14 * HOUR - 15 * MINUTE, "app is ending soon")]
    assert kinds(day.world.effects) == ["Verify", "Verify"]


def test_snooze_is_quiet_for_ten_minutes() -> None:
    world = signed_in()
    day = Day(world).run(14 * HOUR - 15 * MINUTE)
    assert kinds(world.press("snooze")) == ["Save"]
    assert world.notices == {}
    day.run(24 * HOUR)
    titles = [title for _, title in day.told]
    assert titles == ["app is ending soon", "app is ending soon", "app has ended"]
    assert day.told[1][0] - day.told[0][0] == 10 * MINUTE


def test_eight_hours_of_sleep_are_one_notice() -> None:
    routes = [Route(f"r{number}", f"https://r{number}.test") for number in range(4)]
    world = a_world(*routes)
    for number, route in enumerate(routes):
        place(world, LoginId(str(route.origin)), a_session(route.name, lasts=(number + 1) * HOUR))
    world.wait(8 * HOUR)
    assert {key: notice.title for key, notice in world.notices.items()} == {SEVERAL: "4 sessions have ended"}
    assert world.snapshot.sign_in_count == 4
    assert next_deadline(world.model, world.now) is None


def test_a_clock_set_back_leaves_no_lie() -> None:
    world = signed_in(a_session(lasts=HOUR))
    world.wait(HOUR)
    assert world.notice().title == "app has ended"
    world.wait(-30 * MINUTE)
    assert world.notices == {}
    assert world.row().left == "30 m"
    assert next_deadline(world.model, world.now) == NOW + 54 * MINUTE


def test_a_menu_ticks_for_a_minute_and_a_window_while_shown() -> None:
    world = signed_in(a_session(lasts=HOUR))
    world.now += 10 * SECOND
    world.happen(happened.MenuOpened(world.now))
    assert Day(world).run(30 * MINUTE).wakes == 2
    world.happen(happened.WindowShown(world.now, shown=True))
    ticking = Day(world).run(10 * MINUTE)
    assert ticking.wakes == 10
    world.happen(happened.WindowShown(world.now, shown=False))
    assert next_deadline(world.model, world.now) == NOW + 54 * MINUTE


def test_seconds_tick_in_the_last_minute_only() -> None:
    world = signed_in(a_session(lasts=3 * MINUTE))
    world.happen(happened.WindowShown(world.now, shown=True))
    day = Day(world).run(HOUR)
    assert 60 <= day.wakes <= 66
    assert world.row().left == "ended"


@pytest.mark.parametrize("span", [DAYS * 24 * HOUR for DAYS in (1, 3, 20)])
def test_a_window_left_open_wakes_once_a_minute_at_most(span: timedelta) -> None:
    world = signed_in(a_session(lasts=span))
    world.happen(happened.WindowShown(world.now, shown=True))
    day = Day(world).run(span - 2 * HOUR)
    assert day.wakes <= 22 * 60 + span / HOUR


def test_the_clipboard_is_a_deadline() -> None:
    world = signed_in()
    world.wish(Action.COPY_TOKEN)
    cleared: datetime = NOW + 30 * SECOND
    assert next_deadline(world.model, NOW) == cleared


@pytest.mark.parametrize(
    ("source", "until"), [(EndSource.SERVER, "until 10:00"), (EndSource.ESTIMATE, "until about 10:00")]
)
def test_a_warning_names_whom_and_until_when(source: EndSource, until: str) -> None:
    world = signed_in(a_session(lasts=HOUR, source=source))
    world.now += 55 * MINUTE
    assert world.notice().text == f"Signed in as alice@pom.test {until}."
    assert [button.label for button in world.notice().buttons] == ["Renew", "Snooze"]


def test_an_end_is_told_while_its_route_is_there_and_nobody_does_anything_about_it() -> None:
    world = signed_in(a_session(lasts=HOUR), WIKI)
    world.now += 55 * MINUTE
    world.now += 5 * MINUTE
    assert world.notice().text == "alice@pom.test is no longer signed in."
    world.configure(WIKI)
    assert list(world.notices) == []
    world.configure(APP)
    world.press("renew")
    assert list(world.notices) == []


def test_the_notices_of_sign_ins_that_came_together_go_together() -> None:
    routes = [Route(f"r{number}", f"https://r{number}.test") for number in range(5)]
    world = a_world(*routes)
    world.now += SECOND
    for route in routes:
        world.wish(Action.SIGN_IN, route.name)
        world.succeed(a_session(route.name), LoginId(str(route.origin)))
        world.now += 4 * SECOND
    assert len(world.notices) == 5
    day = Day(world).run(9 * MINUTE)
    assert (day.wakes, world.notices) == (1, {})
