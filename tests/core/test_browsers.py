from __future__ import annotations

import json

from pomtray.core.browsers import BrowserChoice, Family, choices, chromium_profiles, firefox_profiles

INI = "[Profile0]\nName=work\nPath=x.work\n[Profile1]\nName=my own\n[Profile2]\nName=-evil\n[General]\nName=no\n"


def test_firefox_names_its_profiles() -> None:
    assert firefox_profiles(INI) == {"work": "work", "my own": "my own"}
    assert firefox_profiles("no ini") == {}
    assert choices("Firefox", ("firefox",), Family.FIREFOX, firefox_profiles(INI)) == [
        BrowserChoice("Firefox: work", ("firefox", "-P", "work", "{url}")),
        BrowserChoice("Firefox: my own", ("firefox", "-P", "my own", "{url}")),
    ]


def test_chromium_names_its_profiles_by_their_folders() -> None:
    cache = {"Default": {"name": "Ada"}, "Profile 1": {"name": "Work\u202e"}, "x\ny": {"name": "no"}, "Z": 3, "Q": {}}
    found = chromium_profiles(json.dumps({"profile": {"info_cache": cache}}).encode(), 10_000)
    assert found == {"Default": "Ada", "Profile 1": "Work\u202e", "Q": "Q"}
    assert choices("Chromium", ("chromium",), Family.CHROMIUM, found)[1] == BrowserChoice(
        "Chromium: Work", ("chromium", "--profile-directory=Profile 1", "{url}")
    )


def test_what_is_no_list_of_profiles_names_none() -> None:
    for text in (b"", b"[]", b'{"profile": 3}', b'{"profile": {"info_cache": []}}', b"[" * 100_000):
        assert chromium_profiles(text, 1_000_000) == {}
    assert chromium_profiles(b'{"profile": {"info_cache": {"A": {}}}}', 10) == {}


def test_one_profile_is_the_browser_itself() -> None:
    plain = [BrowserChoice("Firefox", ("firefox", "{url}"))]
    assert choices("Firefox", ("firefox",), Family.FIREFOX, {"work": "work"}) == plain
    assert choices("Firefox", ("firefox",), Family.FIREFOX, {}) == plain
    assert len(choices("F", ("f",), Family.FIREFOX, {str(n): str(n) for n in range(1000)})) == 50
