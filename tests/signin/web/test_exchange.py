"""One request passed on as it is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from pomtray.core.errors import Problem, Refused, Unreachable
from pomtray.signin.web import connection
from pomtray.signin.web.answer import HEADERS
from pomtray.signin.web.http import Web
from tests.signin.answering import Answering, reply
from tests.signin.authorities import Authority

TARGET = b"/a%2fb?c=%7E"


@pytest.fixture
async def web() -> AsyncIterator[Web]:
    async with Web() as made:
        yield made


async def pieces(*parts: bytes, fails: bool = False) -> AsyncIterator[bytes]:
    for part in parts:
        yield part
    if fails:
        raise ConnectionResetError


async def test_target_and_body_arrive_to_the_byte(web: Web) -> None:
    async with Answering({"/a%2fb": reply(201, "made")}) as server:
        headers = [(b"Host", b"app.test"), (b"Content-Length", b"4")]
        async with web.exchange(server.origin, "PUT", TARGET, headers, pieces(b"ab", b"cd")) as response:
            assert (response.status_code, await response.aread()) == (201, b"made")
        assert server.paths == [TARGET.decode()]
        assert server.bodies == [b"abcd"]


async def test_whoever_looks_on_sees_it(web: Web) -> None:
    seen: list[str] = []

    async def watch(event: str, _: Any) -> None:
        seen.append(event)

    watched = web.watched(watch)
    async with Answering({"/": reply(200)}) as server:
        async with watched.exchange(server.origin, "GET", b"/", [(b"Host", b"app.test")]):
            assert "connection.connect_tcp.complete" in seen
        async with web.exchange(server.origin, "GET", b"/", [(b"Host", b"app.test")]):
            pass
    await watched.close()


async def test_a_head_of_too_many_lines_is_refused(web: Web) -> None:
    head = reply(200, headers=[("X", str(number)) for number in range(HEADERS)])
    async with Answering({"/": head}) as server:
        with pytest.raises(Refused):
            async with web.exchange(server.origin, "GET", b"/", [(b"Host", b"app.test")]):
                pass


async def test_a_body_that_breaks_off_is_told_as_a_failure(web: Web) -> None:
    async with Answering({"/": reply(200)}) as server:
        headers = [(b"Host", b"app.test"), (b"Content-Length", b"4")]
        with pytest.raises(Unreachable):
            async with web.exchange(server.origin, "PUT", b"/", headers, pieces(b"ab", fails=True)):
                pass


async def test_why_the_system_trusts_nobody_is_told(web: Web, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    nobody = Problem("The system's authorities cannot be used", "There are none.")
    monkeypatch.setattr(connection, "trusts_nobody", lambda _: nobody)
    async with Answering({"/": reply(200)}, Authority(tmp_path).server()) as server:
        with pytest.raises(Unreachable) as failed:
            async with web.exchange(server.origin, "GET", b"/", [(b"Host", b"app.test")]):
                pass
    assert failed.value.problem == nobody
