"""Sessions get into the vault: one save at a time, the last content, and again after what failed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

import pytest

from pomtray.controller.ports import Ports
from pomtray.controller.saving import Saver
from pomtray.core.domain.remembered import Remembered
from pomtray.core.errors import Part, Problem
from pomtray.core.events import Event, Impaired, Restored, VaultOpened
from tests.controller.world import NOW, FakeVault, settled, until


class Held:
    """A saver with a vault, what it said, and the tries that it put off."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.vault = FakeVault()
        self.events: list[Event] = []
        self.content = b"first"
        self.saves: list[bytes] = []
        self.vault.before_stored = self._noted
        self.put_off: list[tuple[float, Callable[[], object]]] = []
        ports = cast("Ports", SimpleNamespace(vault=self.vault, now=lambda: NOW))
        self.saver = Saver(ports, self.events.append, lambda: self.content)
        self._loops_own = asyncio.get_running_loop().call_later
        monkeypatch.setattr(asyncio.get_running_loop(), "call_later", self._call_later)

    async def _noted(self, data: bytes) -> None:
        self.saves.append(data)

    def _call_later(self, seconds: float, callback: Callable[..., object], *arguments: Any) -> Any:
        if getattr(callback, "__self__", None) is not self.saver:
            return self._loops_own(seconds, callback, *arguments)
        entry = (seconds, callback)
        self.put_off.append(entry)
        return SimpleNamespace(cancel=lambda: self.put_off.remove(entry))

    async def ring(self) -> float:
        """The time of the one try that was put off has come: how many seconds that was."""
        ((seconds, callback),) = self.put_off
        callback()
        await self.saver.saved()
        return seconds

    def said(self) -> list[type[Event]]:
        kinds = [type(event) for event in self.events]
        self.events.clear()
        return kinds


@pytest.fixture
async def held(monkeypatch: pytest.MonkeyPatch) -> Held:
    return Held(monkeypatch)


async def test_an_empty_vault_opens_and_can_be_saved_to(held: Held) -> None:
    await held.saver.open()
    assert held.events == [VaultOpened(NOW, {}, Remembered()), Restored(NOW, Part.VAULT)]
    held.saver.save()
    await held.saver.saved()
    assert held.vault.stored == b"first"
    assert held.put_off == []


async def test_what_is_wished_meanwhile_is_one_more_save_of_the_last_content(held: Held) -> None:
    await held.saver.open()
    held.vault.go_on.clear()
    held.saver.save()
    await asyncio.sleep(0)
    held.content = b"second"
    for _ in range(5):
        held.saver.save()
    held.content = b"third"
    held.vault.go_on.set()
    await held.saver.saved()
    assert held.saves == [b"first", b"third"]
    assert held.vault.stored == b"third"


async def test_the_tries_come_further_and_further_apart(held: Held) -> None:
    held.vault.broken = True
    await held.saver.open()
    assert [await held.ring() for _ in range(7)] == [30, 60, 120, 240, 480, 600, 600]
    held.vault.broken = False
    await held.ring()
    assert held.put_off == []
    assert held.said()[-2:] == [VaultOpened, Restored]


async def test_after_a_save_they_begin_anew(held: Held) -> None:
    await held.saver.open()
    held.vault.broken = True
    held.saver.save()
    await held.saver.saved()
    assert [await held.ring() for _ in range(2)] == [30, 60]
    held.vault.broken = False
    await held.ring()
    assert held.vault.stored == b"first"
    held.vault.broken = True
    held.saver.save()
    await held.saver.saved()
    assert await held.ring() == 30


async def test_a_save_that_failed_is_still_due(held: Held) -> None:
    await held.saver.open()
    held.said()
    held.vault.broken = True
    held.saver.save()
    await held.saver.saved()
    assert held.said() == [Impaired]
    assert held.vault.stored is None
    held.vault.broken = False
    held.saver.retry()
    await held.saver.saved()
    assert held.said() == [Restored]
    assert held.vault.stored == b"first"


async def test_what_could_not_be_saved_is_not_put_away(held: Held) -> None:
    """It would be lost: the disk is full, or the keyring has gone, between the mark and the save."""
    await held.saver.open()
    held.vault.in_the_way = Problem("The disk is full", "There is no room.")
    held.saver.save()
    await held.saver.saved()
    problem = await held.saver.put_away()
    assert problem == held.vault.in_the_way
    assert not held.vault.locked
    held.vault.in_the_way = None
    held.saver.retry()
    await held.saver.saved()
    assert held.vault.stored == b"first"


async def test_what_is_put_away_twice_stays_locked(held: Held) -> None:
    await held.saver.open()
    assert await held.saver.put_away() is None
    assert await held.saver.put_away() is None
    assert held.vault.locked


async def test_a_try_at_once_takes_the_place_of_the_one_put_off(held: Held) -> None:
    held.vault.broken = True
    await held.saver.open()
    held.saver.retry()
    await held.saver.saved()
    assert [seconds for seconds, _ in held.put_off] == [60]


async def test_two_tries_that_fail_put_one_off(held: Held) -> None:
    held.vault.broken = True
    held.saver.save()
    held.saver.save()
    await held.saver.saved()
    assert len(held.put_off) == 1


async def test_there_is_nothing_to_try_again_where_nothing_failed(held: Held) -> None:
    await held.saver.open()
    held.said()
    held.saver.retry()
    await held.saver.saved()
    assert held.said() == []


async def test_what_cannot_be_read_is_never_written_over(held: Held) -> None:
    held.vault.stored = b"nothing that we wrote"
    await held.saver.open()
    (event,) = held.events
    assert isinstance(event, Impaired)
    assert event.problem.title == "Saved sessions are another pomtray's"
    assert event.problem.action
    held.saver.save()
    await held.saver.saved()
    assert held.saves == []
    assert held.vault.stored == b"nothing that we wrote"


async def test_a_vault_that_cannot_be_written_is_read_and_not_saved_to(held: Held) -> None:
    held.vault.read_only = True
    await held.saver.open()
    assert held.said() == [VaultOpened, Impaired]
    held.saver.save()
    await held.saver.saved()
    assert held.said() == [Impaired]
    assert held.saves == []
    held.vault.read_only = False
    await held.ring()
    assert held.said() == [Restored, Restored]
    assert held.vault.stored == b"first"


async def test_closing_finishes_what_is_due_and_puts_nothing_off(held: Held) -> None:
    await held.saver.open()
    held.saver.save()
    await held.saver.close()
    assert held.vault.stored == b"first"
    held.vault.broken = True
    held.saver.save()
    await held.saver.close()
    assert held.put_off == []


async def test_closing_in_time_gives_up_what_hangs(held: Held) -> None:
    await held.saver.open()
    held.vault.go_on.clear()
    held.saver.save()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(held.saver.close(), 0.05)
    await until(lambda: len(asyncio.all_tasks()) == 1)
    assert held.vault.stored is None


async def test_whoever_stops_waiting_does_not_stop_the_save(held: Held) -> None:
    await held.saver.open()
    held.vault.go_on.clear()
    held.saver.save()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(held.saver.saved(), 0.05)
    held.vault.go_on.set()
    await held.saver.saved()
    assert held.vault.stored == b"first"


async def test_a_save_that_took_long_is_followed_by_a_rest_unless_somebody_waits(held: Held) -> None:
    await held.saver.open()
    held.saver._rests_until = asyncio.get_running_loop().time() + 60
    held.saver.save()
    await settled()
    assert not held.vault.stored
    await held.saver.saved()
    assert held.vault.stored
