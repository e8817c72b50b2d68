"""Several ways, of which some lead nowhere: what is said then, and what is kept for the next start."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from pomtray.core.errors import PomtrayError
from pomtray.desktop.clipboard import Clipboard, qt, ways
from pomtray.desktop.clipboard.fingerprint import LeftOver, Ours
from pomtray.desktop.clipboard.way import Way
from pomtray.desktop.system import clock

SECRET = "not-a-real-secret-Aé"


@dataclass
class Plain:
    """A way that does as it is told, or does not."""

    takes: bool = True
    loses: bool = True
    held: str = ""
    said: list[str] = field(default_factory=list)
    go_on: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.go_on.set()

    async def put(self, secret: str, hold_for: timedelta) -> bool:
        self.said.append(f"put for {round(hold_for.total_seconds())} s")
        await self.go_on.wait()
        self.held = secret if self.takes else ""
        return self.takes

    async def clear(self, ours: Ours) -> bool:
        self.said.append("clear")
        if self.loses and ours.has(self.held):
            self.held = ""
        return not ours.has(self.held)

    async def close(self) -> None:
        self.said.append("close")


Lead = Callable[..., None]


@pytest.fixture
def lead(monkeypatch: pytest.MonkeyPatch) -> Lead:
    """The ways that there are from now on."""

    def to(*given: Way | None) -> None:
        async def maker(way: Way | None) -> Way | None:
            return way

        async def found() -> list[ways.Maker]:
            return [lambda way=way: maker(way) for way in given]

        monkeypatch.setattr(ways, "ways", found)

    return to


async def put(clipboard: Clipboard, text: str = SECRET) -> None:
    await clipboard.put(text, clock.now() + timedelta(seconds=30))


async def test_the_first_way_that_leads_there_is_taken(lead: Lead) -> None:
    closed, works, spare = Plain(takes=False), Plain(), Plain()
    lead(None, closed, works, spare)
    clipboard = Clipboard()
    await put(clipboard)
    assert closed.said == ["put for 30 s", "close"]
    assert (works.held, works.said) == (SECRET, ["put for 30 s"])
    await clipboard.clear()
    assert (works.held, works.said) == ("", ["put for 30 s", "clear", "close"])
    assert spare.said == []


async def test_where_no_way_leads_there_it_is_said_and_nothing_is_there_to_clear(lead: Lead, tmp_path: Path) -> None:
    way = Plain(takes=False)
    lead(way)
    clipboard = Clipboard(tmp_path / "left")
    with pytest.raises(PomtrayError, match="Nothing was copied"):
        await put(clipboard)
    assert not (tmp_path / "left").exists()
    await clipboard.clear()
    assert "clear" not in way.said


async def test_an_earlier_copy_is_cleared_though_the_next_one_failed(lead: Lead) -> None:
    way = Plain()
    lead(way)
    clipboard = Clipboard()
    await put(clipboard)
    lead(Plain(takes=False))
    with pytest.raises(PomtrayError):
        await put(clipboard, "another")
    lead(way)
    await clipboard.clear()
    assert way.held == ""


async def test_another_way_takes_what_the_first_cannot(lead: Lead) -> None:
    stubborn, other = Plain(loses=False), Plain()
    lead(stubborn)
    clipboard = Clipboard()
    await put(clipboard)
    lead(other)
    await clipboard.clear()
    assert stubborn.said[-2:] == ["clear", "close"]
    assert other.said == ["clear", "close"]


async def test_what_does_not_go_is_said_and_left_to_the_next_start(lead: Lead, tmp_path: Path) -> None:
    left, stubborn = tmp_path / "left", Plain(loses=False)
    lead(stubborn)
    clipboard = Clipboard(left)
    await put(clipboard)
    with pytest.raises(PomtrayError, match="was not cleared"):
        await clipboard.clear()
    assert LeftOver(left).noted().has(SECRET)
    stubborn.loses = True
    await Clipboard(left).clear_left_over()
    assert stubborn.held == ""
    assert not left.exists()


async def test_a_start_after_a_good_end_looks_at_nothing(lead: Lead, tmp_path: Path) -> None:
    way = Plain()
    lead(way)
    await Clipboard(tmp_path / "left").clear_left_over()
    assert way.said == []


async def test_it_is_noted_before_it_is_there(lead: Lead, tmp_path: Path) -> None:
    """A crash in between is a crash too."""
    way = Plain()
    way.go_on.clear()
    lead(way)
    clipboard = Clipboard(tmp_path / "left")
    task = asyncio.create_task(put(clipboard))
    while not way.said:
        await asyncio.sleep(0)
    assert LeftOver(tmp_path / "left").noted().has(SECRET)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_one_after_the_other(lead: Lead) -> None:
    way = Plain()
    way.go_on.clear()
    lead(way)
    clipboard = Clipboard()
    filling, clearing = asyncio.create_task(put(clipboard)), asyncio.create_task(clipboard.clear())
    await asyncio.sleep(0.01)
    way.go_on.set()
    await asyncio.gather(filling, clearing)
    assert way.held == ""
    assert way.said == ["put for 30 s", "clear", "close"]


async def test_a_copy_that_is_given_up_is_cleared(lead: Lead) -> None:
    """The program ends while it waits for the desktop."""
    way = Plain()
    way.go_on.clear()
    lead(way)
    clipboard = Clipboard()
    task = asyncio.create_task(put(clipboard))
    while not way.said:
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    way.held = SECRET
    await clipboard.clear()
    assert way.held == ""


async def test_only_a_hash_is_remembered(qapp: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    clipboard = Clipboard()
    await put(clipboard)
    assert SECRET not in repr(vars(clipboard))
    await clipboard.clear()


@pytest.mark.parametrize(("holds", "owns", "emptied"), [(True, True, 1), (True, False, 0), (False, True, 0)])
async def test_at_the_end_of_the_session_only_what_is_ours_goes(
    lead: Lead, monkeypatch: pytest.MonkeyPatch, *, holds: bool, owns: bool, emptied: int
) -> None:
    """Somebody may have selected and copied another text in our own window."""
    emptyings: list[bool] = []
    monkeypatch.setattr(qt, "owns", lambda: owns)
    monkeypatch.setattr(qt, "empty", lambda: emptyings.append(True))
    lead(Plain())
    clipboard = Clipboard()
    if holds:
        await put(clipboard)
    clipboard.let_go()
    assert len(emptyings) == emptied


async def test_what_an_earlier_run_left_does_not_take_the_place_of_what_is_ours_now(lead: Lead, tmp_path: Path) -> None:
    LeftOver(tmp_path / "left").note(Ours().adding("of an earlier run"))
    way = Plain()
    lead(way)
    clipboard = Clipboard(tmp_path / "left")
    await put(clipboard)
    LeftOver(tmp_path / "left").note(Ours().adding("of an earlier run"))
    await clipboard.clear_left_over()
    assert way.held == ""
