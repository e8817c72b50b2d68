"""Every answer of a Pomerium, and of what is none, and what it comes to mean."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta

import pytest

from pomtray.core.domain.origin import Origin
from pomtray.core.domain.route import Route
from pomtray.core.domain.session import Credential, Person, Verdict
from pomtray.signin.pomerium.pomerium import UserPage, end_on_user_page, listed_origins, routes, who
from pomtray.signin.web.answer import LARGEST
from pomtray.signin.web.http import Web
from tests.signin.answering import (
    FORBIDDEN,
    SAMPLES,
    UNAUTHENTICATED,
    USER,
    Answering,
    as_json,
    reply,
    user_page,
)

USER_PATH = "/.pomerium/user"
UPSTREAM = [("x-envoy-upstream-service-time", "3")]


@pytest.fixture
async def web() -> AsyncIterator[Web]:
    async with Web() as made:
        yield made


@pytest.fixture
def credential(secret_canary: Callable[[str], str]) -> Credential:
    return Credential(secret_canary("canary-credential-of-test-pomerium"))


async def test_who_signed_in(web: Web, credential: Credential) -> None:
    async with Answering({USER_PATH: USER}) as server:
        answer = await who(web, server.origin, credential)
        assert server.header("accept") == "application/json"
    assert answer.verdict is Verdict.LIVE
    assert answer.person == Person("alice", "alice@example.com", "Alice Example")
    assert answer.person.groups == ("admins", "staff")
    assert answer.sid == "f5dd2ce1-7986-4c9b-8e98-8afdc3eff20d"
    assert answer.skew is not None
    assert abs(datetime.now(UTC) - answer.skew - datetime(2026, 11, 21, 9, tzinfo=UTC)) < timedelta(minutes=1)


@pytest.mark.parametrize("status", [201, 404, 500])
async def test_the_right_words_under_another_status_say_nothing(web: Web, credential: Credential, status: int) -> None:
    words = {
        USER_PATH: USER,
        "/.pomerium/": page_with({"id": "x", "expiresAt": "2026-11-21T22:41:35Z"}),
        "/.pomerium/api/v1/routes": as_json(200, {"routes": []}),
    }
    said: dict[str, bytes | None] = {path: raw.replace(b" 200 ", b" %d " % status, 1) for path, raw in words.items()}
    async with Answering(said) as server:
        assert (await who(web, server.origin, credential)).verdict is Verdict.UNREACHABLE
        assert await end_on_user_page(web, server.origin, credential) is None
        assert await routes(web, server.origin, credential) is None


@pytest.mark.parametrize("year", [1969, 1970, 1971])
async def test_the_first_year_of_computers_means_never(web: Web, credential: Credential, year: int) -> None:
    page = page_with({"id": "x", "expiresAt": f"{year}-12-31T00:00:00Z"})
    async with Answering({"/.pomerium/": page}) as server:
        found = await end_on_user_page(web, server.origin, credential)
    assert found == UserPage("x", datetime(1971, 12, 31, tzinfo=UTC) if year == 1971 else None)


@pytest.mark.parametrize(
    "raw", [UNAUTHENTICATED, as_json(401, {"Status": 401, "RequestID": "request-7"})], ids=["policy", "own error"]
)
async def test_pomeriums_json_401_means_ended(web: Web, credential: Credential, raw: bytes) -> None:
    async with Answering({USER_PATH: raw}) as server:
        answer = await who(web, server.origin, credential)
    assert answer.verdict is Verdict.ENDED
    assert answer.problem is not None
    assert answer.problem.request_id == "request-7"


NO_WORD = {
    "HTML 401": reply(401, "<html>"),
    "an upstream's JSON 401": as_json(401, {"error": "Unauthenticated", "request_id": "r"}, UPSTREAM),
    "another JSON 401": as_json(401, {"error": "invalid_token"}),
    "a JSON list as 401": as_json(401, ["Unauthenticated"]),
    "401 as text": reply(401, '{"error":"Unauthenticated","request_id":"r"}', content_type="text/plain"),
    "broken JSON 401": reply(401, "{", content_type="application/json"),
    "403": FORBIDDEN,
    "404": reply(404, "Not Found", content_type="text/plain"),
    "302": reply(302, headers=[("Location", "https://authenticate.test/")]),
    "500": reply(500, "<html>"),
    "200 HTML": reply(200, "<html>hello"),
    "200 without a person": as_json(200, {"sid": "x"}),
    "200 with an odd person": as_json(200, {"user": 7, "email": ["a"], "name": None}),
    "200, a list": as_json(200, []),
    "200, nested without end": reply(200, "[" * 100_000, content_type="application/json"),
    "huge": reply(200, b" " * (LARGEST + 1), content_type="application/json"),
    "no HTTP": b"hello\r\n\r\n",
}


@pytest.mark.parametrize("raw", NO_WORD.values(), ids=NO_WORD.keys())
async def test_anything_else_says_nothing_about_the_session(web: Web, credential: Credential, raw: bytes) -> None:
    async with Answering({USER_PATH: raw}) as server:
        answer = await who(web, server.origin, credential)
    assert answer.verdict is Verdict.UNREACHABLE
    assert answer.person is None
    assert answer.problem is not None


@pytest.mark.parametrize("raw", [USER, UNAUTHENTICATED, reply(502)], ids=["yes", "no", "neither"])
async def test_each_answer_tells_the_servers_time_and_the_request(web: Web, credential: Credential, raw: bytes) -> None:
    async with Answering({USER_PATH: raw}) as server:
        answer = await who(web, server.origin, credential)
    assert answer.skew is not None
    assert (answer.request_id or (answer.problem and answer.problem.request_id)) == "request-7"


async def test_a_persons_texts_are_plain_and_bounded(web: Web, credential: Credential) -> None:
    said = {"user": "a\u202eb", "name": "<b>x</b>\nA", "email": "e" * 5000}
    async with Answering({USER_PATH: as_json(200, said)}) as server:
        person = (await who(web, server.origin, credential)).person
    assert person is not None
    assert (person.user, person.name, len(person.email)) == ("ab", "<b>x</b> A", 120)


async def test_the_end_on_the_user_page(web: Web, credential: Credential) -> None:
    async with Answering({"/.pomerium/": user_page()}) as server:
        page = await end_on_user_page(web, server.origin, credential)
        assert server.header("accept") == "text/html", "else the answer is no page"
    at = datetime(2026, 11, 21, 23, 26, 8, 55746, UTC)
    assert page == UserPage("f5dd2ce1-7986-4c9b-8e98-8afdc3eff20d", at)


async def test_the_page_of_a_token_that_is_not_known(web: Web, credential: Credential) -> None:
    async with Answering({"/.pomerium/": user_page("user-page-no-session.json")}) as server:
        assert await end_on_user_page(web, server.origin, credential) == UserPage("", None)


def page_with(session: object) -> bytes:
    return reply(200, f"<script>\nwindow.POMERIUM_DATA = {json.dumps({'session': session})};\n</script>")


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-11-21T22:41:35.749188056Z", datetime(2026, 11, 21, 22, 41, 35, 749188, UTC)),
        ("2026-11-21T22:41:35.7Z", datetime(2026, 11, 21, 22, 41, 35, 700000, UTC)),
        ("2026-11-21T22:41:35Z", datetime(2026, 11, 21, 22, 41, 35, 0, UTC)),
        ("1970-01-01T00:00:00Z", None),
        ("0001-01-01T00:00:00Z", None),
        ("2026-13-21T22:41:35Z", None),
        ("2026-11-21T22:41:35+01:00", None),
        ("2026-11-21T22:41:35.1234567890Z", None),
        ("2026-11-21T22:41:35.Z", None),
        ("2026-11-21 22:41:35Z", None),
        ("2026-11-21T22:41:35Z\n", None),
        ("٢٠٢٦-11-21T22:41:35Z", None),
        ("", None),
        (None, None),
        (1795250721, None),
    ],
)
async def test_instants_are_read_strictly(web: Web, credential: Credential, text: object, at: datetime | None) -> None:
    async with Answering({"/.pomerium/": page_with({"id": "x", "expiresAt": text})}) as server:
        assert await end_on_user_page(web, server.origin, credential) == UserPage("x", at)


@pytest.mark.parametrize(
    "raw",
    [
        reply(404, "Not Found"),
        reply(200, "<html>nothing here"),
        reply(200, "window.POMERIUM_DATA = {broken};"),
        reply(200, "window.POMERIUM_DATA = {};"),
        page_with([]),
        page_with("x"),
        b"x",
    ],
)
async def test_a_page_that_tells_nothing(web: Web, credential: Credential, raw: bytes) -> None:
    async with Answering({"/.pomerium/": raw}) as server:
        assert await end_on_user_page(web, server.origin, credential) is None


async def test_gos_escapes_in_the_page_are_read(web: Web, credential: Credential) -> None:
    body = '<script>window.POMERIUM_DATA = {"session":{"id":"a\\u0026b","expiresAt":"x"}};</script>'
    async with Answering(
        {"/.pomerium/": reply(200, body.replace("<script>", "<script>\n").replace(";<", ";\n<"))}
    ) as s:
        assert await end_on_user_page(web, s.origin, credential) == UserPage("a&b", None)


async def test_the_routes_api(web: Web, credential: Credential) -> None:
    body = (SAMPLES / "routes.json").read_bytes()
    async with Answering({"/.pomerium/api/v1/routes": reply(200, body, content_type="application/json")}) as server:
        listed = await routes(web, server.origin, credential)
    assert listed is not None
    assert [(route.name, route.type) for route in listed][:4] == [
        ("app", "http"),
        ("acctok", "http"),
        ("portapp", "http"),
        ("tcp", "tcp"),
    ]
    assert listed[2].origin == Origin("https", "portapp.pom.test", 8443)
    assert (listed[3].origin, listed[3].host) == (None, "tcp.pom.test")
    assert (listed[0].host, listed[0].place) == ("", listed[0].origin)
    assert listed[3].place == Route("db", "tcp+https://tcp.pom.test:7001").place


@pytest.mark.parametrize(
    "raw", [UNAUTHENTICATED, reply(404, "Not Found"), as_json(200, {"routes": {}}), as_json(200, []), b"x"]
)
async def test_a_routes_api_that_cannot_be_asked(web: Web, credential: Credential, raw: bytes) -> None:
    async with Answering({"/.pomerium/api/v1/routes": raw}) as server:
        assert await routes(web, server.origin, credential) is None


async def test_a_wildcard_is_listed(web: Web, credential: Credential) -> None:
    entry = {"id": "1", "name": "apps", "type": "http", "from": "https://*.apps.corp.example"}
    async with Answering({"/.pomerium/api/v1/routes": as_json(200, {"routes": [entry]})}) as server:
        listed = await listed_origins(web, server.origin, credential)
    assert listed == {Origin("https", "*.apps.corp.example", 443)}


@pytest.mark.parametrize(
    ("kind", "listed_as", "address"),
    [
        ("http", "https://app.corp.example", "https://app.corp.example"),
        ("http", "https://a@evil.test", ""),
        ("http", "", ""),
        ("tcp", "tcp+https://db.corp.example:5432", "tcp+https://db.corp.example:5432"),
        ("mcp", "https://mcp.corp.example", "https://mcp.corp.example"),
        *((kind, "https://app.corp.example", "") for kind in ("", "a", "udp")),
    ],
)
async def test_what_could_be_a_route_is_told_by_its_address(
    web: Web, credential: Credential, kind: str, listed_as: str, address: str
) -> None:
    entry = {"id": "1", "name": "one", "type": kind, "from": listed_as}
    async with Answering({"/.pomerium/api/v1/routes": as_json(200, {"routes": [entry]})}) as server:
        listed = await routes(web, server.origin, credential)
    assert listed is not None
    (one,) = listed
    assert one.address == address
    assert (one.place is not None) == bool(address)


async def test_a_list_may_be_longer_than_other_answers(web: Web, credential: Credential) -> None:
    entries = [
        {"id": str(number), "name": "n" * 400, "type": "http", "from": f"https://a{number}.corp.example"}
        for number in range(LARGEST // 400)
    ]
    async with Answering({"/.pomerium/api/v1/routes": as_json(200, {"routes": entries})}) as server:
        listed = await listed_origins(web, server.origin, credential)
    assert listed is not None
    assert len(listed) == len(entries)


async def test_an_mcp_server_is_a_route_like_any_other(web: Web, credential: Credential) -> None:
    """v0.33.1 with `mcp: {server: {}}`: it is signed in to by the login API, and takes every header form."""
    entry = {"id": "1", "name": "tools", "type": "mcp", "from": "https://mcp.corp.example"}
    async with Answering({"/.pomerium/api/v1/routes": as_json(200, {"routes": [entry]})}) as server:
        listed = await listed_origins(web, server.origin, credential)
    assert listed == {Origin.parse("https://mcp.corp.example")}


@pytest.mark.parametrize("kind", ["tcp", "udp", ""])
async def test_what_no_browser_opens_is_not_among_the_origins(web: Web, credential: Credential, kind: str) -> None:
    entry = {"id": "1", "name": "db", "type": kind, "from": "https://db.corp.example"}
    async with Answering({"/.pomerium/api/v1/routes": as_json(200, {"routes": [entry]})}) as server:
        assert await listed_origins(web, server.origin, credential) == frozenset()


async def test_who_has_no_name_is_known_by_the_subject(web: Web, credential: Credential) -> None:
    async with Answering({USER_PATH: as_json(200, {"sub": "alice"})}) as server:
        person = (await who(web, server.origin, credential)).person
    assert person is not None
    assert person.user == "alice"


async def test_odd_entries_of_the_routes_api_open_nothing(web: Web, credential: Credential) -> None:
    addresses = ["https://*", "https://a@evil.test", 7, None]
    entries: list[object] = [*({"type": "http", "from": address} for address in addresses), "x", {}]
    async with Answering({"/.pomerium/api/v1/routes": as_json(200, {"routes": entries})}) as server:
        listed = await routes(web, server.origin, credential)
        assert await listed_origins(web, server.origin, credential) == frozenset()
    assert listed is not None
    assert all(route.origin is None for route in listed)
