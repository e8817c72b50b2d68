"""What a process that holds credentials shuts off: dumps of its memory, and looks into it."""

from __future__ import annotations

import ctypes
import sys
from typing import Final

_PR_SET_DUMPABLE: Final = 4


def confine() -> None:
    """No core dumps (setrlimit(2)); on Linux no process of this user's may look in (`PR_SET_DUMPABLE`, prctl(2))."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 Windows has none

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
