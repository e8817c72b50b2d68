"""No memory of ours in a core dump: a crash, Qt's say, would leave credentials on the disk (Linux, core(5)).

A limit of no size would not do: programs that get dumps by a pipe, such as apport, keep them all the same. Looking into
a running process stays possible, as portals need (`pomtray.worker.confining` shuts that off too).
"""

from __future__ import annotations

import os
from typing import Final

_FILTER: Final = "/proc/self/coredump_filter"
"""Which kinds of memory are dumped: bits, in hexadecimal."""
_found: list[bytes] = []
"""What was set before."""


def leave_none() -> None:
    """From now on a dump of this process has none of its memory, nor one of the programs that it starts."""
    _set(b"0")


def as_before() -> None:
    """For a program of the person's that takes our place."""
    if _found:
        _set(b"0x" + _found[0])


def _set(bits: bytes) -> None:
    try:
        file = os.open(_FILTER, os.O_RDWR)
    except OSError:  # another system
        return
    try:
        _found.append(os.read(file, 32).strip())
        os.write(file, bits)
    except OSError:  # a sandbox that keeps it as it is
        pass
    finally:
        os.close(file)
