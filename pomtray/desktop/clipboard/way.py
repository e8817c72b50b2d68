"""A way to the clipboard: some desktops let a program without focus fill it, others want a trick."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final, Protocol

from pomtray.desktop.clipboard.fingerprint import Ours

_TRIES: Final = 3
_PAUSE: Final = 0.1
"""Seconds in which a clipboard manager puts back what it sees go."""


Read = Callable[[], Awaitable[str | None]]
"""What the clipboard says to anybody; None where that is no text."""


class Way(Protocol):
    """Holds what was put last until it is cleared, closed or replaced by somebody."""

    async def put(self, secret: str, hold_for: timedelta) -> bool:
        """Place it on the clipboard for so long at most; whether it was read back."""
        ...

    async def clear(self, ours: Ours) -> bool:
        """Empty the clipboard if what it says is one of `ours`, whoever keeps it; whether it says none of them now."""
        ...

    async def close(self) -> None:
        """Let go of everything; what that leaves on the clipboard is the desktop's business."""
        ...


async def arrived(secret: str, read: Read) -> bool:
    """Whether it can be read there; some desktops take a moment."""
    for _ in range(_TRIES):
        if await read() == secret:
            return True
        await asyncio.sleep(_PAUSE)
    return await read() == secret


async def cleared(ours: Ours, read: Read, drop: Callable[[], Awaitable[None]]) -> bool:
    """Drop what is ours, and look again: somebody may have put it back. Somebody else's text stays."""
    for _ in range(_TRIES):
        if not ours.has(await read()):
            return True
        await drop()
        await asyncio.sleep(_PAUSE)
    return not ours.has(await read())
