"""What a portal lists now is held against what it listed for the same person before."""

from __future__ import annotations

import math
from functools import partial

import pytest

from pomtray.core.domain.portal import Portal
from pomtray.core.domain.route import Route
from pomtray.core.model import Model
from pomtray.core.settings.portal_news import News, gone_routes, news, said_of_names
from tests.core.test_growth import calls

APP, WIKI = Route("App", "https://app.test"), Route("Wiki", "https://wiki.test")
DB = "tcp+https://db.test:5432"
ROUTES = (APP, WIKI, Route("mine", "https://mine.test"))


def portal(**names: str) -> Portal:
    return Portal("alice", {f"https://{host}.test": name for host, name in names.items()})


@pytest.mark.parametrize(
    ("before", "now", "found"),
    [
        (None, portal(app="App"), News()),
        (portal(app="App"), portal(app="App", wiki="Wiki"), News()),
        (portal(app="App", wiki="Wiki"), portal(app="App"), News(frozenset({"https://wiki.test"}))),
        (portal(app="App"), portal(app="Application"), News(renamed=(("App", "Application"),))),
        (portal(app="Theirs"), portal(app="Other"), News()),
        (portal(app="App"), portal(app=""), News()),
        (portal(app="App"), portal(app="mine"), News()),
        (portal(app="App", wiki="Wiki"), portal(app="Both", wiki="Both"), News(renamed=(("App", "Both"),))),
        (Portal("bob", {"https://app.test": "App"}), portal(wiki="Wiki"), News()),
        (portal(app="App"), Portal("alice", {"https://*.test": ""}), News()),
        (Portal("alice", {DB: "DB"}), Portal("alice", {DB: "DB", "https://*.test": ""}), News()),
        (Portal("alice", {DB: "DB"}), portal(app="App"), News(frozenset({DB}))),
    ],
    ids=[
        "first",
        "more",
        "gone",
        "renamed",
        "written",
        "no name",
        "taken",
        "twice",
        "another person",
        "by domain",
        "a tunnel",
        "a tunnel that is gone",
    ],
)
def test_news(before: Portal | None, now: Portal, found: News) -> None:
    assert news(before, now, ROUTES) == found


def test_gone_are_the_routes_that_there_are() -> None:
    assert gone_routes({"https://wiki.test", "https://else.test"}, ROUTES) == ("Wiki",)


def test_many_names_are_told_in_part() -> None:
    said = said_of_names([("a", "A"), ("b", "B"), ("c", "C")])
    assert said == "Renamed as at their Pomerium: “a” is “A” now, “b” is “B” now, and 1 more."


def test_many_that_are_gone_cost_as_much_for_each_as_few() -> None:
    few, many = (calls(partial(_all_gone, count), Model()) for count in (100, 400))
    assert math.log(many / few, 4) <= 1.1, (few, many)


def _all_gone(count: int, _: Model) -> None:
    before = {f"https://a{number}.test": "" for number in range(count)}
    now = {f"https://b{number}.test": "" for number in range(count)}
    assert len(news(Portal("alice", before), Portal("alice", now), ()).gone) == count
