"""What is stopped while it ends leaves its exit status to whoever waits for it."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from collections.abc import Callable

import pytest

from pomtray.desktop.processes import stopping

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no signals")


@pytest.mark.parametrize(("stop", "number"), [(stopping.kill, signal.SIGKILL), (stopping.terminate, signal.SIGTERM)])
async def test_it_ends(stop: Callable[[asyncio.subprocess.Process], None], number: signal.Signals) -> None:
    process = await asyncio.create_subprocess_exec("sleep", "600")
    stop(process)
    assert await process.wait() == -number
    stop(process)


@pytest.mark.parametrize("stop", [stopping.kill, stopping.terminate])
async def test_it_is_not_looked_whether_it_has_ended(
    stop: Callable[[asyncio.subprocess.Process], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """That reaps it, and asyncio warns of a child that it does not know: one kill in fourteen of what just ends."""
    looked: list[object] = []

    def poll(self: subprocess.Popen[bytes]) -> None:
        looked.append(self)

    process = await asyncio.create_subprocess_exec("sleep", "600")
    monkeypatch.setattr(subprocess.Popen, "poll", poll)
    stop(process)
    assert looked == []
    await process.wait()
