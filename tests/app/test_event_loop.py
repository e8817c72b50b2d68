"""asyncio's callbacks on Qt's loop: in their order, in turns, and no timer runs for what nobody waits for."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from PySide6.QtCore import QAbstractEventDispatcher, QTimer
from PySide6.QtWidgets import QApplication

from pomtray.app.event_loop import EventLoop
from pomtray.pair.held_ports import HeldPorts
from pomtray.pair.messages import KeptPort


@pytest.fixture
def loop(qapp: QApplication) -> Iterator[EventLoop]:
    with EventLoop(qapp) as made:
        yield made


def timers(loop: EventLoop) -> int:
    return len(QAbstractEventDispatcher.instance().registeredTimers(loop._later))


def test_callbacks_come_in_their_order(loop: EventLoop) -> None:
    """On a slow machine the hundred take more than one turn, and what is due meanwhile comes between."""
    called: list[int] = []

    async def main() -> None:
        running = asyncio.get_running_loop()
        for number in range(100):
            running.call_soon(called.append, number)
        running.call_soon(called.append, -1).cancel()
        last = running.create_future()
        running.call_later(0.02, called.append, 200)
        running.call_later(0.02, last.set_result, None)
        running.call_later(0, called.append, 100)
        await last

    loop.run_until_complete(main())
    assert [number for number in called if number < 100] == [*range(100)]
    assert [number for number in called if number >= 100] == [100, 200]


def test_what_is_cancelled_leaves_no_timer(loop: EventLoop) -> None:
    async def main() -> None:
        before = timers(loop)
        async with asyncio.timeout(60):
            assert timers(loop) == before + 1
            await asyncio.sleep(0)
        assert timers(loop) == before

    loop.run_until_complete(main())
    assert timers(loop) == 0


def test_many_callbacks_leave_room_for_others(loop: EventLoop) -> None:
    """Each takes a millisecond: Qt has its turn long before all are done."""
    done, turns = 0, 0

    def work() -> None:
        nonlocal done
        done += 1
        time.sleep(0.001)

    def others() -> None:
        nonlocal turns
        turns += 1

    async def main() -> None:
        ticking = QTimer(interval=0)
        ticking.timeout.connect(others)
        ticking.start()
        for _ in range(100):
            asyncio.get_running_loop().call_soon(work)
        while done < 100:
            await asyncio.sleep(0)
        ticking.stop()

    loop.run_until_complete(main())
    assert turns >= 5


def test_threads_and_sub_tasks_end_as_usual(loop: EventLoop) -> None:
    async def main() -> str:
        async with asyncio.TaskGroup() as group:
            found = group.create_task(asyncio.to_thread(lambda: "from a thread"))
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await asyncio.Event().wait()
        return found.result()

    assert loop.run_until_complete(main()) == "from a thread"


@pytest.mark.parametrize("later", [False, True])
def test_what_is_called_after_qt_has_ended_finds_the_loop(loop: EventLoop, qapp: QApplication, *, later: bool) -> None:
    """Qt ends by itself where its screen is gone, and has one more turn."""
    found: list[object] = []

    def look() -> None:
        found.append(asyncio.get_running_loop())

    def end() -> None:
        qapp.exit(1)
        loop.call_later(0, look) if later else loop.call_soon(look)

    async def main() -> None:
        loop.call_soon(end)
        await asyncio.Event().wait()

    running = loop.create_task(main())
    with pytest.raises(RuntimeError, match="stopped before"):
        loop.run_until_complete(running)
    qapp.processEvents()
    assert found == [loop]
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        loop.run_until_complete(running)


def test_a_closed_one_calls_nobody(qapp: QApplication) -> None:
    called: list[str] = []
    loop = EventLoop(qapp)
    loop.call_later(0, called.append, "later")
    loop.call_soon(called.append, "soon")
    loop.close()
    qapp.processEvents()
    assert not called


def test_who_connects_to_a_port_that_is_held_is_noticed(loop: EventLoop) -> None:
    """Of a sign-in that is over, while no worker is there."""

    async def main() -> None:
        woken = asyncio.Event()
        ports = HeldPorts(woken.set)
        held = socket.create_server(("127.0.0.1", 0))
        ports.keep(KeptPort(held.getsockname()[1], timedelta(minutes=1), b""), (held,))
        ports.watch()
        with socket.create_connection(held.getsockname()):
            await asyncio.wait_for(woken.wait(), 10)
        ports.close()

    loop.run_until_complete(main())
    assert timers(loop) == 0
