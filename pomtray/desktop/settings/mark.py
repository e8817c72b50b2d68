"""What tells one settings file from another in the names of files of ours: each `--config` has its own."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path


def mark_of(config: Path) -> str:
    """The same for all paths that lead to that file."""
    place = os.path.normcase(os.path.realpath(config))
    return hashlib.sha256(os.fsencode(place)).hexdigest()[:16]
