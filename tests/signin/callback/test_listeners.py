"""Ports that are kept after their sign-in: for how long, given up for another sign-in, and at the end."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Sequence
from dataclasses import replace

import pytest

from pomtray.signin.callback.finished import OVER, FinishedSignIn
from pomtray.signin.callback.listeners import Listeners
from tests.loop_time import goes_on
from tests.raw_http import send

_OVER = FinishedSignIn("127.0.0.1:1", b"/callback/a", b"/start/b", OVER)


class Holder:
    """Somebody who holds the ports too, or cannot."""

    def __init__(self, *, holds: bool) -> None:
        self.holds = holds
        self.held: dict[int, FinishedSignIn] = {}

    def keep(self, port: int, sockets: Sequence[socket.socket], seconds: float, over: FinishedSignIn) -> bool:
        if self.holds:
            self.held[port] = over
        return self.holds

    async def give_up(self, port: int) -> None:
        self.held.pop(port, None)


class Listener:
    """A port."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.retired_for: list[float] = []

    @property
    def sockets(self) -> tuple[socket.socket, ...]:
        return ()

    def retire(self, seconds: float) -> FinishedSignIn:
        self.retired_for.append(seconds)
        return _OVER


class Clock:
    """The event loop's, standing still."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.at = 0.0
        monkeypatch.setattr(asyncio.get_running_loop(), "time", lambda: self.at)


class Owner:
    """Whoever closes it."""

    def __init__(self) -> None:
        self.closed = 0

    async def aclose(self) -> None:
        self.closed += 1


def kept(listeners: Listeners, port: int, seconds: float) -> Owner:
    owner, listener = Owner(), Listener(port)
    listeners.keep(listener, owner, seconds)  # type: ignore[arg-type]
    (retired_for,) = listener.retired_for
    assert seconds <= retired_for <= (seconds if seconds <= 60 else seconds + 60)
    return owner


async def test_as_long_as_the_last_is_kept_they_are_needed() -> None:
    listeners = Listeners()
    assert listeners.kept_for == 0
    kept(listeners, 1, 100)
    kept(listeners, 2, 500)
    kept(listeners, 3, 200)
    assert 400 < listeners.kept_for <= 560
    await listeners.close()
    assert listeners.kept_for == 0


async def test_who_inherits_gets_what_a_token_may_still_come_to(monkeypatch: pytest.MonkeyPatch) -> None:
    left: list[tuple[tuple[int, ...], int]] = []
    listeners = Listeners(heir=lambda sockets, seconds: left.append((tuple(map(id, sockets)), round(seconds))))
    clock = Clock(monkeypatch)
    with socket.socket() as one:
        monkeypatch.setattr(Listener, "sockets", (one,))
        listeners.keep(Listener(1), Owner(), 50, gets_token=True)  # type: ignore[arg-type]
        listeners.keep(Listener(2), Owner(), 50)  # type: ignore[arg-type]
        listeners.keep(Listener(3), Owner(), 10, gets_token=True)  # type: ignore[arg-type]
        done = replace(_OVER, end=replace(OVER, ok=True))
        monkeypatch.setattr(Listener, "retire", lambda *_: done)
        listeners.keep(Listener(4), Owner(), 50, gets_token=True)  # type: ignore[arg-type]
        clock.at = 20.0
        await listeners.close()
        await listeners.close()
        assert left == [((id(one),), 30)]
        held = Listeners(Holder(holds=True), lambda *_: left.append(((), 0)))
        monkeypatch.setattr(Listener, "retire", lambda *_: _OVER)
        held.keep(Listener(5), Owner(), 50, gets_token=True)  # type: ignore[arg-type]
        await held.close()
    assert len(left) == 1


async def test_one_whose_time_is_over_is_needed_no_more() -> None:
    listeners = Listeners()
    kept(listeners, 1, -1)
    assert listeners.kept_for == 0
    await listeners.close()


async def test_one_whose_time_is_over_is_left_to_itself() -> None:
    listeners = Listeners()
    over, other = kept(listeners, 1, -1), kept(listeners, 2, 10)
    await listeners.close()
    assert (over.closed, other.closed) == (0, 1)


async def test_several_that_are_kept_for_long_are_given_up_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    listeners = Listeners()
    clock = Clock(monkeypatch)
    ends = []
    for at, seconds in ((1000.0, 100.0), (1015.0, 100.0), (1019.5, 60.5), (1020.0, 60.0), (1025.0, 60.0)):
        clock.at = at
        listener = Listener(1)
        listeners.keep(listener, Owner(), seconds)  # type: ignore[arg-type]
        ends.append(at + listener.retired_for[0])
    assert ends == [1140.0, 1140.0, 1080.0, 1080.0, 1085.0]


async def test_a_port_is_given_up_for_who_can_use_no_other() -> None:
    listeners = Listeners()
    below, first, other = kept(listeners, 1, 20), kept(listeners, 2, 100), kept(listeners, 3, 50)
    await listeners.free(2)
    await listeners.free(2)
    assert (below.closed, first.closed, other.closed) == (0, 1, 0)
    assert 0 < listeners.kept_for <= 50
    await listeners.close()
    assert (below.closed, first.closed, other.closed) == (1, 1, 1)


async def test_what_somebody_else_holds_needs_this_process_no_more() -> None:
    holder = Holder(holds=True)
    listeners = Listeners(holder)
    owner = kept(listeners, 1, 100)
    assert (holder.held, listeners.kept_for) == ({1: _OVER}, 0)
    await listeners.free(1)
    assert (holder.held, owner.closed) == ({}, 1)


async def test_what_nobody_else_can_hold_needs_this_process() -> None:
    listeners = Listeners(Holder(holds=False))
    kept(listeners, 1, 100)
    assert listeners.kept_for > 0
    await listeners.close()


async def gone(port: int) -> int:
    """The status of an answer, 0 for none."""
    try:
        return (await send(port, b"GET /x HTTP/1.1\r\nHost: 127.0.0.1:1\r\n\r\n")).status
    except ConnectionRefusedError:
        return 0


async def test_a_port_of_another_process_is_answered_on_for_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    listeners = Listeners(Holder(holds=True))
    one = socket.create_server(("127.0.0.1", 0))
    one.setblocking(False)  # noqa: FBT003 the standard library's signature
    port = one.getsockname()[1]
    await goes_on(monkeypatch, 0)
    listeners.resume((one,), 60, _OVER, lambda _: None)
    await goes_on(monkeypatch, 59)
    assert await gone(port) == 410
    assert listeners.kept_for == 0
    await goes_on(monkeypatch, 2)
    assert await gone(port) == 0
    await listeners.close()


async def test_a_slow_head_ends_there_after_two_seconds_too(monkeypatch: pytest.MonkeyPatch) -> None:
    listeners = Listeners(Holder(holds=True))
    one = socket.create_server(("127.0.0.1", 0))
    one.setblocking(False)  # noqa: FBT003 the standard library's signature
    listeners.resume((one,), 60, _OVER, lambda _: None)
    await goes_on(monkeypatch, 0)
    asking = asyncio.create_task(send(one.getsockname()[1], b"GET /x HT"))
    await goes_on(monkeypatch, 1.5)
    assert not asking.done()
    await goes_on(monkeypatch, 0.5)
    assert (await asking).status == 408
    await listeners.close()


async def test_a_port_of_another_process_is_given_up_too() -> None:
    listeners = Listeners(Holder(holds=True))
    one = socket.create_server(("127.0.0.1", 0))
    port = one.getsockname()[1]
    listeners.resume((one,), 60, _OVER, lambda _: None)
    await listeners.free(port)
    assert await gone(port) == 0
