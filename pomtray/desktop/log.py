"""The log file: what was done and what went wrong, never a credential."""

from __future__ import annotations

import logging
import logging.handlers
import os
from pathlib import Path

_BYTES = 512 * 1024


def start(path: Path) -> None:
    """Log to `path`, readable by its owner only; other libraries only their warnings (httpx logs URLs)."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.close(os.open(path, os.O_CREAT | os.O_APPEND, 0o600))
    handler = logging.handlers.RotatingFileHandler(path, maxBytes=_BYTES, backupCount=1, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger("pomtray").setLevel(logging.INFO)
