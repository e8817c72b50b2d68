"""What is put on the clipboard is told once others can read it, what is cleared once it is gone."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable

from pomtray.controller.ports import Ports
from pomtray.core import events as happened
from pomtray.core.effects import PutOnClipboard
from pomtray.core.errors import PomtrayError

_log = logging.getLogger(__name__)
_CLEAR_FOR = 2.0
"""Seconds."""


async def put(ports: Ports, effect: PutOnClipboard) -> happened.Event:
    """Put it there, and say whether it is there."""
    try:
        await ports.clipboard.put(effect.text, effect.clears_at)
    except PomtrayError as error:
        return happened.ClipboardRefused(ports.now(), error.problem)
    return happened.ClipboardFilled(ports.now(), effect.clears_at, effect.notice, effect.session, effect.route)


async def clear(ports: Ports) -> happened.Event:
    """Take away what is ours, and say whether it is gone."""
    return await _cleared(ports, ports.clipboard.clear())


async def clear_left_over(ports: Ports) -> happened.Event:
    """Take away what an earlier run has left, and say whether it is gone."""
    return await _cleared(ports, ports.clipboard.clear_left_over())


async def clear_at_end(ports: Ports) -> None:
    """NOTE: a clipboard manager may take seconds; what is still there then is cleared at the next start."""
    try:
        async with asyncio.timeout(_CLEAR_FOR):
            await ports.clipboard.clear()
    except (PomtrayError, TimeoutError):
        _log.warning("ended before the clipboard was cleared")


async def _cleared(ports: Ports, clearing: Awaitable[None]) -> happened.Event:
    try:
        await clearing
    except PomtrayError as error:
        return happened.ClipboardKept(ports.now(), error.problem)
    return happened.ClipboardCleared(ports.now())
