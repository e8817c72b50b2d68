"""Keeps answers that stand (`standing`) beside the vault, and takes them away."""

from __future__ import annotations

import hashlib
import time
from contextlib import suppress
from pathlib import Path

from pomtray.desktop.files import fresh_file
from pomtray.desktop.vault import standing


def keep(vault: Path, answer: standing.StandingAnswer, key: bytes) -> None:
    """Beside `vault`, sealed with its key; nothing is kept that cannot be written. Raises `OSError`."""
    from cryptography.fernet import Fernet  # noqa: PLC0415 as `sealed_file`

    content = answer.written()
    if content is None:
        return
    place = Path(standing.place(str(vault), answer.question, digest))
    if standing.is_spoilt(str(place), time.time()):
        return
    fresh = place.with_name(f"{place.name}.new")
    fresh_file.write(fresh, Fernet(key).encrypt(content))
    fresh.replace(place)


def drop(vault: Path) -> None:
    """All of them. What cannot be taken away is void all the same."""
    for file in vault.parent.glob(f"{vault.name}.stands-*"):
        with suppress(OSError):
            file.unlink(missing_ok=True)


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
