"""Ports for programs that a test starts and that take a number."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def held_port() -> Iterator[int]:
    """A port of 127.0.0.1 that nobody else is given meanwhile, and that whoever names it may listen on.

    It is bound and not listened on. With SO_REUSEADDR, which servers set, Linux lets another bind it by its number
    (socket(7)), and gives it to none who asks for any port.
    """
    with socket.socket() as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind(("127.0.0.1", 0))
        yield int(held.getsockname()[1])
