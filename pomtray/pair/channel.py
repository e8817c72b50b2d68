"""Listening sockets that go from one process of the pair to the other, each set before the word about it.

Beside the pair itself: what is read of a stream there has lost the descriptors (unix(7), `SCM_RIGHTS`).
"""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Sequence
from typing import Final

_MOST: Final = 4
"""Sockets of one port: one an address."""
_MARK: Final = b"\0"
"""A message needs a byte."""


class Channel:
    """One end."""

    def __init__(self, end: socket.socket) -> None:
        end.setblocking(False)  # noqa: FBT003 the standard library's signature
        self._end = end

    def give(self, sockets: Sequence[socket.socket]) -> None:
        """The other end gets them too. Raises `OSError`."""
        if sys.platform != "win32":
            socket.send_fds(self._end, [_MARK], [one.fileno() for one in sockets])

    def take(self) -> tuple[socket.socket, ...]:
        """The next that the other end has given. Raises `OSError` where there are none."""
        if sys.platform == "win32":
            return ()
        _, descriptors, _, _ = socket.recv_fds(self._end, len(_MARK), _MOST)
        return tuple(_taken(descriptor) for descriptor in descriptors)

    def close(self) -> None:
        self._end.close()


def pair_of_ends() -> tuple[socket.socket, socket.socket] | None:
    """None where the system hands no descriptors over."""
    if sys.platform == "win32":
        return None
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)


def _taken(descriptor: int) -> socket.socket:
    os.set_inheritable(descriptor, False)  # noqa: FBT003 as the system calls it
    one = socket.socket(fileno=descriptor)
    one.setblocking(False)  # noqa: FBT003 the standard library's signature
    return one
