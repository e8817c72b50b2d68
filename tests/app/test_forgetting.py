"""Freed memory is swept once a moment after what lets go of credentials, and after a sign-out the worker goes."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from pomtray.app import forgetting
from pomtray.core import events as happened
from pomtray.core.domain.session import Verdict
from pomtray.desktop import freed_memory

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
CLEARED = happened.ClipboardCleared(NOW)
SIGNED_OUT = happened.Revoked(NOW, "one", Verdict.ENDED)


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    done: list[str] = []

    async def sweep() -> None:
        done.append("swept")

    monkeypatch.setattr(freed_memory, "sweep", sweep)
    monkeypatch.setattr(forgetting, "_LATE_AFTER", 0.05)
    return done


async def swept() -> None:
    """Once all that was to come a moment later has come."""
    tasks = (task for task in asyncio.all_tasks() if task.get_name() == "forgetting")
    await asyncio.gather(*tasks, return_exceptions=True)  # one that another follows is cancelled


@pytest.mark.parametrize(
    ("events", "wanted"),
    [
        ([CLEARED], ["swept"]),
        ([SIGNED_OUT], ["rest", "swept"]),
        ([SIGNED_OUT, CLEARED], ["rest", "swept"]),
        ([happened.TimePassed(NOW)], []),
    ],
)
async def test_what_lets_go_is_followed_by_a_sweep(
    events: list[happened.Event], wanted: list[str], done: list[str]
) -> None:
    controller: Any = SimpleNamespace(hears=[])
    heard = forgetting.Forgetting(controller, lambda: done.append("rest"))
    for event in events:
        controller.hears[0](event)
    await swept()
    assert done == wanted
    if wanted:
        controller.hears[0](CLEARED)
        await swept()
        assert done == [*wanted, "swept"], "the worker goes once"
    await heard.close()
    assert controller.hears == []


async def test_the_end_of_the_program_waits_for_none(done: list[str]) -> None:
    controller: Any = SimpleNamespace(hears=[])
    heard = forgetting.Forgetting(controller, lambda: done.append("rest"))
    controller.hears[0](SIGNED_OUT)
    await heard.close()
    await asyncio.sleep(0.2)
    assert done == []
