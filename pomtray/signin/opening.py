"""The browser being opened while its answer is waited for: a launcher may stay running for as long as the browser."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

_Answer = TypeVar("_Answer")


@asynccontextmanager
async def opening(browser: Awaitable[None]) -> AsyncIterator[asyncio.Future[None]]:
    """`browser` under way until the body ends, and no longer; how it ended is for `answered` to say."""
    under_way = asyncio.ensure_future(browser)
    try:
        yield under_way
    finally:
        under_way.cancel()
        await asyncio.gather(under_way, return_exceptions=True)


async def answered(under_way: asyncio.Future[None], answer: Awaitable[_Answer]) -> _Answer:
    """What `answer` gives. Raises what opening the browser raised, unless the answer was there first."""
    answering = asyncio.ensure_future(answer)
    try:
        either: set[asyncio.Future[Any]] = {under_way, answering}
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        if not answering.done():
            under_way.result()
        return await answering
    finally:
        answering.cancel()
        await asyncio.gather(answering, return_exceptions=True)
