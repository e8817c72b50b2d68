"""The helper process, on a plain X server: it needs no compositor to do its part."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from pomtray.desktop.clipboard import xwayland
from pomtray.desktop.clipboard.fingerprint import Ours
from pomtray.desktop.clipboard.xwayland import XWayland
from tests.desktop.buses import display
from tests.desktop.clipboard.desktops import Tool, eventually, xclip

__all__ = ["display"]

SECRET = "not-a-real-secret-Aé"
A_MINUTE = timedelta(minutes=1)


@pytest.fixture
def other(display: str, monkeypatch: pytest.MonkeyPatch) -> Tool:
    monkeypatch.setenv("DISPLAY", display)
    monkeypatch.setenv("WAYLAND_DISPLAY", "nowhere")
    monkeypatch.setenv("SESSION_MANAGER", "local/nowhere")
    return xclip({**os.environ})


@pytest.fixture
async def way(other: Tool) -> AsyncIterator[XWayland]:
    opened = XWayland()
    yield opened
    await opened.close()


def holders() -> list[int]:
    """Process ids of our children that are holders."""
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    return [int(child) for child in children if b"clipboard.holder" in _read(child, "cmdline")]


def _read(process: int | str, name: str) -> bytes:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{process}/{name}").read_bytes()
    return b""


async def test_it_is_there_until_it_is_cleared(way: XWayland, other: Tool) -> None:
    assert await way.put(SECRET, A_MINUTE)
    assert other.paste() == SECRET
    assert "x-kde-passwordManagerHint" in other.types()
    holder = way._holder
    assert await way.clear(Ours().adding(SECRET))
    assert way._holder is holder, "it has obeyed, and no other was needed"
    assert other.paste() == ""


async def test_the_secret_is_neither_an_argument_nor_in_the_environment(way: XWayland) -> None:
    await way.put(SECRET, A_MINUTE)
    (holder,) = holders()
    assert SECRET.encode() not in _read(holder, "cmdline") + _read(holder, "environ")


async def test_it_is_a_program_by_itself_on_x11(way: XWayland) -> None:
    await way.put(SECRET, A_MINUTE)
    (holder,) = holders()
    assert os.getsid(holder) == holder, "what ends our session ends it no sooner than us"
    assert Path(f"/proc/{holder}/fd/2").readlink() == Path("/dev/null")
    environment = dict(one.split(b"=", 1) for one in _read(holder, "environ").split(b"\0") if one)
    assert environment[b"QT_QPA_PLATFORM"] == b"xcb"
    assert not {b"WAYLAND_DISPLAY", b"SESSION_MANAGER"} & set(environment)


async def test_it_goes_at_its_time_though_nobody_clears(
    way: XWayland, other: Tool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xwayland, "_GRACE", timedelta(seconds=0.5))
    assert await way.put(SECRET, timedelta(seconds=-9))
    eventually(lambda: other.paste() == "")
    assert await way.clear(Ours().adding(SECRET))


async def test_it_goes_when_whoever_holds_it_is_killed(other: Tool) -> None:
    program = (
        "import asyncio, datetime; from pomtray.desktop.clipboard.xwayland import XWayland\n"
        "async def hold():\n"
        f"    print(await XWayland().put({SECRET!r}, datetime.timedelta(minutes=1)), flush=True)\n"
        "    await asyncio.sleep(60)\n"
        "asyncio.run(hold())"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"True\n"
        assert other.paste() == SECRET
        process.kill()
    eventually(lambda: other.paste() == "")


async def test_what_was_lost_to_somebody_is_cleared_by_another_process(way: XWayland, other: Tool) -> None:
    await way.put(SECRET, A_MINUTE)
    os.kill(holders()[0], signal.SIGKILL)
    other.copy(SECRET)  # as Mutter keeps what a process leaves that ends without a word
    assert await way.clear(Ours().adding(SECRET))
    assert other.paste() == ""


async def test_somebody_elses_text_stays(way: XWayland, other: Tool) -> None:
    await way.put(SECRET, A_MINUTE)
    other.copy("theirs")
    assert await way.clear(Ours().adding(SECRET))
    assert other.paste() == "theirs"


async def test_an_earlier_holder_does_not_clear_what_a_later_one_has_put(way: XWayland, other: Tool) -> None:
    await way.put(SECRET, A_MINUTE)
    await way.close()
    assert await way.put(SECRET, A_MINUTE)
    await asyncio.sleep(0.3)
    assert other.paste() == SECRET


async def test_without_an_x_server_nothing_was_put(other: Tool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":4242")
    way = XWayland()
    assert not await way.put(SECRET, A_MINUTE)
    assert not await way.clear(Ours().adding(SECRET))
    await way.close()
    assert holders() == []


async def test_a_helper_that_says_nothing_is_given_up(
    other: Tool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent, told = tmp_path / "silent", tmp_path / "told"
    silent.write_text(f"#!/bin/sh\nhead -n 1 >>{told}\nexec sleep 60\n")
    silent.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(silent))
    monkeypatch.setattr(xwayland, "_ANSWER_FOR", 2.0)
    way = XWayland()
    assert not await way.put(SECRET, A_MINUTE)
    first, second = (json.loads(line) for line in eventually(lambda: _lines(told, 2)))
    assert first == {"hold": SECRET, "for": 65_000}
    assert Ours.from_json(second["clear"]).has(SECRET), "it may have got there after all"
    await way.close()


def _lines(path: Path, number: int) -> list[str]:
    """Once there are so many."""
    lines = path.read_text().splitlines() if path.exists() else []
    return lines if len(lines) == number else []


async def test_a_helper_that_cannot_be_started(other: Tool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    way = XWayland()
    assert not await way.put(SECRET, A_MINUTE)
    await way.close()
