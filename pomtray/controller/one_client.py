"""The one client that speaks to servers, made when first needed: whoever asks meanwhile waits for the same."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from pomtray.controller.ports import SignInClient


class OneClient:
    def __init__(self, make: Callable[[], Awaitable[SignInClient]]) -> None:
        self._make = make
        self._made: asyncio.Task[SignInClient] | None = None

    async def get(self) -> SignInClient:
        """Raises what making it raised."""
        if self._made is None:
            self._made = asyncio.get_running_loop().create_task(self._make_it(), name="http client")
        return await asyncio.shield(self._made)

    async def close(self) -> None:
        if self._made is not None:
            made = await asyncio.gather(self._made, return_exceptions=True)
            if not isinstance(made[0], BaseException):
                await made[0].close()

    async def _make_it(self) -> SignInClient:
        return await self._make()
