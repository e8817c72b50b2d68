"""Requests and responses of the loopback server, as values."""

from __future__ import annotations

from asyncio import StreamReader, StreamWriter
from collections.abc import Awaitable, Callable
from dataclasses import field

from pomtray.core.light_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Request:
    """One complete request. Its repr leaves out what may be secret: target, headers, body."""

    method: str
    target: bytes = field(repr=False)
    """The raw request target, byte for byte."""
    headers: tuple[tuple[bytes, bytes], ...] = field(default=(), repr=False)
    """Names in lower case, in the order sent."""
    body: bytes = field(default=b"", repr=False)

    @property
    def path(self) -> bytes:
        """The target up to `?`, not decoded."""
        return self.target.partition(b"?")[0]

    @property
    def query(self) -> bytes:
        """What follows the first `?`, not decoded."""
        return self.target.partition(b"?")[2]

    def header(self, name: bytes) -> list[bytes]:
        """Every value of a header, given its name in lower case."""
        return [value for key, value in self.headers if key == name]


TakesOver = Callable[[StreamReader, StreamWriter], Awaitable[None]]
"""Gets the connection for as long as it runs."""


@dataclass(frozen=True, slots=True)
class Response:
    """An answer. `Content-Length` and `Connection: close` are the server's to add, and `Date` where it has none.

    `takes_over`: the connection is its own after the head, as after CONNECT (RFC 9110 §9.3.6) and Upgrade.
    """

    status: int
    headers: tuple[tuple[bytes, bytes], ...] = field(default=(), repr=False)
    body: bytes = field(default=b"", repr=False)
    takes_over: TakesOver | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on what a client may cost us. Durations in seconds, sizes in bytes."""

    head_bytes: int = 64 * 1024
    body_bytes: int = 0
    head_for: float = 10.0
    """From the connection to the end of the request's head, and no longer than `receive_for`."""
    receive_for: float = 10.0
    """From the connection to the end of the request; then the connection is closed."""
    handle_for: float = 30.0
    connections: int = 64
    """At once: for one more the oldest that has sent no request is closed."""


Handler = Callable[[Request], Awaitable[Response]]
