"""Ports that are held while no worker is there: who connects wakes one, and each is given up in time."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from pomtray.pair.channel import Channel, pair_of_ends
from pomtray.pair.held_ports import HeldPorts
from pomtray.pair.messages import KeptPort


@pytest.fixture
def channels() -> Iterator[tuple[Channel, Channel]]:
    ends = pair_of_ends()
    assert ends is not None
    both = Channel(ends[0]), Channel(ends[1])
    yield both
    for one in both:
        one.close()


@pytest.fixture
async def woken() -> asyncio.Queue[None]:
    return asyncio.Queue()


@pytest.fixture
async def ports(woken: asyncio.Queue[None]) -> AsyncIterator[HeldPorts]:
    made = HeldPorts(lambda: woken.put_nowait(None))
    yield made
    made.close()


def listening() -> socket.socket:
    return socket.create_server(("127.0.0.1", 0))


def kept(one: socket.socket, seconds: float = 60) -> KeptPort:
    return KeptPort(one.getsockname()[1], timedelta(seconds=seconds), b"{}")


def is_taken(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5):
            return True
    except ConnectionRefusedError:
        return False


async def test_who_connects_wakes_a_worker_once(ports: HeldPorts, woken: asyncio.Queue[None]) -> None:
    one = listening()
    ports.keep(kept(one), (one,))
    with socket.create_connection(one.getsockname()):
        await asyncio.sleep(0.01)
        assert woken.empty(), "a worker is there"
        ports.watch()
        await asyncio.wait_for(woken.get(), 10)
        await asyncio.sleep(0.01)  # it is still unanswered
        assert woken.empty()
        ports.watch()
        await asyncio.wait_for(woken.get(), 10)


async def test_the_next_worker_gets_the_sockets_that_listen(
    ports: HeldPorts, woken: asyncio.Queue[None], channels: tuple[Channel, Channel]
) -> None:
    one, other = listening(), listening()
    for each in (one, other):
        ports.keep(kept(each), (each,))
    ports.watch()
    given = []
    for held in ports.given_to(channels[0]):
        assert timedelta(seconds=59) < held.left <= timedelta(seconds=60)
        (received,) = channels[1].take()
        with received:
            assert received.getsockname()[1] == held.port
            assert not received.get_inheritable()
            given.append(replace(held, left=timedelta(seconds=60)))
    assert given == [kept(one), kept(other)]
    with socket.create_connection(one.getsockname()):
        await asyncio.sleep(0.01)
    assert woken.empty()


async def test_each_is_given_up_when_its_time_is_over(ports: HeldPorts) -> None:
    soon, late = listening(), listening()
    numbers = [one.getsockname()[1] for one in (soon, late)]
    ports.keep(kept(late), (late,))
    ports.keep(kept(soon, 1.05), (soon,))
    ports.watch()
    assert is_taken(numbers[0])
    while is_taken(numbers[0]):
        await asyncio.sleep(0.01)
    assert is_taken(numbers[1])
    ports.give_up(numbers[1])
    ports.give_up(numbers[1])
    assert not is_taken(numbers[1])


@pytest.mark.allow_log("a port that must still answer cannot be handed over: Bad file descriptor")
async def test_a_worker_that_cannot_be_given_one_starts_without(
    ports: HeldPorts, channels: tuple[Channel, Channel]
) -> None:
    one = listening()
    ports.keep(kept(one), (one,))
    channels[0].close()
    assert list(ports.given_to(channels[0])) == []
    assert is_taken(one.getsockname()[1])


async def test_nothing_is_waited_for_where_none_is_held(ports: HeldPorts) -> None:
    one = listening()
    ports.keep(kept(one), (one,))
    ports.close()
    assert ports._timer is None
    assert one.fileno() == -1


async def test_where_nothing_was_given_there_is_nothing_to_take(channels: tuple[Channel, Channel]) -> None:
    with pytest.raises(BlockingIOError):
        channels[1].take()
