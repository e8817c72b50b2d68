"""What few need, and what is loaded only when they do."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from pomtray.core.provider import FromCommand, InEnvironment
from pomtray.core.secret import Secret

if TYPE_CHECKING:
    from pomtray.desktop.idle import IdleWatch


async def fetch_secret(place: InEnvironment | FromCommand, withheld: Collection[str]) -> Secret:
    from pomtray.desktop.client_secret import fetch  # noqa: PLC0415 see above

    return await fetch(place, withheld)


class PersonWatch:
    """Whether somebody is at the screen; some desktops tell only who has listened for a while."""

    def __init__(self) -> None:
        self._idle: IdleWatch | None = None

    async def listen(self) -> None:
        """Begin to; harmless where that goes on already."""
        from pomtray.desktop.idle import IdleWatch  # noqa: PLC0415 see above

        self._idle = self._idle or IdleWatch()
        await self._idle.start()

    async def is_present(self) -> bool:
        from pomtray.desktop.presence import is_present  # noqa: PLC0415 asked at the end of a session only

        return await is_present(heard=self._idle.idle_for() if self._idle else None)

    async def close(self) -> None:
        if self._idle is not None:
            await self._idle.close()
