"""Routes of one session stand together, and are told once what they have in common."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pomtray.core.domain.access import Closed, Refusal
from pomtray.core.domain.login import LoginId
from pomtray.core.domain.route import Route
from pomtray.core.rows.heads import Head, headed, together
from pomtray.core.view.snapshot import Row
from tests.core.built import APP, APP_ID, HOUR, MAIL, MAIL_ID, MINUTE, WIKI, WIKI_ID, World, a_session, a_world, place

SOLO = Route("between", "https://between.test")


def of_one_session() -> World:
    """Three routes of a session that ends in 14 hours, and one that ends with it but is none of them."""
    world = a_world(APP, WIKI, MAIL, SOLO)
    for login in (APP_ID, WIKI_ID, MAIL_ID):
        place(world, login, a_session("one", lasts=14 * HOUR))
    place(world, LoginId("https://between.test"), a_session("other", lasts=14 * HOUR))
    return world


def row_names(items: list[Row | Head]) -> list[str]:
    return [f"[{item.above}: {item.routes}]" if isinstance(item, Head) else item.route for item in items]


def test_routes_of_a_session_stand_together_under_a_head() -> None:
    rows = of_one_session().snapshot.rows
    assert row_names(headed(rows)) == ["[app: 3]", "app", "mail", "wiki", "between"]
    head = headed(rows)[0]
    assert isinstance(head, Head)
    assert head.session is not None
    assert (head.session.person, head.session.left) == ("alice@pom.test", "14 h 0 m")
    assert (head.session.until, head.session.known) == ("until 23:00", "the server says so")


def test_a_route_that_needs_the_person_takes_those_of_its_session_along() -> None:
    world = of_one_session()
    place(world, WIKI_ID, a_session("one", lasts=14 * HOUR).heard({WIKI.origin: Refusal(Closed.NOT_ALLOWED)}))
    assert [row.route for row in world.snapshot.rows] == ["wiki", "app", "mail", "between"]


def test_what_narrows_them_leaves_the_head() -> None:
    rows = [row for row in of_one_session().snapshot.rows if row.route in {"mail", "between"}]
    assert row_names(headed(rows)) == ["[mail: 1]", "mail", "between"]


def test_where_a_place_is_held_heads_stay_and_none_comes() -> None:
    world = of_one_session()
    rows = world.snapshot.rows
    assert row_names(headed(rows, {"mail"})) == ["app", "[mail: 2]", "mail", "wiki", "between"]
    world.now += 15 * HOUR
    ended = world.snapshot.rows
    held = headed(ended, {"app"})
    assert [item.session for item in held if isinstance(item, Head)] == [None], "its session has gone"
    assert row_names(held) == ["[app: 1]", "app", "between", "mail", "wiki"], "what has no session is under no head"
    assert [item for item in headed(ended) if isinstance(item, Head)] == []


@given(st.permutations(of_one_session().snapshot.rows))
def test_together_keeps_all_and_each_session_s_in_one_piece(rows: list[Row]) -> None:
    found = together(rows)
    assert sorted(row.route for row in found) == sorted(row.route for row in rows)
    heads = [item for item in headed(found) if isinstance(item, Head)]
    assert [head.routes for head in heads] == [3]
    assert together(found) == found


def test_a_head_that_counts_down_ticks_though_no_row_does() -> None:
    world = of_one_session()
    for login, route in ((APP_ID, APP), (WIKI_ID, WIKI), (MAIL_ID, MAIL)):
        place(world, login, a_session("one", lasts=14 * HOUR).heard({route.origin: Refusal(Closed.NOT_ALLOWED)}))
    shown = world.snapshot
    assert {row.left for row in shown.rows if row.route != "between"} == {"not allowed"}
    assert shown.changes_at is not None
    assert shown.changes_at - world.now <= MINUTE
