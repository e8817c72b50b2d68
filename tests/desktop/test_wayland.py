"""The Wayland client against compositors of the worst kind, played on a real socket; real ones are in `clipboard/`."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import struct
from collections.abc import AsyncIterator, Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pomtray.desktop import wayland
from pomtray.desktop.wayland import Message, Wayland, WaylandError, connect
from tests.desktop.compositor import SEAT, Compositor, compositor, event, text

__all__ = ["compositor"]


@pytest.fixture
async def client(compositor: Compositor) -> AsyncIterator[Wayland]:
    connected = await connect()
    yield connected
    connected.close()


async def test_what_the_compositor_has_is_known(client: Wayland, compositor: Compositor) -> None:
    assert client.offers("wl_seat")
    assert not client.offers("wl_shm")
    await compositor.send(event(2, 1, struct.pack("=I", SEAT)))
    await client.roundtrip()
    assert not client.offers("wl_seat")
    with pytest.raises(WaylandError):
        client.bind("wl_seat")


async def test_an_object_hears_its_events(client: Wayland, compositor: Compositor) -> None:
    heard: list[tuple[int, int, str]] = []
    seat = client.bind("wl_seat", 5, lambda opcode, said: heard.append((opcode, said.uint(), said.string())))
    await client.roundtrip()
    number, opcode, body = compositor.requests[-2]
    assert (number, opcode) == (2, 0)
    assert body == struct.pack("=I", SEAT) + text("wl_seat") + struct.pack("=II", 5, seat)
    whole = event(seat, 3, struct.pack("=I", 9) + text("Größe"))
    for part in (whole[:5], whole[5:13], whole[13:]):
        await compositor.send(part)
        await asyncio.sleep(0.01)
    await client.roundtrip()
    assert heard == [(3, 9, "Größe")]


async def test_a_number_is_used_again_once_the_compositor_has_forgotten_it(client: Wayland) -> None:
    first = client.new()
    client.request(1, 0, first)  # sync: the compositor deletes it at once
    await client.roundtrip()
    assert first in {client.new(), client.new()}


async def test_a_file_comes_along_and_is_the_handlers(client: Wayland, compositor: Compositor) -> None:
    got: list[int] = []
    seat = client.bind("wl_seat", handler=lambda _, said: got.append(said.descriptor()))
    await client.roundtrip()
    read, write = os.pipe()
    compositor.send_files(event(seat, 0), write)
    os.close(write)
    await client.roundtrip()
    assert not os.get_inheritable(got[0])
    os.write(got[0], b"x")
    os.close(got[0])
    assert os.read(read, 9) == b"x"
    os.close(read)


async def test_a_file_that_nobody_took_is_closed_at_the_end(client: Wayland, compositor: Compositor) -> None:
    read, write = os.pipe()
    compositor.send_files(event(99, 0), write)
    os.close(write)
    await client.roundtrip()
    client.close()
    assert os.read(read, 9) == b""
    os.close(read)


def _floods(client: Wayland) -> bytes:
    """More objects than anybody needs."""
    seat = client.bind("wl_seat", handler=lambda _, said: client.adopt(said.uint(), lambda *_: None))
    return b"".join(event(seat, 0, struct.pack("=I", 0xFF000000 + count)) for count in range(2000))


def _bound(handler: Callable[[Wayland], wayland.Handler], body: bytes) -> Callable[[Wayland], bytes]:
    return lambda client: event(client.bind("wl_seat", handler=handler(client)), 0, body)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda _: event(1, 0, struct.pack("=II", 3, 1) + text("gone")),
        lambda _: struct.pack("=II", 1, 0),
        lambda _: struct.pack("=II", 1, 7 << 16),
        lambda _: event(1, 1),
        lambda _: event(2, 0, struct.pack("=II", 1, 0xFFFFFFFF)),
        lambda _: event(2, 0, struct.pack("=II", 1, 4) + b"abcd"),
        _bound(lambda _: lambda _, said: os.close(said.descriptor()), b""),
        _bound(lambda client: lambda _, said: client.adopt(said.uint(), lambda *_: None), struct.pack("=I", 2)),
        _floods,
    ],
    ids=["error", "size 0", "size 7", "no id", "too long a text", "no version", "no file", "an id of ours", "flood"],
)
async def test_nonsense_ends_the_connection(
    client: Wayland, compositor: Compositor, wrong: Callable[[Wayland], bytes]
) -> None:
    await compositor.send(wrong(client))
    with pytest.raises(WaylandError):
        await client.roundtrip()
    assert client.closed
    with pytest.raises(WaylandError):
        client.request(1, 0, 5)


async def test_too_many_files_end_the_connection(client: Wayland, compositor: Compositor) -> None:
    with open(os.devnull, "rb") as file:  # noqa: PTH123 its number is wanted
        for _ in range(3):
            compositor.send_files(event(99, 0), *[file.fileno()] * 10)
    with pytest.raises(WaylandError):
        await client.roundtrip()


async def test_a_compositor_that_ends(client: Wayland, compositor: Compositor) -> None:
    assert compositor.client is not None
    compositor.client.shutdown(socket.SHUT_RDWR)
    with pytest.raises(WaylandError):
        await client.roundtrip()


async def test_a_compositor_that_says_nothing(
    client: Wayland, compositor: Compositor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wayland, "_ANSWER_FOR", 0.05)
    compositor.answers = False
    with pytest.raises(WaylandError):
        await client.roundtrip()
    assert client.closed


async def test_a_compositor_that_reads_nothing(client: Wayland) -> None:
    with contextlib.suppress(WaylandError):
        for _ in range(100_000):
            client.request(1, 0, 5, "x" * 10_000)
    assert client.closed


async def test_an_error_at_the_start_leaves_nothing_open(compositor: Compositor) -> None:
    compositor.before_answer = event(1, 0)
    with pytest.raises(WaylandError):
        await connect()


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"WAYLAND_DISPLAY": "", "XDG_RUNTIME_DIR": "/nowhere"},
        {"WAYLAND_DISPLAY": "wayland-0"},
        {"WAYLAND_DISPLAY": "wayland-0", "XDG_RUNTIME_DIR": "/nowhere"},
        {"WAYLAND_DISPLAY": "/nowhere/wayland-0"},
        {"WAYLAND_DISPLAY": "/" + "x" * 200},
    ],
)
async def test_no_compositor(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("WAYLAND_DISPLAY", "XDG_RUNTIME_DIR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(WaylandError):
        await connect()


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3), st.binary(max_size=40)), max_size=5), st.binary())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_comes_nothing_else_is_raised(messages: list[tuple[int, int, bytes]], rest: bytes) -> None:
    async def feed() -> None:
        ours, theirs = socket.socketpair()
        ours.setblocking(False)  # noqa: FBT003 the socket's own way
        client = Wayland(ours)
        theirs.sendall(b"".join(event(*message) for message in messages) + rest)
        theirs.close()
        await asyncio.sleep(0)
        with pytest.raises(WaylandError):
            await client.roundtrip()
        client.close()

    asyncio.run(feed())


def test_a_text_that_is_none() -> None:
    assert Message(bytes(4), []).string() == ""
