"""What the server says of a session."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from pomtray.core import events as happened
from pomtray.core.domain.access import Closed, Refusal
from pomtray.core.domain.login import Failed, Phase, SigningIn
from pomtray.core.domain.session import End, EndSource, Grant, Person, Verdict
from pomtray.core.effects import OpenPage, Save, TryRoute, Verify
from pomtray.core.intent import Action
from tests.core.built import (
    APP,
    APP_ID,
    CRM,
    CRM_ID,
    HOUR,
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
    kinds,
    place,
    signed_in,
)

LATER = End(NOW + 20 * HOUR, EndSource.SERVER)
SOONER = End(NOW + HOUR, EndSource.SERVER)


def test_the_servers_end_replaces_the_known_one() -> None:
    world = signed_in(a_session(source=EndSource.ESTIMATE))
    assert kinds(world.verify(Verdict.LIVE, end=LATER)) == ["Save"]
    assert kinds(world.verify(Verdict.LIVE, end=SOONER)) == ["Save"]
    assert world.verify(Verdict.LIVE, end=SOONER) == ()
    session = world.session()
    assert session
    assert session.end == SOONER


@pytest.mark.parametrize("end", [End(NOW + HOUR, EndSource.ESTIMATE), End(None, EndSource.UNKNOWN), None])
def test_a_lesser_source_replaces_nothing(end: End | None) -> None:
    world = signed_in()
    assert world.verify(Verdict.LIVE, end=end) == ()
    assert world.session() == a_session()


def test_only_the_end_of_a_session_ends_it() -> None:
    world = signed_in()
    for verdict in (Verdict.LIVE, Verdict.UNREACHABLE):
        world.verify(verdict)
        assert world.phase() is Phase.ACTIVE
    world.verify(Verdict.ENDED)
    assert world.phase() is Phase.EXPIRED
    world.now += HOUR
    world.verify(Verdict.LIVE)
    world.verify(Verdict.ENDED)
    assert world.row().note == "ended by the server 1 h ago"


def test_no_answer_changes_nothing_but_since_when() -> None:
    world = signed_in()
    world.now += 2 * HOUR
    assert world.verify(Verdict.UNREACHABLE) == ()
    assert world.row().note == "no answer, not checked since 09:00"
    world.verify(Verdict.LIVE)
    assert world.row().note == "checked just now"


def test_the_word_on_an_older_session_changes_nothing() -> None:
    world = signed_in(None, WIKI)
    before = world.model
    assert world.verify(Verdict.ENDED, "older") == ()
    assert world.model == before


def test_the_servers_person_is_taken() -> None:
    world = signed_in(a_session(person=Person("u")))
    assert kinds(world.verify(Verdict.LIVE, person=Person("u", "u@pom.test"))) == ["Save"]
    assert world.row().person == "u@pom.test"


@pytest.mark.parametrize("state", ["signing in", "failed"])
def test_an_attempt_goes_on_while_its_session_is_checked(state: str) -> None:
    world = signed_in()
    world.wish(Action.RENEW)
    world.ask()
    if state == "failed":
        world.fail()
    world.verify(Verdict.ENDED)
    kept = world.model.logins[APP_ID].state
    assert isinstance(kept, SigningIn if state == "signing in" else Failed)
    assert kept.previous
    assert kept.previous.ended_at == NOW
    assert world.notice().title == ("Is that you?" if state == "signing in" else "app has ended")


def test_good_news_is_withdrawn_when_the_server_ends_it() -> None:
    world = a_world()
    world.wish(Action.SIGN_IN)
    world.succeed(a_session())
    world.verify(Verdict.ENDED)
    assert world.notice().title == "app has ended"


def looked(world: World) -> tuple[list[str], list[str], list[str]]:
    menu = kinds(world.happen(happened.MenuOpened(world.now)))
    shown = kinds(world.happen(happened.WindowShown(world.now, shown=True)))
    return menu, shown, kinds(world.happen(happened.WindowShown(world.now, shown=False)))


@pytest.mark.parametrize(
    ("age", "checks"), [(timedelta(), []), (10 * SECOND, []), (11 * SECOND, ["Verify"]), (-SECOND, ["Verify"])]
)
def test_who_looks_has_old_checks_repeated_once(age: timedelta, checks: list[str]) -> None:
    world = signed_in()
    world.now += age
    assert looked(world) == (checks, [], [])


@pytest.mark.parametrize(("age", "checks"), [(11 * SECOND, []), (MINUTE, []), (61 * SECOND, ["Verify"])])
def test_a_route_is_asked_about_a_provider_s_token_once_a_minute(age: timedelta, checks: list[str]) -> None:
    world = a_world(CRM)
    place(world, CRM_ID, replace(a_granted(lasts=HOUR), grant=Grant(CRM.method)))
    world.now += age
    assert looked(world)[0] == checks


def test_a_question_without_an_answer_is_asked_anew_where_another_is_due() -> None:
    world = signed_in()
    world.now += MINUTE
    assert kinds(world.happen(happened.MenuOpened(world.now))) == ["Verify"]
    world.now += SECOND
    assert kinds(world.happen(happened.MenuOpened(world.now))) == []
    world.now += SECOND
    assert kinds(world.happen(happened.MenuOpened(world.now))) == ["Verify"], "its connection may be dead"


def test_an_answer_is_as_old_as_its_question() -> None:
    """A machine may sleep between them."""
    world = signed_in()
    world.now += HOUR
    world.verify(Verdict.LIVE, asked_at=NOW + MINUTE)
    assert world.row().note == "checked 59 m ago"


def test_the_answer_to_an_earlier_question_is_no_news() -> None:
    world = signed_in()
    world.now += MINUTE
    world.verify(Verdict.LIVE)
    world.now += SECOND
    late = {APP.origin: Refusal(Closed.NOT_ALLOWED)}
    assert world.verify(Verdict.UNREACHABLE, asked_at=NOW + 30 * SECOND) == ()
    assert world.verify(Verdict.LIVE, asked_at=NOW + 30 * SECOND, heard=late) == ()
    assert (world.row().left, world.row().note) == ("13 h 58 m", "checked just now")
    world.verify(Verdict.ENDED, asked_at=NOW + 30 * SECOND)
    assert world.phase() is Phase.EXPIRED, "what has ended does not live again"


def test_after_the_clock_was_set_back_an_answer_counts() -> None:
    world = signed_in()
    world.now -= HOUR
    world.verify(Verdict.LIVE, heard={APP.origin: Refusal(Closed.NOT_ALLOWED)})
    assert world.row().left == "not allowed"


def test_what_has_ended_is_not_asked_about() -> None:
    world = signed_in(a_session(lasts=HOUR))
    world.now += 2 * HOUR
    assert looked(world) == ([], [], [])
    assert world.happen(happened.Resumed(world.now)) == ()


def test_waking_up_asks_about_everything() -> None:
    world = signed_in(None, WIKI)
    place(world, WIKI_ID, a_session("two"))
    world.now += MINUTE
    assert kinds(world.happen(happened.Resumed(world.now))) == ["Verify", "Verify"]
    assert world.happen(happened.TimePassed(world.now)) == ()


def test_what_wakes_up_in_bursts_asks_once() -> None:
    """Waking up, a step of the clock and the network come one after the other; no answer is asked for again."""
    world = signed_in()
    world.now += MINUTE
    assert kinds(world.happen(happened.Resumed(world.now))) == ["Verify"]
    world.verify(Verdict.UNREACHABLE)
    world.now += SECOND
    assert kinds(world.happen(happened.NetworkChanged(world.now, online=True))) == ["Verify"]
    world.verify(Verdict.LIVE)
    world.now += SECOND
    assert kinds(world.happen(happened.Resumed(world.now))) == []
    assert kinds(world.happen(happened.NetworkChanged(world.now, online=True))) == []


def test_an_estimated_end_is_asked_about_once() -> None:
    world = signed_in(a_session(lasts=HOUR, source=EndSource.ESTIMATE))
    assert kinds(world.wait(HOUR - SECOND)) == ["Verify"]
    world.verify(Verdict.LIVE)
    assert "until about 10:00" in world.notice().text
    assert kinds(world.wait(SECOND)) == ["Verify"]
    assert world.notices == {}
    world.verify(Verdict.LIVE)
    assert world.wait(HOUR) == ()
    assert world.row().left == "end not known"


def test_an_estimated_end_is_not_asked_about_for_ever() -> None:
    world = signed_in(a_session(lasts=HOUR, source=EndSource.ESTIMATE))
    world.wait(HOUR)
    world.verify(Verdict.UNREACHABLE)
    assert world.wait(HOUR) == ()


def test_a_route_is_tested_and_opened() -> None:
    world = signed_in()
    assert world.wish(Action.TEST) == (TryRoute(APP, a_session()),)
    world.happen(happened.RouteTried(NOW, "app", "app answers", "app answered 200."))
    assert (world.notices["test:app"].title, world.notices["test:app"].text) == ("app answers", "app answered 200.")
    assert world.wish(Action.OPEN) == (OpenPage("https://app.pom.test/start?x=1"),)
    assert world.wish(Action.OPEN, "nothing of that name") == ()
    world.happen(happened.PageOpened(NOW, APP.page))
    assert "trouble" not in world.notices
    world.happen(happened.PageOpened(NOW, APP.page, PROBLEM))
    assert world.notices["trouble"].text == PROBLEM.text()


def test_without_a_session_there_is_nothing_to_test_with() -> None:
    world = a_world()
    assert world.wish(Action.TEST) == ()
    assert "sign in first" in world.notices["test:app"].text


def test_small_troubles_are_told_for_a_while() -> None:
    world = a_world()
    world.happen(happened.ProblemOccurred(NOW, PROBLEM))
    assert world.notices["trouble"].text == PROBLEM.text()
    world.wait(MINUTE)
    assert world.notices == {}


def test_one_session_is_asked_about_once_and_the_answer_is_for_all_that_hold_it() -> None:
    world = signed_in(None, WIKI)
    place(world, WIKI_ID, a_session())
    world.now += MINUTE
    assert world.happen(happened.Resumed(world.now)) == (Verify(a_session(), (APP,)),)
    assert kinds(world.verify(Verdict.ENDED)) == ["Save"]
    assert {row.note for row in world.snapshot.rows} == {"ended by the server just now"}
    assert [notice.title for notice in world.notices.values()] == ["2 sessions have ended"]


def test_what_ended_at_one_pomerium_casts_doubt_on_what_else_it_gave() -> None:
    """And on nothing that was asked about just now, nor on another Pomerium's."""
    world = a_world(APP, WIKI, MAIL)
    place(world, APP_ID, a_session())
    place(world, WIKI_ID, a_session("two"))
    place(world, MAIL_ID, replace(a_session("three"), issuer=MAIL.origin))
    world.now += HOUR
    assert world.verify(Verdict.ENDED) == (Save(), Verify(a_session("two"), (WIKI,)))
    assert world.verify(Verdict.ENDED) == ()


def test_what_the_routes_say_is_taken_with_the_word_on_the_session_and_saved() -> None:
    world = signed_in(None, WIKI)
    refusal = Refusal(Closed.NOT_ALLOWED, "request-7")
    assert kinds(world.verify(Verdict.LIVE, heard={APP.origin: refusal, WIKI.origin: None})) == ["Save"]
    assert world.row().left == "not allowed"
    assert world.verify(Verdict.UNREACHABLE) == ()
    assert world.row().left == "not allowed"
    assert kinds(world.verify(Verdict.LIVE, heard={APP.origin: None})) == ["Save"]
    assert world.row().left == "14 h 0 m"


def test_a_check_is_for_every_route_that_may_have_this_very_credential() -> None:
    """Two sign-ins can give one session; each credential has gone to other routes."""
    world = signed_in(None, WIKI, MAIL)
    world.model = world.model.with_login(
        replace(world.model.logins[APP_ID], routes=frozenset({APP.origin, MAIL.origin}))
    )
    both = replace(a_session(), may_go_to=frozenset({APP.origin, MAIL.origin}))
    place(world, APP_ID, both)
    place(world, WIKI_ID, replace(both, may_go_to=frozenset({WIKI.origin})))
    world.now += HOUR
    assert world.happen(happened.Resumed(world.now)) == (Verify(both, (APP, MAIL)),)
    world.now += MINUTE
    assert world.wish(Action.COPY_HEADER, "mail") == (Verify(both, (MAIL, APP)),)
    world.now += MINUTE
    asked, *_ = world.wish(Action.COPY_HEADER, "wiki")
    assert asked == Verify(replace(both, may_go_to=frozenset({WIKI.origin})), (WIKI,))


@pytest.mark.parametrize(("moved", "is_news"), [(SECOND, False), (-2 * SECOND, False), (3 * SECOND, True)])
def test_an_end_that_wavers_with_the_seconds_of_date_is_no_news(moved: timedelta, is_news: bool) -> None:  # noqa: FBT001
    world = signed_in()
    known = world.session()
    assert known is not None
    assert known.end.at is not None
    effects = world.verify(Verdict.LIVE, end=replace(known.end, at=known.end.at + moved))
    assert ("Save" in kinds(effects)) is is_news
    session = world.session()
    assert session is not None
    assert (session.end != known.end) is is_news
