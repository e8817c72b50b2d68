"""One port on several addresses, where others take ports too."""

from __future__ import annotations

import asyncio
import errno
import os
import socket
from collections.abc import Iterator

import pytest

from pomtray.serve.http import Limits, Request, Response
from pomtray.serve.server import Server
from pomtray.signin.callback import listening as module
from pomtray.signin.callback.listening import ListenAddress, OpenPort, listening
from tests.loop_time import at_its_deadline, goes_on

BOTH = ListenAddress(addresses=("127.0.0.1", "127.0.0.2"))


async def nothing(_: Request) -> Response:
    raise NotImplementedError


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[socket.socket]]:
    """Somebody takes at the second address the port that was free at the first one: once."""
    sockets: list[socket.socket] = []

    class Late(Server):
        async def start(self) -> None:
            if self.port and not sockets:
                sockets.append(socket.create_server(("127.0.0.2", self.port)))
            await super().start()

    monkeypatch.setattr(module, "Server", Late)
    yield sockets
    for one in sockets:
        one.close()


async def test_a_port_that_is_taken_at_the_second_address_is_not_insisted_on(taken: list[socket.socket]) -> None:
    servers = await listening(nothing, BOTH, Limits())
    (port,) = {server.port for server in servers}
    assert len(servers) == 2
    assert port != taken[0].getsockname()[1]
    for server in servers:
        await server.close()


@pytest.mark.parametrize(
    ("place", "reason", "tries"),
    [
        (BOTH, errno.EADDRINUSE, 8),
        (BOTH, errno.EACCES, 1),
        (BOTH, errno.EADDRNOTAVAIL, 1),
        (ListenAddress(port=1, addresses=BOTH.addresses), errno.EADDRINUSE, 1),
        (ListenAddress(), errno.EADDRINUSE, 1),
    ],
    ids=["any that is free on both", "not allowed", "no such address", "a certain one", "one address"],
)
async def test_only_what_another_port_may_mend_is_tried_again(
    monkeypatch: pytest.MonkeyPatch, place: ListenAddress, reason: int, tries: int
) -> None:
    asked: list[int] = []

    class Refused(Server):
        async def start(self) -> None:
            asked.append(self.port)
            raise OSError(reason, os.strerror(reason))

    monkeypatch.setattr(module, "Server", Refused)
    with pytest.raises(OSError, match=os.strerror(reason)):
        await listening(nothing, place, Limits())
    assert asked == [place.port] * tries


@pytest.mark.parametrize("reason", [errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT])
async def test_a_second_address_that_the_machine_does_not_have_is_left_out(
    monkeypatch: pytest.MonkeyPatch, reason: int
) -> None:
    class Without(Server):
        async def start(self) -> None:
            if self.port:
                raise OSError(reason, os.strerror(reason))
            await super().start()

    monkeypatch.setattr(module, "Server", Without)
    (server,) = await listening(nothing, BOTH, Limits())
    assert server.port
    await server.close()


async def test_those_after_one_that_the_machine_does_not_have_are_listened_on(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    class Without(Server):
        async def start(self) -> None:
            asked.append(self.port)
            if len(asked) == 2:
                raise OSError(errno.EADDRNOTAVAIL, os.strerror(errno.EADDRNOTAVAIL))
            await super().start()

    monkeypatch.setattr(module, "Server", Without)
    servers = await listening(nothing, ListenAddress(addresses=(*BOTH.addresses, "127.0.0.3")), Limits())
    assert asked == [0, servers[0].port, servers[1].port]
    for server in servers:
        await server.close()


async def test_all_keep_to_the_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    servers = await listening(nothing, BOTH, Limits(receive_for=5))
    await goes_on(monkeypatch, 0)
    for server, host in zip(servers, BOTH.addresses, strict=True):
        reader, writer = await asyncio.open_connection(host, server.port)
        writer.write(b"GET")
        assert b" 408 " in await at_its_deadline(monkeypatch, reader.readline(), 5)
        writer.close()
        await server.close()


async def test_one_that_was_to_close_later_leaves_nothing_behind_that_waits() -> None:
    port = OpenPort(ListenAddress(), Limits())
    port.close_after(60)
    await asyncio.sleep(0)
    await port.close()
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_a_port_that_is_asked_for_is_insisted_on() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        wanted = ListenAddress(port=other.getsockname()[1], addresses=BOTH.addresses)
        with pytest.raises(OSError, match=os.strerror(errno.EADDRINUSE)):
            await listening(nothing, wanted, Limits())
