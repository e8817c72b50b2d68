from __future__ import annotations

import asyncio
from typing import Any, cast

import pytest

from pomtray.controller.one_client import OneClient


class Made:
    """What is made, and how often it was closed."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.times = 0
        self.closed = 0
        self.one = OneClient(self._make)

    async def _make(self) -> Any:
        self.times += 1
        await asyncio.sleep(0)
        if self.error is not None:
            raise self.error
        return self

    async def close(self) -> None:
        self.closed += 1


async def test_all_who_ask_get_the_same_and_it_is_closed_once() -> None:
    made = Made()
    assert await asyncio.gather(made.one.get(), made.one.get()) == [made, made]
    await made.one.close()
    assert (made.times, made.closed) == (1, 1)


async def test_who_gives_up_takes_it_from_nobody() -> None:
    made = Made()
    first = asyncio.create_task(made.one.get())
    await asyncio.sleep(0)
    first.cancel()
    assert cast("object", await made.one.get()) is made
    assert (first.cancelled(), made.times) == (True, 1)


async def test_what_nobody_wanted_is_not_made_to_be_closed() -> None:
    made = Made()
    await made.one.close()
    assert made.times == 0


async def test_one_that_cannot_be_made_says_so_and_is_closed_all_the_same() -> None:
    made = Made(OSError("no network library"))
    with pytest.raises(OSError, match="no network library"):
        await made.one.get()
    await made.one.close()
    assert made.closed == 0
