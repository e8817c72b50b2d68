"""How the system tells the program to end: SIGTERM and SIGINT."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import asyncio
    import socket

_TOLD: Final = (signal.SIGTERM, signal.SIGINT)
_WORD: Final = 64


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

        def woken(said: bytes) -> None:
            if set(said) & set(before):
                end()

        hears_no_more = _heard(loop, ours, woken)
        try:
            yield
        finally:
            hears_no_more()
            signal.set_wakeup_fd(wakeup)
            for number, handler in before.items():
                signal.signal(number, handler)


def _heard(
    loop: asyncio.AbstractEventLoop, ours: socket.socket, woken: Callable[[bytes], None]
) -> Callable[[], object]:
    """Call `woken` with what comes there; what is given ends that. NOTE: Windows' loop has no `add_reader`."""
    if sys.platform != "win32":
        loop.add_reader(ours, lambda: woken(ours.recv(_WORD)))
        return lambda: loop.remove_reader(ours)

    async def read() -> None:
        while True:
            woken(await loop.sock_recv(ours, _WORD))

    return loop.create_task(read(), name="told to end").cancel
