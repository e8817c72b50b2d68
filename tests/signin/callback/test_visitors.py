"""Who asked for the start address, told apart by cookies of their own."""

from __future__ import annotations

import re

from pomtray.serve.http import Request
from pomtray.signin.callback.visitors import Visitors, starter


def visitors() -> Visitors:
    return Visitors(b"/start/x", b"/callback", b"pomtray-callback")


def asking(*cookies: bytes) -> Request:
    return Request("GET", b"/start/x", tuple((b"cookie", cookie) for cookie in cookies))


def came(met: Visitors, *cookies: bytes) -> tuple[bytes, bytes]:
    """The cookies that whoever sends these gets: for the start address, and for the callback."""
    start, callback = (value.partition(b";")[0] for _, value in met.welcome(asking(*cookies)))
    return start, callback


def test_each_gets_a_cookie_for_each_path_that_no_script_reads() -> None:
    headers = visitors().welcome(asking())
    assert [name for name, _ in headers] == [b"Set-Cookie"] * 2
    rest = rb"=[\w-]{43}; Path=%s; Max-Age=900; HttpOnly; SameSite=Lax"
    for (_, value), name, path in zip(
        headers, (b"pomtray-start", b"pomtray-callback"), (b"/start/x", b"/callback"), strict=True
    ):
        assert re.fullmatch(name + rest % path, value)


def test_a_second_one_exposes_the_address_and_the_same_one_does_not() -> None:
    met = visitors()
    assert (bool(met.met), met.is_exposed) == (False, False)
    first = came(met)
    assert (bool(met.met), met.is_exposed) == (True, False)
    assert came(met, b"theme=dark; " + first[0] + b" ;a=b") == first
    assert came(met, b"theme=dark", first[0]) == first
    assert not met.is_exposed
    second = came(met, first[1])
    assert set(second).isdisjoint(first)
    assert met.is_exposed


def test_each_is_known_by_its_own_cookies() -> None:
    met = visitors()
    one, other = came(met), came(met)
    for cookies in (one, other):
        known = starter(met.met, asking(cookies[0]))
        assert known
        assert (known.start, known.callback) == cookies
        assert met.bearer(asking(cookies[1])) is known
        assert starter(met.met, asking(cookies[1])) is None
        assert met.bearer(asking(cookies[0])) is None
    assert starter(met.met, asking()) is None
    assert starter(met.met, asking(one[0] + b"x")) is None


def test_of_a_crowd_the_last_ones_are_one() -> None:
    met = visitors()
    crowd = [came(met) for _ in range(10)]
    assert len(set(crowd)) == 8
    assert crowd[7] == crowd[8] == crowd[9]


def test_nothing_shows_a_cookie() -> None:
    met = visitors()
    start, callback = came(met)
    shown = repr(starter(met.met, asking(start)))
    assert start.decode() not in shown
    assert callback.decode() not in shown
