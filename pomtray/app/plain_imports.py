"""Imports stay Python's own, though Qt is there.

WORKAROUND for PySide6 6.11: so that `from __feature__ import …` works, it takes the place of `__import__` and looks
into the source of each module that is imported after it (its `shibokensupport/feature.py`). All those sources then stay
in memory (`linecache`), 8 MiB of them, and reading them takes a third of the start. Nothing here asks for a feature.
"""

from __future__ import annotations

import builtins
import sys


def import_qt() -> None:
    """Qt's first module, before anything else of the tray is imported."""
    import PySide6.QtCore  # noqa: F401, PLC0415 for what it does to imports

    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
    if (sources := sys.modules.get("linecache")) is not None:
        sources.clearcache()
