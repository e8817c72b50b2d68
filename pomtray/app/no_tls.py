"""TLS stays out of the tray's process: the worker speaks it.

asyncio looks for `ssl` when it is imported, and does without where that is not there (`except ImportError`).
"""

from __future__ import annotations

import sys
from typing import Final

_DOOR: Final = "ssl"


def keep_out() -> None:
    """Until `let_in`, imports of it fail. What has been imported already stays."""
    sys.modules.setdefault(_DOOR, None)  # type: ignore[arg-type]


def let_in() -> None:
    """Whoever needs it from now on gets it."""
    if sys.modules.get(_DOOR, sys) is None:
        del sys.modules[_DOOR]
