"""How the system tells the program to end: SIGTERM and SIGINT."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Callable, Iterator

_TOLD = (signal.SIGTERM, signal.SIGINT)


def end_at_once_when_told() -> None:
    """Until the program listens (`told_to_end`): there is nothing to save yet, and nothing to tidy up.

    NOTE: an exception would surface wherever Python happens to be. In the middle of what PySide loads late, or called
    from C++, it is lost: the program runs on, deaf and half loaded.
    """
    for number in _TOLD:
        signal.signal(number, lambda *_: os._exit(0))


@contextlib.contextmanager
def told_to_end(end: Callable[[], None]) -> Iterator[None]:
    """Call `end` on the running loop, though Qt sleeps in C++ then: the wake-up byte comes by a socket."""
    import asyncio  # noqa: PLC0415 the icon, which comes before, does not wait for it
    import socket  # noqa: PLC0415 as asyncio

    loop = asyncio.get_running_loop()
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.setblocking(False)  # noqa: FBT003 the socket's own way
        theirs.setblocking(False)  # noqa: FBT003
        wakeup = signal.set_wakeup_fd(theirs.fileno())
        before = {number: signal.signal(number, lambda *_: None) for number in _TOLD}

        def woken() -> None:
            if set(ours.recv(64)) & set(before):
                end()

        loop.add_reader(ours, woken)
        try:
            yield
        finally:
            loop.remove_reader(ours)
            signal.set_wakeup_fd(wakeup)
            for number, handler in before.items():
                signal.signal(number, handler)
