"""Asking for a tunnel: what is kept of the answer, and for how long one waits."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from pomtray.core.domain.route import Route
from pomtray.core.errors import Unreachable
from pomtray.signin.routes import tunnelling
from pomtray.signin.web.answer import LARGEST
from pomtray.signin.web.http import Web
from tests.loop_time import goes_on
from tests.signin.answering import Answering, reply

TARGET = "db.test:5432"


@pytest.fixture
async def web() -> AsyncIterator[Web]:
    async with Web() as made:
        yield made


def route_at(server: Answering) -> Route:
    return Route("db", f"tcp+{server.origin}/{TARGET}")


async def test_one_that_is_not_opened_in_time_is_told(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tunnelling, "_OPENED_FOR", 0.05)
    async with Answering({TARGET: None}) as server:
        route = route_at(server)
        assert route.tunnel
        with pytest.raises(Unreachable) as late:
            await tunnelling.ask(web, route, route.tunnel, None)
    told = f"{route.origin.authority} did not open the tunnel to {TARGET} in time."
    assert late.value.problem.sentence == told


@pytest.mark.parametrize("status", [200, 403])
async def test_only_one_that_is_opened_may_last(web: Web, monkeypatch: pytest.MonkeyPatch, status: int) -> None:
    async with Answering({TARGET: reply(status, b"x")}) as server:
        route = route_at(server)
        assert route.tunnel
        lasted = False
        try:
            async with tunnelling.connected(web, route, route.tunnel, None):
                await goes_on(monkeypatch, 31)
                lasted = True
        except Unreachable:
            pass
    assert lasted is (status == 200)


async def test_of_an_answer_no_more_is_kept_than_of_a_page(web: Web) -> None:
    async with Answering({TARGET: reply(404, b"x" * (LARGEST + 1))}) as server:
        route = route_at(server)
        assert route.tunnel
        answer = await tunnelling.ask(web, route, route.tunnel, None)
    assert (answer.status, len(answer.body)) == (404, LARGEST)
