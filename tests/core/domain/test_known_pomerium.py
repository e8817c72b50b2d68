"""What is kept for good of a Pomerium."""

from __future__ import annotations

import pytest

from pomtray.core.domain.known_pomerium import UNKNOWN, is_listed, listed_origin, united
from pomtray.core.domain.login import Doubt
from pomtray.core.domain.origin import Origin

APP = Origin.parse("https://app.pom.test")
WIKI = Origin.parse("https://wiki.pom.test")
APPS = Origin("https", "*.apps.corp.example", 443)


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("https://app.pom.test", APP),
        ("https://app.pom.test/", APP),
        ("https://*.apps.corp.example", APPS),
        ("https://*.Apps.Corp.example:443/", APPS),
        ("https://*.apps.corp.example:8443", Origin("https", "*.apps.corp.example", 8443)),
    ],
)
def test_what_a_routes_api_lists(text: str, origin: Origin) -> None:
    assert listed_origin(text) == origin


@pytest.mark.parametrize(
    "text",
    [
        *("", "*", "https://*", "https://*.", "https://a.*.test", "https://*.*.test", "https://*app.test"),
        *("http://*.apps.corp.example", "https://*.a@evil.test", "*.apps.corp.example", "https://**.test"),
        "tcp+https://app.pom.test:22",
    ],
)
def test_what_names_no_origin(text: str) -> None:
    with pytest.raises(ValueError, match=r"must|host|port"):
        listed_origin(text)


@pytest.mark.parametrize(
    ("url", "listed"),
    [
        ("https://one.apps.corp.example", True),
        ("https://apps.corp.example", False),
        ("https://one.two.apps.corp.example", False),
        ("https://one.apps.corp.example:8443", False),
        ("https://one.apps.corp.example.evil.test", False),
        ("https://evilapps.corp.example", False),
    ],
)
def test_a_wildcard_covers_one_label(url: str, listed: bool) -> None:  # noqa: FBT001
    assert is_listed(Origin.parse(url), {APPS}) is listed
    assert UNKNOWN.with_listed({APPS}).lists(Origin.parse(url)) is listed


def test_what_was_listed_or_allowed_once_is_kept() -> None:
    known = UNKNOWN.with_listed({APP}).with_listed({WIKI}).with_allowed(APP, Doubt.OTHER_ROUTE)
    assert known.lists(APP)
    assert known.lists(WIKI)
    assert known.allows(APP, Doubt.OTHER_ROUTE)
    assert not known.allows(APP, Doubt.OTHER_DOMAIN)
    assert not known.allows(WIKI, Doubt.OTHER_ROUTE)


def test_there_is_an_end_to_what_is_kept_and_the_newest_stays() -> None:
    many = {Origin("https", f"r{number}.pom.test", 443) for number in range(3000)}
    later = {Origin("https", f"s{number}.pom.test", 443) for number in range(3000)}
    known = UNKNOWN.with_listed(many).with_listed(later)
    assert len(known.listed) == 4000
    assert later <= known.listed


def test_two_runs_know_what_either_knew() -> None:
    one = UNKNOWN.with_listed({APP}).with_allowed(APP, Doubt.OTHER_ROUTE)
    two = UNKNOWN.with_listed({WIKI}).with_allowed(WIKI, Doubt.OTHER_DOMAIN)
    both = united(one, two)
    assert both.listed == {APP, WIKI}
    assert both.allowed == one.allowed | two.allowed


def test_what_was_listed_before_makes_nothing_new() -> None:
    known = UNKNOWN.with_listed({APP, WIKI})
    assert known.with_listed({APP}) is known
    assert known.with_listed(()) is known
