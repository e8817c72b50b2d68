"""An event loop's time that goes on at a test's word: a deadline comes then, however busy the machine is."""

from __future__ import annotations

import asyncio

import pytest

from tests.controller.world import settled


async def goes_on(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """From the first call on, the running loop's time stands still between calls. What is on its way comes first."""
    await settled()
    loop = asyncio.get_running_loop()
    now = loop.time() + seconds
    monkeypatch.setattr(loop, "time", lambda: now)
    await settled()
