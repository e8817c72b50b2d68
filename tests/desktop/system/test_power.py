"""Sleep: a service that speaks as logind does, on a private system bus."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from pomtray.desktop.system.power import PowerWatch
from tests.desktop.buses import Serve, forge, serve, system_bus

__all__ = ["serve", "system_bus"]

LOGIND = ("/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep", "b")
SLEEPS, RESUMES = True, False


@pytest.fixture
def told() -> asyncio.Queue[str]:
    return asyncio.Queue()


@pytest.fixture
async def watched(system_bus: str, told: asyncio.Queue[str]) -> AsyncIterator[PowerWatch]:
    tell = told.put_nowait
    found = PowerWatch(lambda: tell("resume"), lambda: tell("sleep"), settles_for=0.05)
    await found.start()
    yield found
    await found.close()


async def next_of(told: asyncio.Queue[str]) -> str:
    async with asyncio.timeout(10):
        return await told.get()


async def test_sleep_and_resume(system_bus: str, serve: Serve, watched: PowerWatch, told: asyncio.Queue[str]) -> None:
    logind = await serve(system_bus, "org.freedesktop.login1")
    await logind.emit(*LOGIND, SLEEPS)
    await logind.emit(*LOGIND, RESUMES)
    assert [await next_of(told), await next_of(told)] == ["sleep", "resume"]


async def test_other_programs_signals_are_not_heard(
    system_bus: str, serve: Serve, watched: PowerWatch, told: asyncio.Queue[str]
) -> None:
    """Neither what is sent to all nor what is sent straight to us."""
    logind = await serve(system_bus, "org.freedesktop.login1")
    await forge(system_bus, *LOGIND, SLEEPS)
    await logind.emit(*LOGIND, RESUMES)
    assert await next_of(told) == "resume"
    assert told.empty()


async def test_a_burst_of_resumes_is_one(
    system_bus: str, serve: Serve, watched: PowerWatch, told: asyncio.Queue[str]
) -> None:
    logind = await serve(system_bus, "org.freedesktop.login1")
    for _ in range(5):
        await logind.emit(*LOGIND, RESUMES)
    assert await next_of(told) == "resume"
    await logind.emit(*LOGIND, SLEEPS)
    assert await next_of(told) == "sleep"


async def test_asleep_again_before_it_was_told_there_was_no_resume(
    system_bus: str, serve: Serve, watched: PowerWatch, told: asyncio.Queue[str]
) -> None:
    logind = await serve(system_bus, "org.freedesktop.login1")
    for begins in (RESUMES, SLEEPS, RESUMES):
        await logind.emit(*LOGIND, begins)
    assert [await next_of(told), await next_of(told)] == ["sleep", "resume"]
    assert told.empty()


async def test_a_machine_without_a_system_bus_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nowhere/bus")
    found = PowerWatch(pytest.fail)
    await found.start()
    await found.close()


async def test_closed_it_is_silent(
    system_bus: str, serve: Serve, watched: PowerWatch, told: asyncio.Queue[str]
) -> None:
    logind = await serve(system_bus, "org.freedesktop.login1")
    await logind.emit(*LOGIND, RESUMES)
    await logind.emit(*LOGIND, SLEEPS)
    await logind.emit(*LOGIND, RESUMES)
    assert await next_of(told) == "sleep"
    await watched.close()
    await logind.emit(*LOGIND, RESUMES)
    await asyncio.sleep(0.1)  # longer than it would have taken
    assert told.empty()
