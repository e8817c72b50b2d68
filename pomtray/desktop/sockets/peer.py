"""Who is at the other end of the commands' socket: a program, found from the process that connected upwards.

A number may be given to another process once the first has ended: so the kernel is asked for a handle of the very one
(`SO_PEERPIDFD`, Linux 6.5; before that `pidfd_open`), and what was read counts only if that process and each above it
are still there unchanged afterwards.
"""

from __future__ import annotations

import os
import select
import socket
import struct
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from pomtray.core.domain.program import UNKNOWN, Process, Program, asks, is_pomtray, program
from pomtray.desktop.processes.process_table import SUPPORTED, file_mark, read_process

_PEER_PIDFD: Final = 77
"""`SO_PEERPIDFD` (asm-generic/socket.h)."""
_MOST: Final = 32
"""Processes between the socket and who asks."""
_TRIES: Final = 3


def program_at(connection: socket.socket) -> Program:
    """Who asks there; `UNKNOWN` where the system does not say. It may block: ask in a thread."""
    if not SUPPORTED:
        return UNKNOWN
    try:
        pid, _, _ = struct.unpack("3i", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
        handle = _handle(connection, pid)
    except OSError:
        return UNKNOWN
    try:
        ended = select.poll()
        ended.register(handle, select.POLLIN)
        return program_of(pid, lambda: not ended.poll(0))
    finally:
        os.close(handle)


def _handle(connection: socket.socket, pid: int) -> int:
    """Of the process, readable once it has ended. Raises `OSError` where it has ended and is gone."""
    try:
        return connection.getsockopt(socket.SOL_SOCKET, _PEER_PIDFD)
    except OSError:
        return os.pidfd_open(pid)


def program_of(pid: int, lives: Callable[[], bool], read: Callable[[int], Process | None] = read_process) -> Program:
    """lives: whether the process of that number is still the one that is meant."""
    own = os.getpid()
    for _ in range(_TRIES):
        chain = _chain(pid, own, read)
        found = program(chain[-1], own, file_mark) if chain and asks(chain[-1], own) else UNKNOWN
        if not lives():
            return UNKNOWN
        if all(read(before.pid) == before for before in chain):
            return replace(found, run=_run(chain))
    return UNKNOWN


def _chain(pid: int, own: int, read: Callable[[int], Process | None]) -> list[Process]:
    """From the process to who asks, or as far as that can be followed."""
    chain: list[Process] = []
    while len(chain) < _MOST and (found := read(pid)) is not None:
        if chain and found.started > chain[-1].started:
            break  # the parent has ended, and its number is another's
        chain.append(found)
        if asks(found, own):
            break
        pid = found.parent
    return chain


def _run(chain: list[Process]) -> tuple[int, int] | None:
    return (chain[0].pid, chain[0].started) if chain and is_pomtray(chain[0]) else None
