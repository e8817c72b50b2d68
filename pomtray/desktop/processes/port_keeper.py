"""Ports of sign-ins that were given up, when their program ends before the sign-in's address is dead (§9 rule 6).

A process of its own keeps them, with nothing but the listening sockets: who comes there late, with a token perhaps,
meets its answer and not another program. What is sent is read and thrown away.
"""

from __future__ import annotations

import logging
import select
import socket
import subprocess
import sys
import time
from collections.abc import Collection, Sequence
from contextlib import suppress
from typing import IO, Final, cast

from pomtray.desktop.processes.environment import inherited
from pomtray.desktop.processes.own_command import own_command

_log = logging.getLogger(__name__)
_READ: Final = 64 * 1024
"""Bytes."""
_HEAD_FOR: Final = 0.5
"""Seconds for which one who says nothing keeps the next waiting."""


def keep(sockets: Sequence[socket.socket], seconds: float, answer: bytes, withheld: Collection[str]) -> None:
    """Have a process answer `answer` on these listening sockets for so long, whatever becomes of this one.

    withheld: variables that it does not inherit. Nothing on Windows, where a socket is not handed over so.
    """
    if not sockets or seconds <= 0 or sys.platform == "win32":
        return
    numbers = [one.fileno() for one in sockets]
    command = (*own_command(__name__), str(seconds), *map(str, numbers))
    try:
        process = subprocess.Popen(  # noqa: S603 our own
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=numbers,
            env=inherited(withheld),
            cwd="/",
            start_new_session=True,
        )
        process.returncode = 0  # nobody waits for it
        with cast("IO[bytes]", process.stdin) as told:
            told.write(answer)
    except OSError as error:
        _log.warning("nobody keeps the port of the sign-in: %s", error.strerror)


def main(arguments: Sequence[str]) -> None:
    """In that process."""
    ends_at = time.monotonic() + float(arguments[0])
    sockets = [socket.socket(fileno=int(number)) for number in arguments[1:]]
    answer = sys.stdin.buffer.read(_READ)
    while (left := ends_at - time.monotonic()) > 0:
        for listener in select.select(sockets, (), (), left)[0]:
            with suppress(OSError):
                _tell(listener, answer)


def _tell(listener: socket.socket, answer: bytes) -> None:
    connection, _ = listener.accept()
    with connection:
        connection.settimeout(_HEAD_FOR)
        seen = b""
        while b"\r\n\r\n" not in seen and len(seen) < _READ and (more := connection.recv(_READ)):
            seen += more
        connection.sendall(answer)


if __name__ == "__main__":
    main(sys.argv[1:])
