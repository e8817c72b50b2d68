"""Modules are loaded in a thread when they are first wanted."""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pomtray.app.later import Later

SLOW = "import threading\nbegun, come = threading.Event(), threading.Event()\nbegun.set()\nanswered = come.wait(20)\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.syspath_prepend(tmp_path)
    yield tmp_path
    for name in ("slow_to_want", "wanted_too"):
        sys.modules.pop(name, None)


async def let_go(name: str) -> None:
    """The event loop goes on while it is loaded."""
    while not hasattr(sys.modules.get(name), "come"):
        await asyncio.sleep(0.001)
    sys.modules[name].come.set()


async def test_wishes_are_met_in_their_order_once_it_is_loaded(folder: Path) -> None:
    (folder / "slow_to_want.py").write_text(SLOW)
    (folder / "wanted_too.py").write_text("")
    later, met = Later("slow_to_want", "wanted_too"), list[str]()
    later.then(lambda: met.append("first"))
    while "slow_to_want" not in sys.modules:
        await asyncio.sleep(0.001)
    later.then(lambda: met.append("second"))
    assert met == []
    await let_go("slow_to_want")
    while len(met) < 2:
        await asyncio.sleep(0.001)
    assert met == ["first", "second"]
    assert sys.modules["slow_to_want"].answered
    assert "wanted_too" in sys.modules
    later.then(lambda: met.append("at once"))
    assert met[-1] == "at once"


async def test_it_can_be_waited_for(folder: Path) -> None:
    (folder / "slow_to_want.py").write_text(SLOW)
    later = Later("slow_to_want")
    _, _ = await asyncio.gather(later.loaded(), let_go("slow_to_want"))
    assert sys.modules["slow_to_want"].answered
    await later.loaded()


async def test_what_cannot_be_loaded_is_told_and_tried_again(folder: Path) -> None:
    (folder / "slow_to_want.py").write_text("raise LookupError('no such thing')\n")
    later, met, told = Later("slow_to_want"), list[str](), list[Any]()
    asyncio.get_running_loop().set_exception_handler(lambda _, context: told.append(context["exception"]))
    later.then(lambda: met.append("met"))
    while not told:
        await asyncio.sleep(0.001)
    assert isinstance(told[0], LookupError)
    assert met == []
    (folder / "slow_to_want.py").write_text("")
    sys.modules.pop("slow_to_want", None)
    later.then(lambda: met.append("met"))
    while not met:
        await asyncio.sleep(0.001)
    with pytest.raises(ModuleNotFoundError):
        await Later("nowhere_at_all").loaded()


async def test_what_comes_first_has_turns_of_its_own(folder: Path) -> None:
    (folder / "wanted_too.py").write_text("")
    seen = list[str]()
    loop = asyncio.get_running_loop()

    def first(name: str) -> None:
        seen.append(name if "wanted_too" in sys.modules else "too soon")
        loop.call_soon(seen.append, "somebody else")

    later = Later("wanted_too", first=(lambda: first("fonts"), lambda: first("kinds")))
    later.then(lambda: seen.append("met"))
    while "met" not in seen:
        await asyncio.sleep(0.001)
    assert seen == ["fonts", "somebody else", "kinds", "somebody else", "met"]
    later.then(lambda: seen.append("met again"))
    assert seen[-1] == "met again"
    assert seen.count("fonts") == 1


async def test_what_is_loaded_is_looked_through_by_no_collection(folder: Path) -> None:
    (folder / "wanted_too.py").write_text("held = [[] for _ in range(3000)]\n")
    before = gc.get_freeze_count()
    await Later("wanted_too").loaded()
    assert gc.get_freeze_count() - before >= 3000
    gc.unfreeze()
