"""The files shipped with the program: icons, the callback page, the guide. In the wheel, or beside it in a checkout."""

from __future__ import annotations

from pathlib import Path
from typing import Final

_PACKAGE: Final = Path(__file__).resolve().parent.parent
_PLACES: Final = (_PACKAGE / "resources", _PACKAGE.parent / "resources", _PACKAGE.parent)
"""NOTE: a checkout has `docs` beside its `resources`, the wheel inside."""


def resource_bytes(name: str) -> bytes:
    """The content of a shipped file, by its name below `resources`: `callback.html`, `docs/guide.md`.

    Raises `FileNotFoundError` where the installation lacks it.
    """
    for place in _PLACES:
        path = place / name
        if path.is_file():
            return path.read_bytes()
    raise FileNotFoundError(f"the installation lacks its file {name}")
