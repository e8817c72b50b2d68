"""Whether an address is behind a Pomerium, asked of the demo and of what is none."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from pomtray.core.domain.route import Route
from pomtray.signin.routes.recognising import recognise
from pomtray.signin.web.http import Web
from tests.signin.answering import Answering, reply
from tests.signin.conftest import Playground

LOGIN = "/.pomerium/api/v1/login"


@pytest.fixture
async def web() -> AsyncIterator[Web]:
    async with Web() as made:
        yield made


async def test_a_route_names_where_one_signs_in(playground: Playground) -> None:
    origin = playground.route().origin
    found = await recognise(playground.web, Route("", str(origin)))
    assert found.origin == origin
    assert str(found.authenticate) == playground.demo.authenticate
    assert found.problem is None


async def test_it_is_asked_without_credentials(web: Web) -> None:
    async with Answering({LOGIN: reply(200, "nonsense", content_type="text/plain")}) as server:
        found = await recognise(web, Route("", str(server.origin)))
        assert [path.partition("?")[0] for path in server.paths] == [LOGIN]
        assert server.header("authorization") is None
        assert server.header("cookie") is None
    assert found.authenticate is None
    assert found.problem is not None
    assert found.problem.title == "The sign-in address is not safe to open"


@pytest.mark.parametrize(
    ("answer", "title"),
    [
        (reply(404), "Not a Pomerium"),
        (reply(200, "<html>"), "A web page stands between"),
        (reply(400), "Pomerium does not allow this program"),
        (reply(503), "The server has trouble"),
    ],
)
async def test_what_is_no_pomerium_is_said(web: Web, answer: bytes, title: str) -> None:
    async with Answering({LOGIN: answer}) as server:
        found = await recognise(web, Route("", str(server.origin)))
    assert found.authenticate is None
    assert found.problem is not None
    assert found.problem.title == title


async def test_a_pomerium_whose_sign_in_page_cannot_be_reached(web: Web) -> None:
    async with Answering() as gone:
        away = gone.origin
    async with Answering() as server:
        url = f"{away}/.pomerium/sign_in?pomerium_redirect_uri=http%3A%2F%2F127.0.0.1%3A9%2F"
        server.answers[LOGIN] = reply(200, url, content_type="text/plain")
        found = await recognise(web, Route("", str(server.origin)))
    assert found.authenticate == away
    assert found.problem is not None


async def test_nobody_there(web: Web) -> None:
    found = await recognise(web, Route("", "http://127.0.0.1:1"))
    assert found.authenticate is None
    assert found.problem is not None
