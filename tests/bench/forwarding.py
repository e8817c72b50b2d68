"""What `pomtray proxy` and `pomtray tcp` cost beside a client that speaks to the route itself, over TLS as they do."""

from __future__ import annotations

import contextlib
import socket
import ssl
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.bench.carried import SIZE, TARGET, TOKEN
from tests.bench.figures import Figure
from tests.bench.measuring import Plan
from tests.bench.running import Bench
from tests.e2e.process import eventually

_REQUESTS = 200
"""A figure's run is the median of so many."""
_STREAM = 256 * 1024 * 1024
_GIB = 1024 * 1024 * 1024
_CHUNK = 1024 * 1024
_HEADER = f"Authorization: Pomerium {TOKEN}\r\n"
Open = Callable[[], socket.socket]
Ask = Callable[[int], bytes]


def forwarding(bench: Bench, plan: Plan) -> list[Figure]:
    """Small questions one after the other on one connection, new connections, and a long stream."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (port,) = _started(bench, "service", name)
        proxy, secret = _started(bench, "proxy", name, port)
        (tunnel,) = _started(bench, "tcp", name, port)
        secure = ssl.create_default_context(cafile=str(folder / "corp-ca.pem"))
        route = _secure(int(port), secure)
        return [
            *_figures("proxy", plan, _plain(int(proxy)), _get(f"/{secret}", ""), route, _get("", _HEADER)),
            *_figures("tcp", plan, _plain(int(tunnel)), _size, _tunnelled(route), _size),
        ]


def _started(bench: Bench, *arguments: str) -> list[str]:
    process = bench.carried(*arguments)
    eventually(lambda: process.output.endswith("\n"), f"{arguments[0]} listens")
    return process.output.split()


def _figures(name: str, plan: Plan, ours: Open, ask: Ask, direct: Open, ask_directly: Ask) -> list[Figure]:
    pairs = [(_small(ours, ask), _small(direct, ask_directly)) for _ in range(plan.runs)]
    news = [(_new(ours, ask), _new(direct, ask_directly)) for _ in range(plan.runs)]
    streams = [(_stream(ours, ask), _stream(direct, ask_directly)) for _ in range(max(plan.runs // 3, 1))]
    return [
        _figure(f"{name}_request", "ms", pairs),
        _figure(f"{name}_connection", "ms", news),
        _figure(f"{name}_stream", "s/GiB", streams),
    ]


def _figure(name: str, unit: str, pairs: list[tuple[float, float]]) -> Figure:
    measured, floors = zip(*pairs, strict=True)
    return Figure(name, unit, measured, floors)


def _plain(port: int) -> Open:
    return lambda: socket.create_connection(("127.0.0.1", port), 60)


def _secure(port: int, context: ssl.SSLContext) -> Open:
    return lambda: context.wrap_socket(socket.create_connection(("127.0.0.1", port), 60), server_hostname="127.0.0.1")


def _tunnelled(direct: Open) -> Open:
    def connected() -> socket.socket:
        connection = direct()
        connection.sendall(f"CONNECT {TARGET} HTTP/1.1\r\nHost: {TARGET}\r\n{_HEADER}\r\n".encode())
        _head(connection)
        return connection

    return connected


def _get(prefix: str, header: str) -> Ask:
    """A request of so many bytes, by HTTP."""
    return lambda count: f"GET {prefix}/?{count} HTTP/1.1\r\nHost: HOST\r\n{header}\r\n".encode()


def _size(count: int) -> bytes:
    return b"%0*d" % (SIZE, count)


def _head(connection: socket.socket) -> int:
    """Read to its end; gives how many bytes of what follows have come with it."""
    come = b""
    while b"\r\n\r\n" not in come:
        come += connection.recv(65536)
    return len(come.partition(b"\r\n\r\n")[2])


def _asked(connection: socket.socket, ask: Ask, count: int) -> None:
    """Ask for `count` bytes, and read them."""
    line = ask(count)
    host = "{}:{}".format(*connection.getpeername())
    connection.sendall(line.replace(b"HOST", host.encode()))
    got = _head(connection) if len(line) != SIZE else 0
    while got < count:
        got += len(connection.recv(min(count - got, _CHUNK)))


def _small(way: Open, ask: Ask) -> float:
    with contextlib.closing(way()) as connection:
        return statistics.median([_took(lambda: _asked(connection, ask, 100)) for _ in range(_REQUESTS)])


def _new(way: Open, ask: Ask) -> float:
    def once() -> None:
        with contextlib.closing(way()) as connection:
            _asked(connection, ask, 100)

    return statistics.median([_took(once) for _ in range(_REQUESTS // 10)])


def _stream(way: Open, ask: Ask) -> float:
    with contextlib.closing(way()) as connection:
        return _took(lambda: _asked(connection, ask, _STREAM)) / 1000 * _GIB / _STREAM


def _took(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - began)
