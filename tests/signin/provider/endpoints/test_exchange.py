"""Pomerium's older exchange: what it gives, and what each of its refusals means."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta

import pytest

from pomtray.core.domain.session import EndSource
from pomtray.core.errors import Refused, Unreachable
from pomtray.core.secret import Credential
from pomtray.signin.provider.endpoints.exchange import exchange
from pomtray.signin.web import http
from pomtray.signin.web.http import Web
from tests.signin.answering import Answering, as_json, reply
from tests.signin.issuing import NOW

PATH = "/api/v1/token"
NONE = timedelta()
GOOD = {"Token": "b3BhcXVl-token/+=", "Expiry": "2026-11-21T09:10:47Z"}


@pytest.fixture
async def web() -> AsyncIterator[Web]:
    async with Web() as made:
        yield made


@pytest.fixture
async def pomerium() -> AsyncIterator[Answering]:
    async with Answering({PATH: as_json(200, GOOD)}) as made:
        yield made


@pytest.fixture
def id_token(secret_canary: Callable[[str], str]) -> Credential:
    return Credential(secret_canary("eyJhbGciOi.canary-of-test-exchange.signature"))


async def asked(
    web: Web, pomerium: Answering, id_token: Credential, ahead: timedelta = NONE
) -> tuple[Credential, datetime]:
    """`ahead`: our clock, of Pomerium's."""
    token, end = await exchange(web, f"{pomerium.origin}{PATH}", id_token, lambda: NOW + ahead)
    assert end.at
    assert end.source is EndSource.SERVER
    return token, end.at


async def test_an_id_token_is_exchanged(web: Web, pomerium: Answering, id_token: Credential) -> None:
    token, end = await asked(web, pomerium, id_token)
    assert (token.reveal(), end) == ("b3BhcXVl-token/+=", datetime(2026, 11, 21, 9, 10, 47, tzinfo=UTC))
    assert pomerium.heads[0].startswith(b"POST /api/v1/token HTTP/1.1")
    assert pomerium.header("content-type") == "application/x-www-form-urlencoded"
    assert pomerium.bodies == [f"id_token={id_token.reveal()}".encode()]
    assert pomerium.header("authorization") is None


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("2026-11-21T09:10:47.123456789Z", datetime(2026, 11, 21, 9, 10, 47, 123456, tzinfo=UTC)),
        ("2026-11-21T09:10:47.5Z", datetime(2026, 11, 21, 9, 10, 47, 500000, tzinfo=UTC)),
        ("2026-11-21T09:10:47+02:00", datetime(2026, 11, 21, 7, 10, 47, tzinfo=UTC)),
        ("2026-11-21T09:10:47.000000001-08:30", datetime(2026, 11, 21, 17, 40, 47, tzinfo=UTC)),
    ],
)
async def test_times_as_go_writes_them(
    web: Web, pomerium: Answering, id_token: Credential, text: str, end: datetime
) -> None:
    pomerium.answers[PATH] = as_json(200, GOOD | {"Expiry": text})
    assert (await asked(web, pomerium, id_token))[1] == end


@pytest.mark.parametrize(("hours", "used"), [(2, 2), (-24, -24), (25, 0)])
async def test_the_end_is_told_by_our_clock(
    web: Web, pomerium: Answering, id_token: Credential, hours: int, used: int
) -> None:
    _, end = await asked(web, pomerium, id_token, timedelta(hours=hours))
    assert end == datetime(2026, 11, 21, 9, 10, 47, tzinfo=UTC) + timedelta(hours=used)


@pytest.mark.parametrize(
    ("status", "title", "helps"),
    [
        (400, "not understood", "exchange_url"),
        (401, "Not the exchange", "exchange_url"),
        (403, "No exchange here", 'deliver = "identity_token"'),
        (404, "No exchange here", 'deliver = "identity_token"'),
        (405, "No exchange here", 'deliver = "identity_token"'),
        (500, "not accepted", "pomerium_client_id"),
        (302, "evil.test stands between", "Open http://127.0.0.1"),
        (204, "Not the exchange", "exchange_url"),
    ],
)
async def test_a_refusal(
    web: Web, pomerium: Answering, id_token: Credential, status: int, title: str, helps: str
) -> None:
    page = reply(status, "<html>", [("Location", "https://evil.test/")])
    pomerium.answers[PATH] = page if status != 204 else b"HTTP/1.1 204 X\r\nX-Request-Id: request-7\r\n\r\n"
    with pytest.raises(Refused, match=title) as refused:
        await asked(web, pomerium, id_token)
    problem = refused.value.problem
    assert (refused.value.status, problem.step, problem.request_id) == (status, "exchange", "request-7")
    assert helps in problem.action
    assert len(pomerium.heads) == 1


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (reply(200, "<html>Wi-Fi</html>"), "a web page came in place of an answer"),
        (reply(403, "error code: 1010", content_type="text/plain"), "A firewall in front of it refused"),
    ],
)
async def test_what_stands_between_is_named(
    web: Web, pomerium: Answering, id_token: Credential, answer: bytes, said: str
) -> None:
    pomerium.answers[PATH] = answer
    with pytest.raises(Refused, match=said) as refused:
        await asked(web, pomerium, id_token)
    assert refused.value.problem.step == "exchange"


@pytest.mark.parametrize("answer", [reply(502), reply(503), reply(504), reply(429), b"", None], ids=range(6))
async def test_trouble_that_passes(
    web: Web, pomerium: Answering, id_token: Credential, answer: bytes | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if answer is None:
        monkeypatch.setattr(http, "ANSWER_FOR", 0.05)
    pomerium.answers[PATH] = answer
    with pytest.raises(Unreachable) as failed:
        await asked(web, pomerium, id_token)
    assert failed.value.problem.step == "exchange"


BROKEN = {
    "a page": reply(200, "<html>"),
    "a list": as_json(200, [GOOD]),
    "no token": as_json(200, {"Expiry": GOOD["Expiry"]}),
    "an empty token": as_json(200, GOOD | {"Token": ""}),
    "a token as a number": as_json(200, GOOD | {"Token": 7}),
    "a token with a line end": as_json(200, GOOD | {"Token": "a\r\nb"}),
    "a token without end": as_json(200, GOOD | {"Token": "a" * 100_000}),
    "a token twice": reply(200, json.dumps(GOOD).replace("{", '{"Token":"a",')),
    "no end": as_json(200, {"Token": "a"}),
    "an end as a number": as_json(200, GOOD | {"Expiry": 1795252247}),
    "an end without a zone": as_json(200, GOOD | {"Expiry": "2026-11-21T09:10:47"}),
    "an end on no day": as_json(200, GOOD | {"Expiry": "2026-02-30T09:10:47Z"}),
    "Go's zero time": as_json(200, GOOD | {"Expiry": "0001-01-01T00:00:00Z"}),
    "before all time": as_json(200, GOOD | {"Expiry": "0001-01-01T00:00:00+14:00"}),
    "after all time": as_json(200, GOOD | {"Expiry": "9999-12-31T23:59:59-14:00"}),
    "an end in other digits": as_json(200, GOOD | {"Expiry": "٢026-11-21T09:10:47Z"}),
    "too large": as_json(200, GOOD | {"a": "x" * 2_000_000}),
}


@pytest.mark.parametrize("name", BROKEN)
async def test_an_answer_that_is_no_token(web: Web, pomerium: Answering, id_token: Credential, name: str) -> None:
    pomerium.answers[PATH] = BROKEN[name]
    with pytest.raises(Refused) as refused:
        await asked(web, pomerium, id_token)
    assert refused.value.problem.step == "exchange"
    assert refused.value.problem.sentence.isprintable()
    assert refused.value.__cause__ is None
