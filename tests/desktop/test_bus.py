"""A connection to a bus: whose signals are heard, on a private bus with neighbours that forge them."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest
from jeepney import DBusAddress, HeaderFields, new_signal
from jeepney.io.asyncio import open_dbus_connection

from pomtray.desktop.bus import DAEMON, Bus, Signal, Watched, connect
from tests.desktop.buses import Serve, forge, serve, system_bus
from tests.worst import LONGEST_HOLD, longest_turn

__all__ = ["serve", "system_bus"]

NAME, OTHER = "org.example.Clock", "org.example.Bell"
TICKED = ("/clock", NAME, "Ticked", "u")
OWNER_CHANGED = ("/org/freedesktop/DBus", DAEMON.name, "NameOwnerChanged", "sss")
Heard = asyncio.Queue[Signal]


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
async def listening(system_bus: str, heard: Heard) -> AsyncIterator[Bus]:
    bus = await connect("SYSTEM", heard.put_nowait, Watched(NAME, NAME, "Ticked", "/clock"), Watched(OTHER, OTHER))
    yield bus
    await bus.close()


def straight_to(name: str, signature: str, value: object) -> bytes:
    """A signal for one connection only, which gets it without having asked for any."""
    signal = new_signal(DBusAddress("/x", interface="org.example.X"), "X", signature, (value,))
    signal.header.fields[HeaderFields.destination] = name
    return bytes(signal.serialise(serial=99))


async def next_of(heard: Heard) -> Signal:
    async with asyncio.timeout(10):
        return await heard.get()


async def test_the_owner_of_the_name_is_heard(system_bus: str, serve: Serve, heard: Heard) -> None:
    clock = await serve(system_bus, NAME)
    bus = await connect("SYSTEM", heard.put_nowait, Watched(NAME, NAME, "Ticked"))
    assert bus.owned(NAME)
    await clock.emit(*TICKED, 1)
    assert await next_of(heard) == Signal(NAME, "/clock", NAME, "Ticked", (1,))
    await bus.close()


async def test_what_others_send_is_not_heard_not_even_sent_straight_to_us(
    system_bus: str, serve: Serve, listening: Bus, heard: Heard
) -> None:
    clock = await serve(system_bus, NAME)
    assert (await next_of(heard)).member == "NameOwnerChanged"
    await forge(system_bus, *TICKED, 13)
    await clock.emit(*TICKED, 1)
    assert (await next_of(heard)).body == (1,)
    assert heard.empty()


async def test_before_anybody_owns_the_name_nobody_is_heard(
    system_bus: str, serve: Serve, listening: Bus, heard: Heard
) -> None:
    await forge(system_bus, *TICKED, 13)
    clock = await serve(system_bus, NAME)
    await clock.emit(*TICKED, 1)
    assert [(await next_of(heard)).member, (await next_of(heard)).body] == ["NameOwnerChanged", (1,)]


async def test_only_the_bus_itself_says_who_owns_a_name(
    system_bus: str, serve: Serve, listening: Bus, heard: Heard
) -> None:
    neighbour = await serve(system_bus, "")
    await forge(system_bus, *OWNER_CHANGED, NAME, "", neighbour._connection.unique_name)
    await neighbour.emit(*TICKED, 13)
    await (await serve(system_bus, NAME)).emit(*TICKED, 1)
    assert [(await next_of(heard)).sender, (await next_of(heard)).body] == [DAEMON.name, (1,)]


async def test_one_that_has_given_up_the_name_is_heard_no_more(
    system_bus: str, serve: Serve, listening: Bus, heard: Heard
) -> None:
    clock = await serve(system_bus, NAME)
    assert (await next_of(heard)).body[2] != ""
    assert listening.owned(NAME)
    await clock.close()
    assert (await next_of(heard)).body[2] == ""
    assert not listening.owned(NAME)
    await forge(system_bus, *TICKED, 13)
    await (await serve(system_bus, NAME)).emit(*TICKED, 1)
    assert [(await next_of(heard)).sender, (await next_of(heard)).body] == [DAEMON.name, (1,)]


async def test_the_owner_of_one_name_does_not_speak_for_another(
    system_bus: str, serve: Serve, listening: Bus, heard: Heard
) -> None:
    clock, bell = await serve(system_bus, NAME), await serve(system_bus, OTHER)
    await bell.emit(*TICKED, 13)
    await bell.emit("/bell", OTHER, "Rang", "s", "noon")
    await clock.emit("/clock/2", NAME, "Ticked", "u", 13)
    await clock.emit("/clock", NAME, "Stopped", "u", 13)
    await clock.emit(*TICKED, 1)
    told = [await next_of(heard) for _ in range(4)]
    assert [(signal.sender, signal.member) for signal in told[2:]] in (
        [(OTHER, "Rang"), (NAME, "Ticked")],
        [(NAME, "Ticked"), (OTHER, "Rang")],
    )
    assert heard.empty()


async def test_a_message_that_cannot_be_read_makes_nobody_deaf(
    system_bus: str, serve: Serve, listening: Bus, heard: Heard
) -> None:
    """A signal that speaks of a file descriptor and brings none: the bus passes it on."""
    (names,) = await listening.call(DAEMON, "ListNames")
    clock = await serve(system_bus, NAME)
    neighbour = await open_dbus_connection(system_bus)
    raw = straight_to(next(name for name in names if name.startswith(":")), "u", 0).replace(b"\x01u\0", b"\x01h\0")
    neighbour.writer.write(raw)
    await neighbour.writer.drain()
    await neighbour.close()
    await listening.call(DAEMON, "GetId")
    await clock.emit(*TICKED, 1)
    assert [(await next_of(heard)).member, (await next_of(heard)).body] == ["NameOwnerChanged", (1,)]


WORST = {
    "variants": ("av", [("y", 1)] * 250_000, 1),
    "signatures": ("ag", [""] * 500_000, 1),
    "numbers": ("an", [1] * 500_000, 1),
    "as many variants as are read": ("av", [("y", 1)] * 8_000, 1),
    "many messages": ("u", 1, 5_000),
}


@pytest.mark.parametrize(("signature", "value", "times"), WORST.values(), ids=WORST.keys())
async def test_what_a_neighbour_sends_leaves_others_their_turn(
    system_bus: str, serve: Serve, listening: Bus, heard: Heard, signature: str, value: object, times: int
) -> None:
    """A MiB straight to us: jeepney would take a second for it."""
    (names,) = await listening.call(DAEMON, "ListNames")
    us = next(name for name in names if name.startswith(":"))
    raw = straight_to(us, signature, value) * times
    async with contextlib.AsyncExitStack() as stack:
        neighbour = await open_dbus_connection(system_bus)
        stack.push_async_callback(neighbour.close)

        async def send() -> None:
            neighbour.writer.write(raw)
            await neighbour.writer.drain()
            await listening.call(DAEMON, "GetId")

        assert await longest_turn(send) < LONGEST_HOLD
    await (await serve(system_bus, NAME)).emit(*TICKED, 1)
    assert [(await next_of(heard)).member, (await next_of(heard)).body] == ["NameOwnerChanged", (1,)]
