"""Requests of other programs: read strictly, and meant for the route that an address lies under."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pomtray.core.domain.route import Route, Settings
from pomtray.core.errors import Problem
from pomtray.core.requests.request import (
    Declined,
    Exit,
    Request,
    RequestKind,
    declined_line,
    done_line,
    read_request,
    request_line,
    route_meant,
    told_line,
)
from pomtray.core.settings.refused import RefusedEntry
from pomtray.core.text import phrase
from tests.core.requests.every_request import requests

SETTINGS = Settings(
    (
        Route("app", "https://app.pom.test/start"),
        Route("deep", "https://app.pom.test/start/deep"),
        Route("wiki", "https://wiki.pom.test"),
        Route("odd", "https://odd.pom.test:8443"),
    )
)


@given(requests(st.text(max_size=50)))
def test_what_is_asked_is_what_is_read(request_: Request) -> None:
    line = request_line(request_)
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    assert read_request(line) == request_


def test_little_is_enough() -> None:
    assert read_request(b'{"v":1,"do":"status"}\n') == Request(RequestKind.STATUS)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"", "not JSON"),
        (b"[]", "not a JSON object"),
        (b'{"do":"status"}', "version 1"),
        (b'{"v":2,"do":"status"}', "version 1"),
        (b'{"v":true,"do":"status"}', "version 1"),
        (b'{"v":1,"do":"erase"}', "not one of those"),
        (b'{"v":1,"do":"status","more":1}', "not known"),
        (b'{"v":1,"do":"status","do":"login"}', "twice"),
        (b'{"v":1,"do":"credential","route":1}', "its route"),
        (b'{"v":1,"do":"credential","wait":"yes"}', "its wait"),
        (b'{"v":1,"do":"credential","min_valid":-1}', "min_valid"),
        (b'{"v":1,"do":"credential","min_valid":true}', "min_valid"),
        (b'{"v":1,"do":"credential","form":"basic"}', "not one of those"),
        (b'{"v":1,"do":"status","config":"' + b"x" * 20_000 + b'"}', "too large"),
    ],
)
def test_what_is_not_known_is_refused(line: bytes, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read_request(line)


@given(st.binary(max_size=300) | st.from_regex(rb'\{"v":1,"do":"[a-z]{0,9}"[ -~]{0,80}\}', fullmatch=True))
def test_anything_is_read_or_refused_and_never_quoted(line: bytes) -> None:
    try:
        read_request(line)
    except ValueError as error:
        reason = str(error)
    else:
        reason = ""
    assert len(reason) < 100


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("app", "app"),
        ("App", "app"),
        ("app.pom.test", "app"),
        ("APP.pom.test:443/start/deep/er", "deep"),
        ("https://app.pom.test/", "app"),
        ("https://app.pom.test/start?x=1", "app"),
        ("https://app.pom.test/startle", "app"),
        ("https://app.pom.test/start/deep", "deep"),
        ("https://app.pom.test/start/deep/er#part", "deep"),
        ("https://APP.pom.test:443/elsewhere", "app"),
        ("https://wiki.pom.test", "wiki"),
        ("https://odd.pom.test:8443/x", "odd"),
    ],
)
def test_a_name_or_an_address_means_a_route(text: str, name: str) -> None:
    assert route_meant(SETTINGS, text).name == name


@pytest.mark.parametrize(
    "text",
    [
        "",
        "app.pom.test.evil.test",
        "app.pom.test@evil.test",
        "evil.test/app.pom.test",
        "odd.pom.test",
        "http://app.pom.test/",
        "https://app.pom.test:444/",
        "https://app.pom.test.evil.test/",
        "https://evil.test/https://app.pom.test/",
        "https://app.pom.test@evil.test/",
        "https://odd.pom.test/",
        "https://app.pom.test\\@evil.test",
        "eyJhbGciOi.secret",
    ],
)
def test_nothing_else_gets_a_credential(text: str) -> None:
    with pytest.raises(Declined) as declined:
        route_meant(SETTINGS, text)
    assert declined.value.status is Exit.USAGE
    assert not text or "secret" not in declined.value.problem.text()


DB = Route("db", "tcp+https://db.pom.test:5432")


def test_the_address_of_a_tcp_route_means_it() -> None:
    known = Settings((*SETTINGS.routes, DB))
    assert route_meant(known, DB.url) is DB
    assert route_meant(known, "TCP+HTTPS://db.pom.test:5432/") is DB


@pytest.mark.parametrize(
    ("text", "title", "told"),
    [
        ("tcp+https://db.pom.test:5433", "No such route", "No route of the settings is at db.pom.test:5433"),
        ("tcp+https://app.pom.test/db.pom.test:5432", "No such route", "Add the route first."),
        ("tcp+https://db.pom.test", "Not an address", "must end with a port"),
        ("udp+https://db.pom.test:53", "Not an address", "cannot be used: UDP routes are not opened"),
    ],
)
def test_another_tcp_address_means_none(text: str, title: str, told: str) -> None:
    with pytest.raises(Declined) as no:
        route_meant(Settings((*SETTINGS.routes, DB)), text)
    assert (no.value.status, no.value.problem.title) == (Exit.USAGE, title)
    assert told in no.value.problem.text()


def test_a_name_that_two_routes_have_in_other_letters_means_neither() -> None:
    routes = (Route("DB", "https://db.pom.test"), Route("Db", "https://db2.pom.test"))
    settings = replace(SETTINGS, routes=routes)
    assert [route_meant(settings, name).url for name in ("DB", "Db")] == [route.url for route in routes]
    with pytest.raises(Declined):
        route_meant(settings, "db")


def test_what_is_refused_is_told_as_that_and_gets_no_credential() -> None:
    bad = RefusedEntry("routes", 4, "db", 9, Problem("Refused", "Line 9: no url."))
    settings = replace(SETTINGS, refused=(bad,))
    for text, told in (("db", "Line 9: no url."), ("https://db.pom.test", "pomtray doctor"), ("other", "There are:")):
        with pytest.raises(Declined) as declined:
            route_meant(settings, text)
        assert told in declined.value.problem.text()


def test_lines_of_an_answer() -> None:
    """The quick way takes the first one apart by hand (`cli/quick`)."""
    assert done_line({"text": "Authorization: x"}) == b'{"v":1,"ok":{"text":"Authorization: x"}}\n'
    assert told_line("a\nb") == b'{"v":1,"tell":"a\\nb"}\n'
    no = json.loads(declined_line(Declined(Exit.LOCKED, Problem("Locked", "The keyring is.", "Unlock it."))))
    assert no == {"v": 1, "error": {"exit": 3, "title": "Locked", "text": "The keyring is. Unlock it."}}
    told = told_line(phrase("{route}: checking", route="app"))
    texts = {"tell": ["app: checking", "{route}: checking", {"route": "app"}]}
    assert json.loads(told) == {"v": 1, "tell": "app: checking", "texts": texts}
    assert told.startswith(b'{"v":1,"tell":'), "the quick way looks no further"
