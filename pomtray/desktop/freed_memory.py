"""What was freed is overwritten: a credential that is let go is not left lying in the heap. Linux with glibc only.

NOTE: it is as good as can be had: Python keeps texts below 512 bytes in memory of its own, which it writes over only
when it uses that again. Tokens are longer.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import sys
import threading
from contextlib import suppress
from typing import Final

from pomtray.desktop.processes.daemon_thread import submit_to_each

_PERTURB: Final = -6
"""`M_PERTURB` of mallopt(3): the byte that freed blocks are filled with, zero for none."""
_FILL: Final = 0x55
THREADS: Final = 3
"""In which the program's event loop has slow things done."""
_TOGETHER_FOR: Final = 1.0
_OTHERS_FOR: Final = 2.0
"""Seconds: a thread that hangs is not waited for. Circles are collected in whichever thread has its turn, so each may
have freed a credential."""
_SMALL: Final = (512, 1040, 8)
"""Bytes: what Python has of glibc, and glibc keeps for the thread that freed it (its tcache)."""
_NEW: Final = 1
"""Generations of Python's collector, from 0: it takes a millisecond."""
_KEPT: Final = 24
"""Blocks of each size, and some."""


def overwrite() -> None:
    """From now on."""
    if (libc := _libc()) is not None:
        libc.mallopt(_PERTURB, _FILL)


async def give_back() -> None:
    """To the system, as far as whole pages are free; what Python keeps in circles goes first.

    NOTE: that holds the event loop for 50 ms and more: for a program that is being locked.
    """
    gc.unfreeze()
    gc.collect()
    await sweep()
    if (libc := _libc()) is not None:
        libc.malloc_trim(0)


async def sweep() -> None:
    """Overwrite what was freed and is kept for the next use; of circles those that are new go first, others later."""
    gc.collect(_NEW)
    gc.unfreeze()
    _sweep()
    together = threading.Barrier(THREADS)
    pool = [asyncio.to_thread(_sweep_together, together) for _ in range(THREADS)]
    others = [asyncio.wrap_future(swept) for swept in submit_to_each(_sweep)]
    await asyncio.gather(*pool)
    for late in (await asyncio.wait(others, timeout=_OTHERS_FOR))[1] if others else ():
        late.cancel()


def _sweep_together(together: threading.Barrier) -> None:
    """Each thread keeps some of what it freed: none does two of these while another does none."""
    with suppress(threading.BrokenBarrierError):
        together.wait(_TOGETHER_FOR)
    _sweep()


def _sweep() -> None:
    """Use, for a moment, the small blocks that this thread has freed last: glibc does not overwrite those by itself."""
    for size in range(*_SMALL):
        blocks = [bytearray(size) for _ in range(_KEPT)]
        del blocks


def _libc() -> ctypes.CDLL | None:
    """None where it has not what is used of it here."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)
    return libc if hasattr(libc, "mallopt") and hasattr(libc, "malloc_trim") else None
