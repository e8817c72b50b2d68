"""The start address asked for by others, and the browser that comes again (`pomerium.md` §9 rules 5 and 6)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import pytest

from pomtray.core.domain.route import CallbackAnswer
from pomtray.serve.http import Limits
from pomtray.signin.callback.answer_page import SignInOutcome
from pomtray.signin.callback.finished import DoubtfulSession
from pomtray.signin.callback.listener import NoAnswerError
from pomtray.signin.callback.loopback import Loopback
from tests.controller.world import settled, until
from tests.raw_http import Reply, send

SIGN_IN_URL = "https://authenticate.pom.test/.pomerium/sign_in?pomerium_signature=b6rZ"
WELL = SignInOutcome(ok=True, title="Signed in to app", lines=("alice@example.com",))
DOUBT = SignInOutcome(ok=False, title="Another program was here first", lines=("mallory@example.com is signed in.",))


class Visiting:
    """A browser, or another program, with the cookies that it was given."""

    def __init__(self, loopback: Loopback) -> None:
        self._loopback = loopback
        self._cookies: dict[str, str] = {}

    async def get(self, target: str) -> Reply:
        host = urlsplit(self._loopback.start_url).netloc
        path = target.partition("?")[0]
        sent = "; ".join(pair for pair, where in self._cookies.items() if where == path)
        head = f"GET {target} HTTP/1.1\r\nHost: {host}\r\n" + (f"Cookie: {sent}\r\n" if sent else "")
        reply = await send(urlsplit(self._loopback.start_url).port or 0, f"{head}\r\n".encode())
        for line in reply.raw.partition(b"\r\n\r\n")[0].decode().split("\r\n"):
            name, _, value = line.partition(": ")
            if name == "Set-Cookie":
                pair, path_is, *_ = value.split("; ")
                self._cookies[pair] = path_is.removeprefix("Path=")
        return reply

    async def start(self) -> Reply:
        return await self.get(urlsplit(self._loopback.start_url).path)

    async def answer(self, token: str, more: str = "") -> Reply:
        return await self.get(f"{urlsplit(self._loopback.redirect_uri).path}?pomerium_jwt={token}{more}")


@pytest.fixture
async def loopback() -> AsyncIterator[Loopback]:
    async with Loopback(page_wait_for=0.1) as listener:
        listener.send_to(SIGN_IN_URL)
        yield listener


@pytest.fixture
def ours(loopback: Loopback) -> Visiting:
    return Visiting(loopback)


@pytest.fixture
def other(loopback: Loopback) -> Visiting:
    return Visiting(loopback)


async def never() -> object:
    return await asyncio.Future[object]()


async def next_token(loopback: Loopback) -> str:
    return (await loopback.callback()).credential.reveal()


# Who asked for the start address


async def test_the_same_browser_may_ask_again(loopback: Loopback, ours: Visiting) -> None:
    for _ in range(3):
        assert (await ours.start()).headers["location"] == SIGN_IN_URL
    assert not loopback.is_exposed
    await ours.answer("alice")
    callback = await loopback.callback()
    assert loopback.is_ours(callback)


async def test_a_second_one_is_sent_on_too_and_nobody_is_ours_any_more(
    loopback: Loopback, ours: Visiting, other: Visiting
) -> None:
    await other.start()
    assert (await ours.start()).headers["location"] == SIGN_IN_URL
    assert loopback.is_exposed
    await ours.answer("alice")
    callback = await loopback.callback()
    assert callback.with_cookie
    assert not loopback.is_ours(callback)


async def test_who_asks_while_the_first_answer_is_judged_exposes_that_too(
    loopback: Loopback, ours: Visiting, other: Visiting
) -> None:
    await other.start()
    await other.answer("mallory")
    callback = await loopback.callback()
    assert loopback.is_ours(callback)
    await ours.start()
    assert not loopback.is_ours(callback)


@pytest.mark.parametrize("method", ["HEAD", "POST"])
async def test_who_gets_no_cookie_exposes_nothing(loopback: Loopback, ours: Visiting, method: str) -> None:
    await ours.start()
    parts = urlsplit(loopback.start_url)
    asked = f"{method} {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Length: 0\r\n\r\n"
    assert (await send(parts.port or 0, asked.encode())).status == 405
    assert not loopback.is_exposed


async def test_the_cookies_do_not_stand_for_one_another(loopback: Loopback, ours: Visiting) -> None:
    await ours.start()
    values = {pair.partition("=")[2] for pair in ours._cookies}
    assert len(values) == 2
    start, callback = (pair.partition("=") for pair in ours._cookies)
    ours._cookies = {
        f"{start[0]}={callback[2]}": urlsplit(loopback.start_url).path,
        f"{callback[0]}={start[2]}": urlsplit(loopback.redirect_uri).path,
    }
    await ours.answer("alice")
    assert not (await loopback.callback()).with_cookie
    await ours.start()
    assert loopback.is_exposed


async def test_all_who_asked_are_judged_one_after_the_other(
    loopback: Loopback, ours: Visiting, other: Visiting
) -> None:
    await other.start()
    await ours.start()
    theirs = await other.answer("mallory")
    assert await next_token(loopback) == "mallory"
    mine = await ours.answer("alice")
    assert mine.status == 303
    loopback.resume()
    assert await next_token(loopback) == "alice"
    loopback.show(WELL)
    assert b"alice@example.com" in (await ours.get(mine.headers["location"])).body
    assert b"alice@example.com" not in (await other.get(theirs.headers["location"])).body


async def test_the_first_who_asked_does_not_keep_the_second_out(
    loopback: Loopback, ours: Visiting, other: Visiting
) -> None:
    await other.start()
    await ours.start()
    for number in range(3):
        assert (await other.answer(f"mallory{number}")).status == 303
        await loopback.callback()
        loopback.resume()
    last = await other.answer("mallory3")
    assert b"over" in (await other.get(last.headers["location"])).body
    await ours.answer("alice")
    assert await next_token(loopback) == "alice"


async def test_one_who_asks_for_ever_has_the_cookies_of_one(loopback: Loopback, ours: Visiting) -> None:
    await ours.start()
    crowd = [Visiting(loopback) for _ in range(12)]
    for one in crowd:
        assert (await one.start()).status == 303
        await one.answer("mallory")
    taken = 0
    while loopback._arrivals._waiting:
        await loopback.callback()
        loopback.resume()
        taken += 1
    assert taken == 7
    await ours.answer("alice")
    assert await next_token(loopback) == "alice"


async def test_while_nobody_is_judged_who_is_exposed_learns_nothing_of_the_end(
    loopback: Loopback, ours: Visiting, other: Visiting
) -> None:
    await other.start()
    await ours.start()
    reply = await other.answer("mallory")
    loopback.show(WELL)  # by a paste
    assert b"alice@example.com" not in (await other.get(reply.headers["location"])).body


# A browser that comes again


async def test_a_second_callback_shows_how_the_sign_in_ended(loopback: Loopback, ours: Visiting) -> None:
    await ours.start()
    first = await ours.answer("alice")
    assert (await ours.answer("alice")).headers["location"] == first.headers["location"]
    await loopback.callback()
    assert (await ours.answer("another")).headers["location"] == first.headers["location"]
    loopback.show(WELL)
    loopback.retire(60)
    again = await ours.answer("alice")
    assert (again.status, again.headers["location"]) == (303, first.headers["location"])
    assert (await ours.start()).headers["location"] == first.headers["location"]
    assert b"alice@example.com" in (await ours.get(again.headers["location"])).body
    assert (await Visiting(loopback).answer("alice")).status == 410


async def test_a_second_callback_without_a_page() -> None:
    async with Loopback(answer=CallbackAnswer.NONE) as listener:
        listener.send_to(SIGN_IN_URL)
        ours = Visiting(listener)
        await ours.start()
        assert (await ours.answer("alice")).status == 204
        assert (await ours.answer("alice")).status == 204
        await listener.callback()
        listener.show(WELL)
        listener.retire(60)
        assert (await ours.answer("alice")).status == 204


async def test_a_browser_that_comes_too_late_is_told_how_it_ended(loopback: Loopback, ours: Visiting) -> None:
    await ours.start()
    loopback.show(SignInOutcome(ok=False, title="Nobody signed in", lines=("No answer came within 6 min.",)))
    loopback.retire(60)
    for reply in (await ours.answer("late"), await ours.start()):
        assert reply.status == 410
        assert b"No answer came within 6 min." in reply.body


async def test_one_of_several_that_comes_too_late_learns_no_name(
    loopback: Loopback, ours: Visiting, other: Visiting
) -> None:
    await other.start()
    await ours.start()
    await ours.answer("alice")
    await loopback.callback()
    loopback.show(WELL)
    loopback.retire(60)
    for reply in (await other.answer("mallory"), await other.start()):
        assert reply.status == 410
        assert b"alice@example.com" not in reply.body


async def test_a_reload_of_an_answer_that_was_refused_is_not_judged_again(
    loopback: Loopback, ours: Visiting, other: Visiting
) -> None:
    await other.start()
    await ours.start()
    first = await ours.answer("alice")
    await loopback.callback()
    loopback.resume()
    assert (await ours.answer("alice")).headers["location"] == first.headers["location"]
    await ours.answer("carol")
    assert await next_token(loopback) == "carol"


async def test_few_wait_for_one_answer_page() -> None:
    async with Loopback(page_wait_for=600, limits=Limits(connections=4)) as listener:
        listener.send_to(SIGN_IN_URL)
        ours, stranger = Visiting(listener), Visiting(listener)
        page = (await stranger.answer("mallory")).headers["location"]
        reading = [asyncio.create_task(stranger.get(page)) for _ in range(6)]
        await until(lambda: sum(task.done() for task in reading) == 4)
        await settled()
        done, waiting = await asyncio.wait(reading, timeout=0)
        assert [b"Still checking" in task.result().body for task in done] == [True] * 4
        assert (await ours.start()).status == 303
        listener.show(WELL)
        assert [task.result().status for task in (await asyncio.wait(waiting))[0]] == [200, 200]


# Refused


@pytest.mark.parametrize(
    ("query", "reason"),
    [("", "no pomerium_jwt"), ("?pomerium_jwt=a&pomerium_jwt=b", "exactly one"), ("?pomerium_jwt=%00", "not a token")],
)
async def test_a_refused_answer_of_our_browser_ends_the_wait(
    loopback: Loopback, ours: Visiting, query: str, reason: str
) -> None:
    await ours.start()
    waiting = asyncio.create_task(loopback.callback_or(never()))  # type: ignore[arg-type]  # nothing is pasted
    reply = await ours.get(urlsplit(loopback.redirect_uri).path + query)
    assert reply.status == 400
    assert reason in reply.body.decode()
    with pytest.raises(NoAnswerError, match=reason):
        await waiting


async def test_a_strangers_refused_answer_ends_nothing(loopback: Loopback, ours: Visiting, other: Visiting) -> None:
    await ours.start()
    waiting = asyncio.create_task(loopback.callback_or(never()))  # type: ignore[arg-type]  # nothing is pasted
    assert (await other.get(urlsplit(loopback.redirect_uri).path)).status == 400
    await ours.answer("alice")
    assert (await waiting).credential.reveal() == "alice"


async def test_where_it_may_be_somebody_else_a_refused_answer_ends_nothing(
    loopback: Loopback, ours: Visiting, other: Visiting
) -> None:
    await other.start()
    assert (await other.get(urlsplit(loopback.redirect_uri).path)).status == 400
    await ours.start()
    waiting = asyncio.create_task(loopback.callback_or(never()))  # type: ignore[arg-type]  # nothing is pasted
    assert (await other.get(urlsplit(loopback.redirect_uri).path)).status == 400
    await ours.answer("alice")
    assert (await waiting).credential.reveal() == "alice"


async def test_a_refused_answer_after_a_good_one_ends_nothing(loopback: Loopback, ours: Visiting) -> None:
    await ours.start()
    await ours.answer("alice")
    await loopback.callback()
    assert (await ours.get(urlsplit(loopback.redirect_uri).path)).status == 400
    loopback.resume()
    waiting = asyncio.create_task(loopback.callback_or(never()))  # type: ignore[arg-type]  # nothing is pasted
    await ours.answer("bob")
    assert (await waiting).credential.reveal() == "bob"


async def test_nothing_waits_any_more_once_there_is_an_answer(loopback: Loopback, ours: Visiting) -> None:
    await ours.start()
    ended = asyncio.Event()

    async def paste() -> object:
        try:
            return await never()
        finally:
            for _ in range(3):
                await asyncio.sleep(0)
            ended.set()

    waiting = asyncio.create_task(loopback.callback_or(paste()))  # type: ignore[arg-type]  # nothing is pasted
    await ours.answer("alice")
    await waiting
    assert ended.is_set()


# When all is over


async def test_who_asks_for_the_start_address_afterwards_casts_doubt(
    loopback: Loopback, ours: Visiting, other: Visiting
) -> None:
    told: list[str] = []
    await other.start()
    await other.answer("mallory")
    await loopback.callback()
    loopback.show(WELL)
    loopback.doubt(DoubtfulSession("s1", DOUBT), told.append)
    loopback.retire(60)
    assert (await other.start()).status == 303
    assert not told
    reply = await ours.start()
    assert reply.status == 410
    assert b"mallory@example.com is signed in." in reply.body
    assert b"set-cookie" not in reply.raw.lower()
    await ours.start()
    assert told == ["s1"]


async def test_where_nothing_is_doubtful_the_next_one_learns_no_name(
    loopback: Loopback, ours: Visiting, other: Visiting
) -> None:
    await ours.start()
    loopback.show(WELL)
    loopback.retire(60)
    reply = await other.start()
    assert reply.status == 410
    assert b"Another program was here first" in reply.body
    assert b"alice@example.com" not in reply.body


async def test_where_nobody_asked_before_the_first_one_is_told_that_it_is_over(
    loopback: Loopback, ours: Visiting
) -> None:
    loopback.doubt(DoubtfulSession("s1", DOUBT), pytest.fail)
    loopback.retire(60)
    reply = await ours.start()
    assert (reply.status, b"mallory" in reply.body) == (410, False)
