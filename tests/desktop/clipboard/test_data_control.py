"""Data-control at a compositor that is played; real ones are in the contract."""

from __future__ import annotations

import os
import socket
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from pomtray.desktop.clipboard import selection
from pomtray.desktop.clipboard.data_control import DataControl
from pomtray.desktop.clipboard.fingerprint import Ours
from pomtray.desktop.wayland import Wayland, WaylandError, connect
from tests.desktop.clipboard.desks import CONTROL, TEXT, Desk, open_files, played, uint
from tests.desktop.compositor import event

SECRET = "not-a-real-secret-Aé"
OURS = Ours().adding(SECRET)
A_MINUTE = timedelta(minutes=1)


class Sway(Desk):
    """Asks for no focus."""

    def __init__(self, listener: socket.socket) -> None:
        super().__init__(listener, CONTROL)


@pytest.fixture
async def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Sway]:
    async with played(Sway, tmp_path, monkeypatch) as desk:
        yield desk


@pytest.fixture
async def client(desk: Sway) -> AsyncIterator[Wayland]:
    connected = await connect()
    yield connected
    assert connected.closed


@pytest.fixture
async def opened(client: Wayland) -> AsyncIterator[DataControl]:
    made = DataControl(client)
    yield made
    await made.close()


async def test_what_was_put_is_there(desk: Sway, client: Wayland, opened: DataControl) -> None:
    await client.roundtrip()
    before = open_files()
    assert await opened.put(SECRET, A_MINUTE)
    pasted = await desk.pasted()
    assert set(pasted) == {TEXT, "text/plain", "UTF8_STRING", "STRING", "TEXT", "x-kde-passwordManagerHint"}
    assert pasted.pop("x-kde-passwordManagerHint") == b"secret"
    assert set(pasted.values()) == {SECRET.encode()}
    assert open_files() == before


async def test_it_is_gone_once_it_is_cleared(desk: Sway, client: Wayland, opened: DataControl) -> None:
    await opened.put(SECRET, A_MINUTE)
    assert await opened.clear(OURS)
    await client.roundtrip()
    assert await desk.pasted() == {}
    assert desk.sources == {}


async def test_what_others_have_copied_over_is_forgotten(desk: Sway, client: Wayland, opened: DataControl) -> None:
    await opened.put(SECRET, A_MINUTE)
    await desk.copied({TEXT: b"theirs"})
    assert await opened.clear(OURS)
    await client.roundtrip()
    assert await desk.pasted() == {TEXT: b"theirs"}
    assert desk.sources == {}
    assert len(desk.offers) == 1


async def test_what_somebody_always_puts_back_is_told(desk: Sway, opened: DataControl) -> None:
    desk.restores = SECRET.encode()
    await opened.put(SECRET, A_MINUTE)
    assert not await opened.clear(OURS)


async def test_no_text_is_none_of_ours(desk: Sway, opened: DataControl) -> None:
    await desk.copied({"image/png": SECRET.encode()})
    assert await opened.clear(OURS)
    assert await desk.pasted() == {"image/png": SECRET.encode()}


@pytest.mark.parametrize(("others", "there"), [(255, True), (256, False)])
async def test_of_many_formats_the_last_ones_do_not_count(
    desk: Sway, opened: DataControl, others: int, *, there: bool
) -> None:
    await desk.copied({str(number): b"" for number in range(others)} | {TEXT: SECRET.encode()})
    assert await opened.clear(OURS)
    assert (await desk.pasted() == {}) is there


async def test_the_selection_of_the_middle_button_is_not_looked_at(
    desk: Sway, client: Wayland, opened: DataControl
) -> None:
    await client.roundtrip()
    (before,) = desk.offers
    offer = await desk.offer([TEXT])
    await desk.send(event(desk.device, 3, uint(offer)))
    await desk.send(event(desk.device, 3, uint(0)))
    assert await opened.clear(OURS)
    await client.roundtrip()
    assert desk.offers == {before}


async def test_who_does_not_hand_it_over_is_not_waited_for(
    desk: Sway, client: Wayland, opened: DataControl, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selection, "_TRANSFER_FOR", 0.05)
    await client.roundtrip()
    before = open_files()
    desk.hands_over = False
    assert not await opened.clear(OURS)
    assert open_files() == before + len(desk.files) == before + 1


async def test_a_format_that_was_not_offered_is_empty(desk: Sway, opened: DataControl) -> None:
    await opened.put(SECRET, A_MINUTE)
    desk.sources[desk.source].append("image/png")
    assert (await desk.pasted())["image/png"] == b""


async def test_readers_that_never_end_are_not_many(desk: Sway, client: Wayland, opened: DataControl) -> None:
    await opened.put("x" * 200_000, A_MINUTE)  # more than a pipe holds
    readers = [desk.asked() for _ in range(65)]
    await client.roundtrip()
    for reader in readers[:-1]:
        assert os.read(reader, 1) == b"x"
    assert os.read(readers[-1], 1) == b""
    await opened.close()
    for reader in readers:
        os.set_blocking(reader, False)
        while os.read(reader, 100_000):  # raises where somebody still has the other end
            pass
        os.close(reader)


async def test_a_compositor_that_goes_takes_nothing_more(desk: Sway, opened: DataControl) -> None:
    await opened.put(SECRET, A_MINUTE)
    desk.hang_up()
    assert not await opened.put(SECRET, A_MINUTE)
    assert not await opened.clear(OURS)


async def test_of_two_protocols_the_standard_is_taken(desk: Sway) -> None:
    desk.has = {"zwlr_data_control_manager_v1": (29, 1), **desk.has}
    wayland = await connect()
    assert DataControl.is_offered(wayland)
    opened = DataControl(wayland)
    assert await opened.put(SECRET, A_MINUTE)
    await opened.close()


async def test_a_compositor_without_it_is_none_for_this(desk: Sway) -> None:
    desk.has.pop(CONTROL.manager)
    wayland = await connect()
    assert not DataControl.is_offered(wayland)
    with pytest.raises(WaylandError, match=f"has no {CONTROL.manager}"):
        DataControl(wayland)
    wayland.close()
