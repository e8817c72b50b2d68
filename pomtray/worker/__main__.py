"""`python -m pomtray.worker`: started by the program, with one end of a socket pair as its standard input."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys

from pomtray.worker.confining import confine


def main() -> None:
    """Work until the other end closes. Nothing is waited for then: a keyring that hangs must not keep us."""
    confine()
    for number in (signal.SIGINT, signal.SIGTERM, *((signal.SIGHUP,) if sys.platform != "win32" else ())):
        signal.signal(number, signal.SIG_IGN)  # the session's end: the program may have something to save
    pair = _pair()
    from pomtray.worker.serving import serve  # noqa: PLC0415 what is loaded from here on is shut off already

    asyncio.run(serve(pair))
    os._exit(0)


def _pair() -> socket.socket:
    """Standard input itself; nothing else, and no program that we start, gets it from then on."""
    if sys.platform == "win32":
        return socket.fromshare(sys.stdin.buffer.read())
    pair = socket.socket(fileno=os.dup(0))
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.close(nothing)
    return pair


if __name__ == "__main__":
    main()
