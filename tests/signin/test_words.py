"""Words of a sign-in that no other test reads to the letter."""

from __future__ import annotations

import pytest

from pomtray.core.domain.origin import Origin
from pomtray.core.domain.route import Route
from pomtray.core.domain.session import Person
from pomtray.signin import words


@pytest.mark.parametrize(
    ("name", "label"), [("wiki.example", "wiki.example"), ("a", "a (wiki.example)"), ("z", "z (wiki.example)")]
)
def test_a_route_is_called_by_its_name_and_its_host_once(name: str, label: str) -> None:
    assert words.route_label(Route(name, "https://wiki.example")) == label


@pytest.mark.parametrize(("seconds", "told"), [(59, "within 1 min."), (60, "within 1 min."), (61, "within 2 min.")])
def test_how_long_nobody_came_is_told_in_whole_minutes(seconds: float, told: str) -> None:
    assert words.nobody(seconds).sentence.endswith(told)


def test_what_is_no_answer_failed_at_the_callback() -> None:
    assert {words.bad_answer("x").step, words.bad_paste("x").step} == {"callback"}


def test_routes_are_told_by_the_names_that_the_person_gave_and_the_rest_by_host() -> None:
    origins = [Origin.parse(f"https://{host}.example") for host in ("d", "a", "c", "b")]
    routes = [Route("Zoo", "https://a.example"), Route("ark", "https://b.example"), Route("x", "https://e.example")]
    assert words.route_labels(origins, routes) == ("ark", "Zoo", "c.example", "d.example")


@pytest.mark.parametrize(
    ("opened", "told"),
    [
        ((), "for all that it opens."),
        (("a",), "for all that it opens: a."),
        (("a", "b"), "for all that it opens: a, b."),
        (("a", "b", "c"), "for all that it opens: a, b and 1 more."),
        (("a", "b", "c", "d"), "for all that it opens: a, b and 2 more."),
    ],
)
def test_what_a_session_opens_is_told_by_two_names(opened: tuple[str, ...], told: str) -> None:
    route, there = Route("wiki", "https://wiki.example"), Origin.parse("https://authenticate.example")
    assert told in words.other_domain(route, there, (), opened, ()).text


def test_who_it_was_before_is_told() -> None:
    route, alice, bob = Route("wiki", "https://wiki.example"), Person("alice"), Person("bob")
    for question in (words.other_browser(route, alice, bob), words.opened_twice(route, alice, bob)):
        assert question.text.endswith(" Last time it was bob.")
    for question in (words.other_browser(route, alice, None), words.opened_twice(route, alice, None)):
        assert "Last time" not in question.text
