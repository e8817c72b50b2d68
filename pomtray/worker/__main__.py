"""`python -m pomtray.worker`: started by the program, with one end of a socket pair as its standard input.

Its standard output is its end of the channel for sockets, where there is one.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys

from pomtray.core.uncollected import uncollected
from pomtray.worker.confining import confine


def main() -> None:
    """Work until the other end closes. Nothing is waited for then: a keyring that hangs must not keep us."""
    confine()
    for number in (signal.SIGINT, signal.SIGTERM, *((signal.SIGHUP,) if sys.platform != "win32" else ())):
        signal.signal(number, signal.SIG_IGN)  # the session's end: the program may have something to save
    pair, channel = _pair(), _channel()
    try:
        with uncollected():
            from pomtray.worker.serving import serve  # noqa: PLC0415 what is loaded from here on is shut off already
    except ImportError as error:  # an update is just replacing the files: the program tells of that
        raise SystemExit(f"pomtray.worker: {error}") from None

    asyncio.run(serve(pair, channel))
    os._exit(0)


def _pair() -> socket.socket:
    """Standard input itself; nothing else, and no program that we start, gets it."""
    if sys.platform == "win32":
        return socket.fromshare(sys.stdin.buffer.read())
    return _own(0)


def _channel() -> socket.socket | None:
    return None if sys.platform == "win32" else _own(1)


def _own(descriptor: int) -> socket.socket:
    """The socket at that place, which is nothing from then on."""
    own = socket.socket(fileno=os.dup(descriptor))
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, descriptor)
    os.close(nothing)
    return own


if __name__ == "__main__":
    main()
