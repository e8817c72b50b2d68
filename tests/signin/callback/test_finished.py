"""What a port still answers when its sign-in is over."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pomtray.core.domain.route import CallbackAnswer
from pomtray.serve.http import Request, Response
from pomtray.signin.callback.answer_page import SignInOutcome
from pomtray.signin.callback.finished import (
    ELSEWHERE,
    AnswerPage,
    DoubtfulSession,
    FinishedSignIn,
    FinishedSignInHandler,
    refused,
    sent_to,
)
from pomtray.signin.callback.visitors import Visitor

HOST, PATH, START = "127.0.0.1:45678", b"/callback/x", b"/start/y"
WELL = SignInOutcome(ok=True, title="Signed in to app")
DOUBT = SignInOutcome(ok=False, title="Was that you?")
FIRST, SECOND = (Visitor(b"pomtray-start=" + name, b"pomtray=" + name) for name in (b"one", b"two"))
PAGES = (AnswerPage(b"/done/1", ELSEWHERE, FIRST), AnswerPage(b"/done/2", WELL, FIRST), AnswerPage(b"/done/3", DOUBT))
OVER = FinishedSignIn(HOST, PATH, START, WELL, (FIRST,), PAGES)


async def answer(
    over: FinishedSignIn,
    target: bytes,
    *cookies: bytes,
    method: str = "GET",
    host: str = HOST,
    doubted: list[str] | None = None,
) -> Response:
    ended = FinishedSignInHandler(over, (doubted if doubted is not None else []).append)
    return await ended.handle(_asking(target, *cookies, method=method, host=host))


def _asking(target: bytes, *cookies: bytes, method: str = "GET", host: str = HOST) -> Request:
    return Request(method, target, ((b"host", host.encode()), *((b"cookie", cookie) for cookie in cookies)))


def header(response: Response, name: bytes) -> bytes:
    return dict(response.headers).get(name, b"")


@pytest.mark.parametrize("host", ["", "localhost:45678", "127.0.0.1", "127.0.0.1:45679", "evil.test:45678"])
@pytest.mark.parametrize("target", [START, PATH, b"/done/2", b"/"])
async def test_under_another_name_it_is_no_answer_and_casts_no_doubt(host: str, target: bytes) -> None:
    doubted: list[str] = []
    over = replace(OVER, doubtful=DoubtfulSession("one", DOUBT))
    response = await answer(over, target, host=host, doubted=doubted)
    assert (response.status, doubted) == (400, [])
    assert b"This is not an answer" in response.body


@pytest.mark.parametrize("method", ["POST", "DELETE"])
@pytest.mark.parametrize("target", [START, PATH, b"/done/2"])
async def test_what_asks_for_no_page_meets_the_end_and_casts_no_doubt(target: bytes, method: str) -> None:
    doubted: list[str] = []
    over = replace(OVER, doubtful=DoubtfulSession("one", DOUBT))
    assert (await answer(over, target, method=method, doubted=doubted)).status == 410
    assert doubted == []


@pytest.mark.parametrize(
    ("path", "shown"), [(b"/done/1", "Not used"), (b"/done/2", WELL.title), (b"/done/3", DOUBT.title)]
)
async def test_answer_pages_stay_readable(path: bytes, shown: str) -> None:
    response = await answer(OVER, path)
    assert response.status == 200
    assert shown.encode() in response.body


@pytest.mark.parametrize("target", [b"/", b"/done/4", PATH + b"/", START + b"/"])
async def test_anything_else_is_gone(target: bytes) -> None:
    response = await answer(OVER, target, FIRST.start, FIRST.callback)
    assert response.status == 410
    assert b"This sign-in is over" in response.body


@pytest.mark.parametrize(("target", "cookie"), [(START, FIRST.start), (PATH, FIRST.callback)])
async def test_a_browser_that_comes_again_is_sent_to_its_last_page(target: bytes, cookie: bytes) -> None:
    response = await answer(OVER, target, cookie)
    assert (response.status, header(response, b"Location")) == (303, b"/done/2")
    left = await answer(replace(OVER, answer=CallbackAnswer.NONE), target, cookie)
    assert (left.status, left.body, header(left, b"Location")) == (204, b"", b"")


@pytest.mark.parametrize(
    ("visitors", "title"), [((FIRST, SECOND), "Not used"), ((SECOND,), WELL.title)], ids=["exposed", "alone"]
)
@pytest.mark.parametrize(("target", "cookie"), [(START, SECOND.start), (PATH, SECOND.callback)])
async def test_one_that_had_none_learns_how_it_ended_unless_another_may_have_answered(
    target: bytes, cookie: bytes, visitors: tuple[Visitor, ...], title: str
) -> None:
    response = await answer(replace(OVER, visitors=visitors), target, cookie)
    assert response.status == 410
    assert title.encode() in response.body
    assert (b'class="well"' in response.body) == (title == WELL.title)


async def test_a_callback_of_a_stranger_is_gone_and_says_nothing_of_the_end() -> None:
    for cookies in ((), (FIRST.start,), (SECOND.callback,)):
        response = await answer(OVER, PATH, *cookies)
        assert response.status == 410
        assert b"This sign-in is over" in response.body


@pytest.mark.parametrize("cookies", [(), (FIRST.callback,), (SECOND.start,)])
async def test_who_asks_late_for_the_start_address_casts_doubt_once(cookies: tuple[bytes, ...]) -> None:
    doubted: list[str] = []
    ended = FinishedSignInHandler(replace(OVER, doubtful=DoubtfulSession("one", DOUBT)), doubted.append)
    for _ in range(2):
        response = await ended.handle(_asking(START, *cookies))
        assert response.status == 410
        assert DOUBT.title.encode() in response.body
    assert doubted == ["one"]


async def test_where_the_person_was_asked_a_late_one_learns_that_another_was_first() -> None:
    doubted: list[str] = []
    response = await answer(OVER, START, doubted=doubted)
    assert (response.status, doubted) == (410, [])
    assert b"Another program was here first" in response.body


async def test_where_nobody_asked_in_time_nobody_was_first() -> None:
    doubted: list[str] = []
    nobody = replace(OVER, visitors=(), doubtful=DoubtfulSession("one", DOUBT))
    response = await answer(nobody, START, doubted=doubted)
    assert (response.status, doubted) == (410, [])
    assert b"This sign-in is over" in response.body


@pytest.mark.parametrize("status", [400, 404, 405, 410])
def test_a_refusal_says_why_and_which_method_is_taken(status: int) -> None:
    response = refused(status, "What came: nothing.")
    assert response.status == status
    assert b"What came: nothing." in response.body
    assert header(response, b"Allow") == (b"GET" if status == 405 else b"")


@pytest.mark.parametrize("path", [PATH, START, *(page.path for page in PAGES)])
def test_no_address_is_shown(path: bytes) -> None:
    assert path.decode() not in repr(OVER)


def test_nothing_of_a_page_stays_anywhere() -> None:
    for response in (refused(410), sent_to(b"/done/1", CallbackAnswer.PAGE), sent_to(b"/done/1", CallbackAnswer.NONE)):
        assert header(response, b"Cache-Control") == b"no-store"
        assert header(response, b"Referrer-Policy") == b"no-referrer"
