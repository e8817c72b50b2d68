from __future__ import annotations

import asyncio
import gc

import pytest

from pomtray.core.errors import PomtrayError, Problem
from pomtray.signin.opening import answered, opening


async def stays() -> None:
    await asyncio.Event().wait()


async def fails() -> None:
    raise PomtrayError(Problem("No browser", "There is none."))


async def an_answer(*, after: asyncio.Event | None = None) -> str:
    if after is not None:
        await after.wait()
    return "token"


async def test_a_browser_that_stays_running_delays_no_answer_and_is_waited_for_no_longer() -> None:
    async with opening(stays()) as under_way:
        assert await answered(under_way, an_answer()) == "token"
        assert not under_way.done()
    assert under_way.cancelled()


@pytest.mark.parametrize("fails_at", ["browser", "nowhere"])
async def test_whichever_is_not_needed_has_ended_before_it_goes_on(fails_at: str) -> None:
    ended: list[str] = []

    async def slow_to_end(name: str) -> str:
        try:
            return str(await asyncio.Event().wait())
        finally:
            for _ in range(3):
                await asyncio.sleep(0)
            ended.append(name)

    async def browser() -> None:
        await (fails() if fails_at == "browser" else slow_to_end("browser"))

    async with opening(browser()) as under_way:
        if fails_at == "browser":
            with pytest.raises(PomtrayError):
                await answered(under_way, slow_to_end("answer"))
            assert ended == ["answer"]
        else:
            await answered(under_way, an_answer())
    assert ended == ["answer" if fails_at == "browser" else "browser"]


async def test_an_answer_may_come_long_after_the_browser_was_opened() -> None:
    come = asyncio.Event()
    async with opening(asyncio.sleep(0)) as under_way:
        answer = asyncio.create_task(answered(under_way, an_answer(after=come)))
        await under_way
        come.set()
        assert await answer == "token"


async def test_a_browser_that_cannot_be_opened_ends_the_wait() -> None:
    async with opening(fails()) as under_way:
        with pytest.raises(PomtrayError, match="No browser"):
            await answered(under_way, an_answer(after=asyncio.Event()))


async def test_a_browser_that_fails_after_the_answer_is_no_news(caplog: pytest.LogCaptureFixture) -> None:
    go_on = asyncio.Event()

    async def fails_late() -> None:
        await go_on.wait()
        await fails()

    async with opening(fails_late()) as under_way:
        assert await answered(under_way, an_answer()) == "token"
        go_on.set()
        await asyncio.wait({under_way})
    del under_way
    gc.collect()
    assert not caplog.records


async def test_where_that_answer_was_no_good_the_failure_ends_the_next_wait() -> None:
    go_on = asyncio.Event()

    async def fails_late() -> None:
        await go_on.wait()
        await fails()

    async with opening(fails_late()) as under_way:
        await answered(under_way, an_answer())
        go_on.set()
        with pytest.raises(PomtrayError, match="No browser"):
            await answered(under_way, an_answer(after=asyncio.Event()))
