from __future__ import annotations

import pytest

from pomtray.core.route import AutoRenew, HeaderForm, Route
from pomtray.core.route_entry import RouteEntry, list_of, words_of

APP = Route("App", "https://app.example/x", ("work",), HeaderForm.BEARER, ("firefox", "{url}"), group="g", share=False)


def test_a_form_that_says_what_the_route_says_changes_nothing() -> None:
    entry = RouteEntry.of(APP)
    assert entry.fault(()) == ""
    assert entry.changed(entry) == {}


def test_only_what_changed_is_written_and_what_is_usual_is_left_out() -> None:
    before = RouteEntry.of(APP)
    now = RouteEntry("Apps", APP.url, ("work", "new"), HeaderForm.POMERIUM, (), "g", notices=False)
    assert now.changed(before) == {
        "name": "Apps",
        "tags": ("work", "new"),
        "header": None,
        "browser": None,
        "share": None,
        "notices": False,
    }
    renewing = RouteEntry.of(Route("App", APP.url, auto_renew=AutoRenew.OFF))
    assert renewing.changed(RouteEntry("App", APP.url)) == {"auto_renew": "off"}
    assert RouteEntry("App", APP.url).changed(renewing) == {"auto_renew": None}


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        (RouteEntry("", "https://a.example"), "needs a name"),
        (RouteEntry("Wiki", "https://a.example"), "Another route"),
        (RouteEntry("x" * 81, "https://a.example"), "at most 80"),
        (RouteEntry("A", "https://a.example", tags=("a\nb",)), "on one line"),
        (RouteEntry("A", "tcp+https://db.example:5432"), ""),
        (RouteEntry("A", "tcp+https://db.example"), "port"),
        (RouteEntry("A", "a.example"), "must start with https://"),
        (RouteEntry("A", "https://me:canary@a.example"), "user name or password"),
        (RouteEntry("A", "https://a.example", browser=("firefox",)), "{url}"),
        (RouteEntry("A", "https://a.example", browser=("{url}",)), "after the program"),
        (RouteEntry("A", "https://a.example", browser=("firefox", "-P", "work", "{url}")), ""),
    ],
)
def test_what_is_wrong_is_said(entry: RouteEntry, fault: str) -> None:
    said = entry.fault({"Wiki"})
    assert fault in said
    assert bool(fault) is bool(said)
    assert "canary" not in said


def test_lists_and_commands() -> None:
    assert list_of(" a, b,,a ,c") == ("a", "b", "c")
    assert words_of("firefox -P 'my work' {url}") == ("firefox", "-P", "my work", "{url}")
    with pytest.raises(ValueError, match="quot"):
        words_of("firefox '")
