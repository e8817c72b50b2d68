"""The window of one pixel, at a compositor that is played: what Mutter without XWayland wants, strictly taken."""

from __future__ import annotations

import os
import socket
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from pomtray.desktop.clipboard import focused
from pomtray.desktop.clipboard.fingerprint import Ours
from pomtray.desktop.clipboard.focused import Focused
from pomtray.desktop.wayland import Message, Wayland, WaylandError, connect
from tests.desktop.clipboard.desks import CORE, TEXT, Desk, expect, open_files, played, uint
from tests.desktop.compositor import event, text

SECRET = "not-a-real-secret-Aé"
OURS = Ours().adding(SECRET)
A_MINUTE = timedelta(minutes=1)
ENTERED = 77
CONFIGURED = 55
PINGED = 33


class Windows(Desk):
    """Gives the focus to a window once there is something to see in it, and takes it away when that goes."""

    def __init__(self, listener: socket.socket) -> None:
        super().__init__(listener, CORE)
        self.has |= {name: (40 + at, 1) for at, name in enumerate(("wl_compositor", "xdg_wm_base", "wl_shm"))}
        self.capabilities = 3
        self.gives_focus = True
        self.enters: list[int] = []
        """Surfaces that are said to have the focus before."""
        self.titles: list[str] = []
        self.seen = 0
        self.on_seen: Callable[[], None] = lambda: None
        self.keymaps: list[int] = []
        self.objects: dict[str, int] = {}
        """Of the client's window, by kind."""
        self._asked = self._configured = self._attached = False
        self.ponged = False

    async def bound(self, interface: str, number: int) -> None:
        self.objects[interface] = number
        if interface == "wl_seat":
            await self.tell_capabilities()

    async def tell_capabilities(self) -> None:
        if not self.capabilities:
            return
        seat = self.objects["wl_seat"]
        name = text("seat0" if self.capabilities == 1 else "seat")  # a number that says the opposite
        await self.send(event(seat, 0, uint(self.capabilities)) + event(seat, 1, name))

    async def make(self, kind: str, number: int, said: Message) -> None:
        await super().make(kind, number, said)
        self.objects[kind] = number
        match kind:
            case "role":
                expect(said.uint() == self.objects["surface"], "the role is the surface's")
            case "pool":
                memory, size = said.descriptor(), said.uint()
                expect(os.fstat(memory).st_size == size, "the memory is as large as it is said to be")
                expect(os.pread(memory, size, 0) == bytes(size), "nothing is seen")
                os.close(memory)
                self._size = size
            case "buffer":
                offset, width, height, stride, form = (said.uint() for _ in range(5))
                expect((offset, width, height, form) == (0, 1, 1, 0), "one pixel of ARGB")
                expect(stride == 4 and offset + stride * height <= self._size, "it lies in its pool")

    async def do(self, kind: str, number: int, opcode: int, said: Message) -> None:
        match kind, opcode:
            case "toplevel", 2 | 3:
                self.titles.append(said.string())
            case "xdg_wm_base", 3:
                expect(said.uint() == PINGED, "the answer is to the question")
                self.ponged = True
            case "role", 4:
                expect(self._asked and said.uint() == CONFIGURED, "what was configured is acknowledged")
                self._configured = True
            case "surface", 1:
                expect(self._configured, "nothing is attached before it was configured")
                expect(
                    (said.uint(), said.uint(), said.uint()) == (self.objects["buffer"], 0, 0),
                    "the buffer, in its place",
                )
                self._attached = True
            case "surface", 2:
                expect([said.uint() for _ in range(4)] == [0, 0, 1, 1], "all of it is new")
            case "surface", 6:
                await self._committed()
            case "toplevel" | "role" | "surface", 0:
                await self._destroyed(kind, number)
            case _:
                await super().do(kind, number, opcode, said)

    async def _committed(self) -> None:
        expect("toplevel" in self.objects, "a surface without role is committed")
        if not self._asked:
            self._asked = True
            await self.send(event(self.objects["role"], 0, uint(CONFIGURED)))
        elif self._attached:
            self.seen += 1
            self.on_seen()
            await self.send(event(self.objects["xdg_wm_base"], 0, uint(PINGED)))
            if self.gives_focus:
                await self._give_focus()

    async def _give_focus(self) -> None:
        keyboard = self.objects["keyboard"]
        read, write = os.pipe()
        self.send_files(event(keyboard, 0, uint(1) + uint(9)), write)
        os.close(write)
        self.keymaps.append(read)
        for surface in self.enters:
            await self.send(event(keyboard, 1, uint(3) + uint(surface) + uint(0)))
        self.focus = ENTERED
        await self.announce()
        await self.send(event(keyboard, 1, uint(ENTERED) + uint(self.objects["surface"]) + uint(0)))
        await self.send(event(keyboard, 1, uint(ENTERED) + uint(self.objects["surface"]) + uint(0)))

    async def _destroyed(self, kind: str, number: int) -> None:
        above = {"toplevel": None, "role": "toplevel", "surface": "role"}[kind]
        expect(above not in self.objects, f"the {above} goes before the {kind}")
        del self.objects[kind], self.kinds[number]
        await self.send(event(1, 1, uint(number)))
        if kind == "surface":
            self._asked = self._configured = self._attached = False
            self.focus = 0


@pytest.fixture
async def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Windows]:
    async with played(Windows, tmp_path, monkeypatch) as desk:
        yield desk
        for keymap in desk.keymaps:
            os.set_blocking(keymap, False)
            assert os.read(keymap, 1) == b""  # the client has closed its end
            os.close(keymap)


@pytest.fixture
async def client(desk: Windows) -> AsyncIterator[Wayland]:
    connected = await connect()
    yield connected
    assert connected.closed


@pytest.fixture
async def opened(client: Wayland) -> AsyncIterator[Focused]:
    made = Focused(client)
    yield made
    await made.close()


async def test_what_was_put_is_there_and_the_window_is_gone(desk: Windows, client: Wayland, opened: Focused) -> None:
    before = open_files()
    assert await opened.put(SECRET, A_MINUTE)
    await client.roundtrip()
    pasted = await desk.pasted()
    assert pasted[TEXT] == pasted["text/plain"] == SECRET.encode()
    assert pasted["x-kde-passwordManagerHint"] == b"secret"
    assert (desk.seen, desk.ponged, desk.titles) == (1, True, ["pomtray", "pomtray"])
    assert not {"toplevel", "role", "surface"} & set(desk.objects)
    assert open_files() - len(desk.keymaps) == before


async def test_the_last_one_counts(desk: Windows, client: Wayland, opened: Focused) -> None:
    await opened.put("another", A_MINUTE)
    assert await opened.put(SECRET, A_MINUTE)
    await client.roundtrip()
    assert (await desk.pasted())[TEXT] == SECRET.encode()
    assert list(desk.sources) == [desk.source]
    assert len(desk.offers) == 1


async def test_the_focus_of_another_window_is_not_ours(desk: Windows, opened: Focused) -> None:
    desk.enters = [999]
    assert await opened.put(SECRET, A_MINUTE)


async def test_without_a_keyboard_no_window_is_shown(desk: Windows, opened: Focused) -> None:
    desk.capabilities = 1
    await desk.tell_capabilities()
    assert not await opened.put(SECRET, A_MINUTE)
    assert not await opened.clear(OURS)
    assert "surface" not in desk.objects
    desk.capabilities = 3
    await desk.tell_capabilities()
    assert await opened.put(SECRET, A_MINUTE)


async def test_a_seat_that_says_nothing_has_no_keyboard(desk: Windows) -> None:
    desk.capabilities = 0
    opened = Focused(await connect())
    assert not await opened.put(SECRET, A_MINUTE)
    assert "surface" not in desk.objects
    await opened.close()


async def test_a_window_that_gets_no_focus_goes_again(
    desk: Windows, opened: Focused, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(focused, "_FOCUS_WITHIN", 0.05)
    desk.gives_focus = False
    assert not await opened.put(SECRET, A_MINUTE)
    assert not await opened.clear(OURS)
    monkeypatch.setattr(focused, "_FOCUS_WITHIN", 2.0)
    desk.gives_focus = True
    assert await opened.put(SECRET, A_MINUTE)
    assert desk.seen == 3


async def test_it_is_gone_once_it_is_cleared(desk: Windows, client: Wayland, opened: Focused) -> None:
    await opened.put(SECRET, A_MINUTE)
    assert await opened.clear(OURS)
    await client.roundtrip()
    assert await desk.pasted() == {}
    assert desk.sources == {}
    assert not {"toplevel", "role", "surface"} & set(desk.objects)


async def test_what_mutter_would_put_back_does_not_come_back(desk: Windows, opened: Focused) -> None:
    desk.restores = SECRET.encode()
    await opened.put(SECRET, A_MINUTE)
    assert await opened.clear(OURS)
    assert await desk.pasted() == {}


async def test_somebody_elses_text_stays(desk: Windows, opened: Focused) -> None:
    await opened.put(SECRET, A_MINUTE)
    await desk.copied({TEXT: b"theirs"})
    assert await opened.clear(OURS)
    assert await desk.pasted() == {TEXT: b"theirs"}


async def test_ours_goes_also_where_another_program_keeps_it(desk: Windows, opened: Focused) -> None:
    desk.theirs = {TEXT: SECRET.encode()}
    assert await opened.clear(OURS)
    assert await desk.pasted() == {}


async def test_a_compositor_that_goes_takes_nothing_more(desk: Windows, opened: Focused) -> None:
    await opened.put(SECRET, A_MINUTE)
    desk.hang_up()
    assert not await opened.put(SECRET, A_MINUTE)
    assert not await opened.clear(OURS)


async def test_a_compositor_that_goes_while_the_window_is_shown(
    desk: Windows, opened: Focused, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(focused, "_FOCUS_WITHIN", 0.05)
    desk.on_seen = desk.hang_up
    assert not await opened.put(SECRET, A_MINUTE)


async def test_a_compositor_without_windows_is_none_for_this(desk: Windows) -> None:
    desk.has.pop("wl_data_device_manager")
    wayland = await connect()
    with pytest.raises(WaylandError):
        Focused(wayland)
    wayland.close()
