"""What programs that we start get of our environment: neither our own settings nor any provider's secret."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection


def inherited(withheld: Collection[str]) -> dict[str, str]:
    """The environment without `POMTRAY_*` and the variables named in `withheld`."""
    names = {_as_kept(name) for name in withheld}
    return {name: value for name, value in os.environ.items() if not name.startswith("POMTRAY_") and name not in names}


def _as_kept(name: str) -> str:
    return name.upper() if sys.platform == "win32" else name  # as `os.environ` keeps it
