"""What is shown: order, badge, tooltip, and nothing secret."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from pomtray.core import events as happened
from pomtray.core.deadline import WallClock
from pomtray.core.domain.access import Closed, Refusal
from pomtray.core.domain.login import LoginId, Phase
from pomtray.core.domain.route import Preferences, Route, Settings
from pomtray.core.domain.session import End, EndSource, Grant, Verdict
from pomtray.core.errors import Part, Problem
from pomtray.core.intent import Action
from pomtray.core.model import Model
from pomtray.core.secret import Secret
from pomtray.core.settings.refused import GONE, UNREAD
from pomtray.core.text import with_values
from pomtray.core.view.snapshot import Badge, Mark, PastNotice, snapshot
from tests.core.built import (
    APP,
    APP_ID,
    CANARY,
    CRM,
    CRM_ID,
    HOUR,
    ISSUER,
    MAIL,
    MAIL_ID,
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
    place,
    signed_in,
)


def test_soonest_end_first_then_names() -> None:
    routes = [
        Route(name, f"https://{name.lower()}.test") for name in ("b", "A", "open", "late", "soon", "dead", "gone")
    ]
    world = a_world(*routes)
    spans = {"late": 9 * HOUR, "soon": 2 * HOUR, "open": None, "gone": MINUTE}
    for name, span in spans.items():
        place(world, LoginId(f"https://{name}.test"), a_session(name, lasts=span))
    place(world, LoginId("https://dead.test"), a_session("dead").ended(NOW + 2 * MINUTE))
    world.now += HOUR
    assert [row.route for row in world.snapshot.rows] == ["gone", "dead", "soon", "late", "open", "A", "b"]


def three(*phases: str) -> World:
    """Three routes: `busy`, `asking`, `failed`, `ended`, `ending`, `well` or `out`."""
    world = a_world(APP, WIKI, MAIL)
    spans = {"ended": MINUTE, "ending": 10 * HOUR + 2 * MINUTE, "well": 20 * HOUR}
    for route, login, kind in zip((APP, WIKI, MAIL), (APP_ID, WIKI_ID, MAIL_ID), phases, strict=False):
        if kind in spans:
            place(world, login, a_session(kind, lasts=spans[kind]))
        elif kind != "out":
            world.wish(Action.SIGN_IN, route.name)
        if kind == "failed":
            world.fail(login)
        if kind == "asking":
            world.ask(login)
    world.now += 10 * HOUR
    return world


@pytest.mark.parametrize(
    ("phases", "badge"),
    [
        ((), Badge.IDLE),
        (("well", "out"), Badge.WELL),
        (("well", "ending"), Badge.EXPIRING),
        (("well", "ending", "ended"), Badge.EXPIRED),
        (("well", "ending", "failed"), Badge.FAILED),
        (("ended", "ending", "failed"), Badge.FAILED),
        (("busy", "ended", "ending"), Badge.BUSY),
        (("busy", "asking", "failed"), Badge.ASKING),
    ],
)
def test_the_badge_is_the_worst_there_is(phases: tuple[str, ...], badge: Badge) -> None:
    assert three(*phases).snapshot.badge is badge


@pytest.mark.parametrize("phases", [(), ("well", "out"), ("failed",), ("busy",)])
@pytest.mark.parametrize(
    ("part", "mark", "told"),
    [
        (Part.VAULT, Mark.LOCKED, ("not saved", "sessions are not saved")),
        (Part.SETTINGS, Mark.REFUSED, ("settings refused", "the settings file is refused")),
    ],
)
def test_what_is_wrong_with_the_program_stands_beside_the_state(
    phases: tuple[str, ...], part: Part, mark: Mark, told: tuple[str, str]
) -> None:
    world = three(*phases)
    before = world.snapshot
    world.happen(happened.Impaired(world.now, part, PROBLEM))
    assert (world.snapshot.badge, world.snapshot.mark, before.mark) == (before.badge, mark, None)
    assert world.snapshot.status == f"{before.status} · {told[0]}"
    assert set(world.snapshot.tooltip.splitlines()) == {*before.tooltip.splitlines(), told[1]}


@pytest.mark.parametrize(
    ("title", "status", "tooltip"),
    [
        (GONE, "settings file gone", "the settings file is gone"),
        (with_values(UNREAD, reason="Permission denied"), "settings not read", "the settings file cannot be read"),
    ],
)
def test_a_file_that_is_not_there_is_not_called_refused(title: str, status: str, tooltip: str) -> None:
    world = three("well")
    before = world.snapshot
    world.happen(happened.Impaired(world.now, Part.SETTINGS, replace(PROBLEM, title=title)))
    assert world.snapshot.status == f"{before.status} · {status}"
    assert tooltip in world.snapshot.tooltip.splitlines()
    assert "refused" not in f"{world.snapshot.status} {world.snapshot.tooltip}"


def test_refused_settings_come_before_a_locked_vault_and_the_log_has_no_mark() -> None:
    world = signed_in()
    for part, mark in ((Part.LOG, None), (Part.VAULT, Mark.LOCKED), (Part.SETTINGS, Mark.REFUSED)):
        world.happen(happened.Impaired(NOW, part, PROBLEM))
        assert world.snapshot.mark is mark
    assert world.snapshot.tooltip.splitlines()[1:3] == ["the settings file is refused", "sessions are not saved"]


def test_what_needs_the_person_stands_above_the_rest_whatever_its_name_and_end() -> None:
    kinds = ("well", "out", "closed", "busy", "ending", "ended", "failed", "asking", "code")
    routes = [Route(f"{9 - number} {kind}", f"https://{kind}.test") for number, kind in enumerate(kinds)]
    crowd = [Route(f"0 {number}", f"https://r{number}.test") for number in range(12)]
    world = a_world(*routes, *crowd)
    spans = {"well": 20 * HOUR, "closed": 15 * HOUR, "ending": 10 * HOUR + 2 * MINUTE, "ended": MINUTE}
    for route, kind in zip(routes, kinds, strict=True):
        login = LoginId(str(route.origin))
        if kind in spans:
            session = a_session(kind, lasts=spans[kind])
            refusals = {route.origin: Refusal(Closed.NOT_ALLOWED)} if kind == "closed" else {}
            place(world, login, replace(session, refusals=refusals))
        elif kind != "out":
            world.wish(Action.SIGN_IN, route.name)
        if kind == "failed":
            world.fail(login)
        if kind == "asking":
            world.ask(login)
        if kind == "code":
            world.happen(happened.CodeShown(NOW, login, world.model.attempts, "WDJB-MJHT", "https://idp.test/device"))
    world.now += 10 * HOUR
    shown = [row.route.partition(" ")[2] for row in world.snapshot.rows if not row.route.startswith("0")]
    assert shown == ["code", "asking", "failed", "ended", "ending", "busy", "closed", "well", "out"]
    assert [row.asks for row in world.snapshot.rows[:3]] == [True, True, False]


def test_a_session_that_is_renewed_no_more_needs_the_person_however_far_its_end() -> None:
    world = a_world(CRM, *(Route(f"a{number}", f"https://a{number}.test") for number in range(11)))
    place(world, CRM_ID, replace(a_granted(lasts=8 * HOUR), grant=Grant(CRM.method, Secret("x"), over=PROBLEM)))
    place(world, LoginId("https://a1.test"), a_session(lasts=HOUR))
    assert (world.row("crm").phase, world.snapshot.badge) == (Phase.ACTIVE, Badge.EXPIRING)
    assert world.snapshot.rows[0].route == "crm"


def test_the_list_tells_at_its_top_what_the_icon_shows() -> None:
    world = a_world(APP, *(Route(f"a{number}", f"https://a{number}.test") for number in range(11)))
    world.wish(Action.SIGN_IN)
    world.fail()
    assert (world.snapshot.badge, world.snapshot.rows[0].route) == (Badge.FAILED, "app")


def closed(why: Closed = Closed.NOT_ALLOWED, *others: Route) -> World:
    """`app` is signed in to and not allowed."""
    return signed_in(a_session().heard({APP.origin: Refusal(why)}), *others)


def test_a_bearer_that_is_not_taken_closes_no_route_that_shows_none() -> None:
    assert (closed(Closed.FORM).row().closed, closed(Closed.FORM).snapshot.badge) == (False, Badge.WELL)


@pytest.mark.parametrize("why", [why for why in Closed if why is not Closed.FORM])
def test_signed_in_is_not_let_in(why: Closed) -> None:
    world = closed(why)
    row = world.row()
    assert (row.closed, row.left, row.until, row.phase) == (True, "not allowed", "until 23:00", Phase.ACTIVE)
    shown = world.snapshot
    assert (shown.badge, shown.changes_at) == (Badge.CLOSED, None)
    assert shown.status == "Signed in to 0 of 1 route · 1 not allowed"
    assert shown.tooltip.splitlines() == ["pomtray", "app: not allowed"]


def test_a_closed_route_counts_for_itself_only() -> None:
    world = closed(Closed.NO_SUCH_ROUTE, WIKI)
    place(world, WIKI_ID, a_session("two", lasts=9 * HOUR))
    assert world.snapshot.status == "Signed in to 1 of 2 routes · 1 not allowed"
    assert (world.row("wiki").closed, world.snapshot.badge) == (False, Badge.CLOSED)
    world.now += 8 * HOUR + 50 * MINUTE
    assert world.snapshot.badge is Badge.EXPIRING


def test_what_a_route_said_of_a_session_ends_with_it() -> None:
    world = closed()
    world.verify(Verdict.ENDED)
    assert (world.row().closed, world.row().left, world.snapshot.badge) == (False, "ended", Badge.EXPIRED)


def test_a_closed_route_that_is_signed_in_to_again_shows_how_far_that_is() -> None:
    world = closed()
    world.wish(Action.RENEW)
    assert (world.row().left, world.snapshot.badge) == ("signing in", Badge.BUSY)
    assert world.snapshot.status == "Signed in to 0 of 1 route · 1 not allowed"


def test_the_status_counts() -> None:
    assert World().snapshot.status == "No routes yet"
    assert three().snapshot.status == "Signed out"
    assert three("well", "ended", "ending").snapshot.status == "Signed in to 2 of 3 routes · 1 ended"
    assert three("asking", "ended", "failed").snapshot.status == "Signing in · 1 asks you · 1 failed · 1 ended"
    assert three("asking", "asking", "well").snapshot.status == "Signed in to 1 of 3 routes · 2 ask you"


def test_without_routes_it_says_why() -> None:
    world = World()
    world.happen(happened.Impaired(NOW, Part.SETTINGS, PROBLEM))
    assert world.snapshot.status == "No routes: the settings file is refused"
    assert world.snapshot.tooltip == "pomtray: signed out\nthe settings file is refused"


def test_a_session_counts_while_it_is_renewed_and_once_it_has_ended_for_that_nobody_is_called_signed_out() -> None:
    world = signed_in()
    world.wish(Action.RENEW)
    assert (world.phase(), world.snapshot.status) == (Phase.SIGNING_IN, "Signed in to 1 of 1 route")
    world.verify(Verdict.ENDED)
    assert world.snapshot.status == "Signing in"
    world.succeed(a_session("two", at=world.now))
    assert world.snapshot.status == "Signed in to 1 of 1 route"


@pytest.mark.parametrize(
    ("span", "source", "left", "until"),
    [
        (HOUR, EndSource.SERVER, "1 h 0 m", "until 10:00"),
        (HOUR, EndSource.TOKEN, "1 h 0 m", "until 10:00"),
        (13 * HOUR + MINUTE, EndSource.ESTIMATE, "≈ 13 h", "until about 22:01"),
        (-MINUTE, EndSource.SERVER, "ended", ""),
        (None, EndSource.UNKNOWN, "signed in", ""),
    ],
)
def test_what_is_left(span: timedelta | None, source: EndSource, left: str, until: str) -> None:
    row = signed_in(a_session(lasts=span, source=source)).row()
    assert (row.left, row.until, row.renews) == (left, until, True)


def test_nobody_signed_in() -> None:
    row = a_world().row()
    assert (row.left, row.until, row.person, row.note, row.renews) == ("signed out", "", "", "", False)
    assert row.actions == {Action.SIGN_IN, Action.RENEW, Action.OPEN, Action.COPY_LINK, Action.DETAILS, Action.BLOCKED}


def test_actions_are_those_that_can_be_asked_for() -> None:
    copies = {Action.COPY_HEADER, Action.COPY_TOKEN, Action.COPY_CURL, Action.TEST}
    world = signed_in()
    assert copies | {Action.SIGN_OUT} <= world.row().actions
    assert Action.RENEW not in world.row().actions, "nothing would be gained yet"
    world.now += 11 * HOUR
    assert Action.RENEW in world.row().actions
    world.wish(Action.RENEW)
    assert copies | {Action.CANCEL, Action.PASTE} <= world.row().actions
    assert not {Action.SIGN_IN, Action.RENEW} & world.row().actions
    world.verify(Verdict.ENDED)
    assert not copies & world.row().actions


def test_renewing_is_not_offered_where_it_was_seen_to_extend_nothing() -> None:
    world = signed_in()
    world.now += HOUR
    world.model = world.model.remembering(extends={ISSUER: False})
    assert Action.RENEW not in world.row().actions


def test_a_tooltip_rests() -> None:
    world = three("ended", "ending", "well")
    shown = world.snapshot.tooltip
    assert shown.splitlines() == [
        "pomtray",
        "app: ended",
        "wiki: ending soon, until 19:02",
        "mail: signed in, until Sun 05:00",
    ]
    world.now += 20 * SECOND
    assert world.snapshot.tooltip == shown
    assert a_world().snapshot.tooltip == "pomtray: signed out"


def test_a_long_tooltip_is_cut() -> None:
    routes = [Route(f"r{number}", f"https://r{number}.test") for number in range(8)]
    world = a_world(*routes)
    for route in routes:
        place(world, LoginId(str(route.origin)), a_session(route.name))
    assert world.snapshot.tooltip.splitlines()[-1] == "and 3 more"


def test_people_can_be_hidden() -> None:
    world = signed_in()
    assert world.row().person == "alice@pom.test"
    world.configure(APP, preferences=Preferences(hide_people=True))
    assert world.row().person == ""


def test_times_are_told_in_the_persons_zone_whatever_a_server_says() -> None:
    world = signed_in()
    world.model = replace(world.model, clock=WallClock(timezone(timedelta(hours=2))))
    assert world.row().until == "until Sun 01:00"
    world.verify(Verdict.LIVE, end=End(datetime(9999, 12, 31, 23, 59, tzinfo=UTC), EndSource.SERVER))
    assert world.row().until == "until 9999-12-31 23:59"


def test_clock_times_follow_the_persons_clock_while_they_are_shown() -> None:
    world = signed_in()
    assert world.row().until == "until 23:00"
    world.happen(happened.ClockSet(world.now, WallClock(timezone(timedelta(hours=-5)), twelve_hours=True)))
    assert world.row().until == "until 6:00 PM"
    world.happen(happened.NoticesPaused(world.now, world.now + HOUR))
    assert world.snapshot.paused == "Notices are paused until 5:00 AM"


def test_in_its_last_minute_a_row_counts() -> None:
    world = signed_in(a_session(lasts=HOUR))
    world.now += HOUR - MINUTE
    assert (world.row().left, world.row().until) == ("1 m", "until 10:00")
    world.now += 18 * SECOND
    assert (world.row().left, world.row().until) == ("42 s", "")
    assert world.snapshot.tooltip.splitlines() == ["pomtray", f"app: {world.row().state}"]


def test_an_estimate_is_no_end_to_count_to() -> None:
    world = signed_in(a_session(lasts=HOUR, source=EndSource.ESTIMATE))
    world.now += HOUR - 18 * SECOND
    assert (world.row().left, world.row().until) == ("≈ 1 m", "until about 10:00")


def test_nothing_shown_holds_a_credential() -> None:
    world = three("well", "ended", "busy")
    world.wish(Action.COPY_HEADER)
    assert CANARY not in repr((world.snapshot, world.notices, world.model))


def test_offline_is_a_state_of_its_own_and_nobody_is_signed_out() -> None:
    world = signed_in()
    world.now += 5 * HOUR + 2 * MINUTE
    world.verify(Verdict.LIVE)
    world.now += HOUR
    world.happen(happened.NetworkChanged(world.now, online=False))
    assert "offline" not in world.row().note
    world.verify(Verdict.UNREACHABLE)
    assert world.row().note == "offline, not checked since 14:02"
    assert (world.snapshot.status, world.row().phase) == ("Signed in to 1 of 1 route · offline", Phase.ACTIVE)
    assert world.snapshot.badge is Badge.WELL
    world.happen(happened.NetworkChanged(world.now, online=True))
    assert world.row().note == "no answer, not checked since 14:02"
    world.verify(Verdict.LIVE)
    assert world.row().note == "checked just now"


def test_how_a_silent_renewal_stands() -> None:
    world = a_world(CRM)
    notes = {
        "checked just now, renews itself": Grant(CRM.method, Secret("x")),
        "checked just now": Grant(CRM.method),
        "checked just now, not renewed yet, tried again at 09:05 (No such host)": Grant(
            CRM.method, Secret("x"), failures=3, retry_at=NOW + 5 * MINUTE, problem=PROBLEM
        ),
        "checked just now, not renewed any more: sign in again (No such host)": Grant(
            CRM.method, Secret("x"), over=PROBLEM
        ),
    }
    for note, grant in notes.items():
        place(world, CRM_ID, replace(a_granted(), grant=grant))
        assert world.row("crm").note == note


def test_why_something_failed_is_told_in_full() -> None:
    world = signed_in()
    assert world.row().reason == ""
    world.happen(happened.Verified(world.now, "one", Verdict.UNREACHABLE, problem=PROBLEM))
    assert (world.row().note, world.row().reason) == (
        "no answer, not checked since 09:00 (No such host)",
        PROBLEM.text(),
    )
    world.wish(Action.SIGN_IN)
    world.fail()
    assert world.row().reason == PROBLEM.text(), "the same is said once"
    world.happen(happened.Verified(world.now, "one", Verdict.LIVE))
    assert world.row().reason == PROBLEM.text(), "the sign-in has failed all the same"


def test_a_wrong_deliver_is_named_where_the_route_is_shown() -> None:
    world = a_world(CRM)
    place(world, CRM_ID, replace(a_granted(), refusals={CRM.origin: Refusal(Closed.NOT_ALLOWED, "req-1")}))
    row = world.row("crm")
    assert (row.left, row.closed, world.snapshot.badge) == ("not allowed", True, Badge.CLOSED)
    assert all(word in row.reason for word in ("`deliver`", "`bearer_token_format`", "403", "Request id req-1."))
    assert "Signed in to 0 of 1 route" in world.snapshot.status
    world.now += 6 * MINUTE
    assert world.row("crm").reason == "", "what has ended is let in nowhere"


def test_a_renewal_and_a_check_that_fail_for_two_reasons_are_two() -> None:
    world = a_world(CRM)
    grant = Grant(CRM.method, Secret("x"), failures=1, retry_at=NOW + MINUTE, problem=Problem("Busy", "It is busy."))
    place(world, CRM_ID, replace(a_granted(), grant=grant))
    world.happen(happened.Verified(world.now, "granted", Verdict.UNREACHABLE, problem=PROBLEM))
    assert world.row("crm").reason == f"It is busy. {PROBLEM.text()}"


def test_what_else_a_session_opens_may_not_be_known() -> None:
    world = signed_in()
    world.happen(happened.SessionShared(world.now, APP_ID, "one", frozenset(), PROBLEM))
    assert world.row().reason == f"Whether it opens more routes could not be asked: {PROBLEM.sentence}"
    world.happen(happened.SessionShared(world.now, APP_ID, "one", frozenset()))
    assert world.row().reason == ""


def test_what_notices_said_can_be_read_again_in_full_the_newest_first() -> None:
    world = a_world(APP, WIKI)
    world.wish(Action.SIGN_IN)
    world.fail()
    world.wait(10 * MINUTE)
    assert (world.notices, world.snapshot.said) == ({}, ())
    world.happen(happened.ProblemOccurred(world.now, Problem("No browser", "None was found.", "Install one.")))
    world.happen(happened.RouteTried(world.now, "wiki", "wiki: 403", "Not allowed. Request id req-7."))
    assert world.snapshot.past == (
        PastNotice("09:10", "wiki: 403", "Not allowed. Request id req-7."),
        PastNotice("09:10", "No browser", "None was found. Install one."),
        PastNotice("09:00", f"app: {PROBLEM.title}", PROBLEM.text()),
    )
    for number in range(30):
        world.happen(happened.ProblemOccurred(world.now, Problem(f"No {number}", "It is gone.")))
    assert [said.title for said in world.snapshot.past] == [f"No {number}" for number in range(29, 9, -1)]


def test_what_is_of_use_for_a_moment_only_is_not_kept() -> None:
    world = signed_in()
    world.wish(Action.COPY_HEADER)
    world.wish(Action.COPY_LINK)
    world.happen(happened.LinkReady(NOW, APP_ID, world.model.attempts, "https://authenticate.pom.test/x"))
    world.happen(happened.CodeShown(NOW, APP_ID, world.model.attempts, "WDJB-MJHT", "https://idp.test/device"))
    world.ask()
    assert world.snapshot.past == ()


def test_what_a_notice_says_and_no_row_is_shown_while_it_stands() -> None:
    world = signed_in()
    world.wish(Action.COPY_HEADER)
    assert world.snapshot.said == ("Header for app copied",)
    world.happen(happened.ClipboardRefused(NOW, Problem("Not copied", "The clipboard is closed.", "Use the window.")))
    assert world.snapshot.said == ("Not copied: The clipboard is closed. Use the window.",)
    world.happen(happened.ClipboardCleared(NOW))
    world.wish(Action.SIGN_IN)
    world.fail()
    assert world.snapshot.said == (), "the row says it"
    for number in range(5):
        world.happen(happened.RouteTried(NOW, f"r{number}", f"r{number}", "It answers."))
    assert world.snapshot.said == ("r2: It answers.", "r3: It answers.", "r4: It answers.")
    world.now += 2 * MINUTE
    assert world.snapshot.said == ()


def test_a_route_without_a_login_is_signed_out() -> None:
    (row,) = snapshot(Model(settings=Settings((APP,))), NOW).rows
    assert (row.phase, row.reason, row.note) == (Phase.SIGNED_OUT, "", "")


def test_renewing_says_how_long_it_would_last_then() -> None:
    world = signed_in()
    assert world.row().lasts == "14 h"
    world.now += 13 * HOUR
    assert world.row().lasts == "14 h", "from then on: it needs no tick"
    world.now += 2 * HOUR
    assert world.row().lasts == "", "there is nothing left that would be longer"
