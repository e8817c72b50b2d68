"""Handing over through pipes: in the pace of the other end, never for ever."""

from __future__ import annotations

import asyncio
import os

import pytest

from pomtray.desktop.clipboard import selection
from pomtray.desktop.clipboard.selection import _received, _sent
from pomtray.desktop.wayland import WaylandError

LARGEST = 1024 * 1024


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    if "late" in request.node.name:
        monkeypatch.setattr(selection, "_TRANSFER_FOR", 0.05)


async def received(data: bytes) -> str | None:
    ours, theirs = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
    task = asyncio.create_task(_sent(theirs, data))
    try:
        return await _received(ours)
    finally:
        os.close(ours)
        await task


@pytest.mark.parametrize("text", ["", "Größe", "x" * LARGEST])
async def test_a_text_comes_whole(text: str) -> None:
    assert await received(text.encode()) == text


@pytest.mark.parametrize("data", [b"\xff\xfe", b"x" * (LARGEST + 1)], ids=["no text", "too long"])
async def test_what_cannot_be_ours_is_nothing(data: bytes) -> None:
    assert await received(data) is None


async def test_who_is_late_to_hand_over_is_not_waited_for() -> None:
    ours, theirs = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
    os.write(theirs, b"a beginning")
    with pytest.raises(WaylandError):
        await _received(ours)
    os.close(ours)
    os.close(theirs)


async def test_who_is_late_to_read_is_not_waited_for() -> None:
    ours, theirs = os.pipe()
    await _sent(theirs, b"x" * LARGEST)
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(theirs)
    os.close(ours)


async def test_who_does_not_want_it_after_all() -> None:
    ours, theirs = os.pipe()
    os.close(ours)
    await _sent(theirs, b"x")
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(theirs)
