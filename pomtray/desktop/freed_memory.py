"""What was freed is overwritten: a credential that is let go is not left lying in the heap. Linux with glibc only.

NOTE: it is as good as can be had: Python keeps texts below 512 bytes in memory of its own, which it writes over only
when it uses that again. Tokens are longer.
"""

from __future__ import annotations

import ctypes
import gc
import sys
from typing import Final

_PERTURB: Final = -6
"""`M_PERTURB` of mallopt(3): the byte that freed blocks are filled with, zero for none."""
_FILL: Final = 0x55


def overwrite() -> None:
    """From now on."""
    if (libc := _libc()) is not None:
        libc.mallopt(_PERTURB, _FILL)


def give_back() -> None:
    """To the system, as far as whole pages are free; what Python keeps in circles goes first."""
    gc.collect()
    if (libc := _libc()) is not None:
        libc.malloc_trim(0)


def _libc() -> ctypes.CDLL | None:
    """None where it has not what is used of it here."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)
    return libc if hasattr(libc, "mallopt") and hasattr(libc, "malloc_trim") else None
