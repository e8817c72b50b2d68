"""Loading and short work without the collector of cyclic garbage."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """What is loaded stays, and looking through all of it again and again takes a tenth of the time.

    NOTE: for the whole process; where two overlap, the first that ends lets it collect again.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
