"""A port that outlives the program which listened there, and is nobody else's meanwhile."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import time

import pytest

from pomtray.desktop.processes import port_keeper
from tests.raw_http import send

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="sockets are not handed over there")
GONE = b"HTTP/1.1 410 Gone\r\nContent-Length: 4\r\nConnection: close\r\n\r\nover"
_FOR = 2.5


def listening() -> socket.socket:
    one = socket.create_server(("127.0.0.1", 0))
    one.setblocking(False)  # noqa: FBT003 the standard library's signature
    return one


def take(port: int) -> None:
    """As another program would."""
    with socket.create_server(("127.0.0.1", port)):
        pass


async def test_who_comes_is_told_that_it_is_over_until_it_is() -> None:
    with listening() as one, listening() as other:
        ports = [one.getsockname()[1], other.getsockname()[1]]
        began = time.monotonic()
        port_keeper.keep((one, other), _FOR, GONE, ())
    for port in ports:
        with pytest.raises(OSError, match="in use"):
            take(port)
    with socket.create_connection(("127.0.0.1", ports[0])):  # who says nothing
        for port in ports:
            await send(port, b"x" * 100_000)
            assert (await send(port, b"GET /callback/x?pomerium_jwt=y HTTP/1.1\r\nHost: a\r\n\r\n")).raw == GONE
    while time.monotonic() < began + 20:
        try:
            take(ports[1])
        except OSError:
            await asyncio.sleep(0.1)
        else:
            break
    assert _FOR - 1 < time.monotonic() - began < 20


def test_nothing_is_started_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "Popen", None)
    port_keeper.keep((), 60, GONE, ())
    with listening() as one:
        port_keeper.keep((one,), 0, GONE, ())


@pytest.mark.allow_log("nobody keeps the port")
def test_one_that_cannot_be_started_is_told_in_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(port_keeper, "own_command", lambda _: ("/nowhere/python",))
    with listening() as one:
        port_keeper.keep((one,), 60, GONE, ())
    assert "nobody keeps the port" in caplog.text
