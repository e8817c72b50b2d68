"""No memory of ours in a core dump: a crash, Qt's say, would leave credentials on the disk (core(5)).

No dump is written where the limit for its size is none (setrlimit(2)). Programs that get dumps by a pipe, such as
apport, keep them all the same: what they get has nothing but registers. Looking into a running process stays possible,
as portals need (`pomtray.worker.confining` shuts that off too).
"""

from __future__ import annotations

import os
import sys
from typing import Final

_FILTER: Final = "/proc/self/coredump_filter"
"""Which kinds of memory Linux dumps: bits, in hexadecimal."""
_found: list[tuple[bytes, int]] = []
"""What was set before: the filter, empty where there is none, and the limit in bytes."""


def leave_none() -> None:
    """From now on a dump of this process has none of its memory, nor one of the programs that it starts."""
    _found.append((_filtered(b"0"), _limited(0)))


def as_before() -> None:
    """For a program of the person's that takes our place."""
    if _found:
        bits, limit = _found.pop()
        _filtered(b"0x" + bits)
        _limited(limit)


def _filtered(bits: bytes) -> bytes:
    """Set the filter; gives what was there."""
    try:
        file = os.open(_FILTER, os.O_RDWR)
    except OSError:  # another system
        return b""
    try:
        before = os.read(file, 32).strip()
        os.write(file, bits)
    except OSError:  # a sandbox that keeps it as it is
        return b""
    finally:
        os.close(file)
    return before


def _limited(size: int) -> int:
    """Set the limit; gives what it was. Programs that we start may raise it again."""
    if sys.platform == "win32":
        return 0
    import resource  # noqa: PLC0415 Windows has none

    before, most = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (size, most))
    return before
