"""An event loop's time that goes on at a test's word: a deadline comes then, however busy the machine is."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

import pytest

from tests.controller.world import settled

T = TypeVar("T")


async def goes_on(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """From the first call on, the running loop's time stands still between calls. What is on its way comes first."""
    await settled()
    loop = asyncio.get_running_loop()
    now = loop.time() + seconds
    monkeypatch.setattr(loop, "time", lambda: now)
    await settled()


async def at_its_deadline(monkeypatch: pytest.MonkeyPatch, asking: Coroutine[Any, Any, T], seconds: float) -> T:
    """What `asking` gives once so many seconds have gone by, and no sooner."""
    await goes_on(monkeypatch, 0)
    answer = asyncio.create_task(asking)
    await goes_on(monkeypatch, seconds * 0.95)
    assert not answer.done()
    await goes_on(monkeypatch, seconds * 0.1)
    return await answer
