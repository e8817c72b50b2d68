"""Python's collector of circles leaves alone what it has found alive.

With thousands of routes, looking through all that is there holds the event loop for 20 to 80 ms, and finds nothing.

NOTE: a circle that was alive then and is not any more is found once all is looked through again: each time after
something was to leave the memory (`desktop/freed_memory`), and now and then.
"""

from __future__ import annotations

import gc
from typing import Final

_YOUNG: Final = 1
"""What has come through one collection at most."""
_FULL: Final = 2
"""The oldest generation of Python's collector."""
_ALL_AGAIN_AFTER: Final = 50
"""Full collections."""


class LeavesAlone:
    """Told of each collection (`gc.callbacks`)."""

    def __init__(self) -> None:
        self._full = 0

    def __call__(self, phase: str, told: dict[str, int]) -> None:
        """phase: "start" or "stop". told: which generation, among others."""
        if phase != "stop" or told["generation"] != _FULL:
            return
        self._full += 1
        if self._full % _ALL_AGAIN_AFTER:
            gc.freeze()
        else:
            gc.unfreeze()


def leave_alone() -> None:
    """From now on, and what is loaded by now."""
    gc.callbacks.append(LeavesAlone())
    leave_loaded_alone()


def leave_loaded_alone() -> None:
    """What was loaded stays: not even the first full collection looks through it, which takes 20 ms in one turn.

    Of its circles those that are young and over go before, which takes one.
    """
    gc.collect(_YOUNG)
    gc.freeze()
