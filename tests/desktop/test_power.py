"""Sleep: a service that speaks as logind does, on a private system bus."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from pomtray.desktop.power import PowerWatch
from tests.desktop.buses import Serve, serve, system_bus

__all__ = ["serve", "system_bus"]

LOGIND = ("/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep", "b")
SLEEPS, RESUMES = True, False


@pytest.fixture
def told() -> asyncio.Queue[str]:
    return asyncio.Queue()


@pytest.fixture
async def watched(system_bus: str, told: asyncio.Queue[str]) -> AsyncIterator[PowerWatch]:
    tell = told.put_nowait
    found = PowerWatch(lambda: tell("resume"), lambda: tell("sleep"))
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
    neighbour = await serve(system_bus, "org.example.Neighbour")
    logind = await serve(system_bus, "org.freedesktop.login1")
    await neighbour.emit(*LOGIND, SLEEPS)
    await logind.emit(*LOGIND, RESUMES)
    assert await next_of(told) == "resume"
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
    await watched.close()
    await logind.emit(*LOGIND, RESUMES)
    assert told.empty()
