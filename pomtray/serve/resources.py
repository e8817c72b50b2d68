"""The files shipped with the program: icons, the callback page. In the wheel, or beside the package in a checkout."""

from __future__ import annotations

from pathlib import Path
from typing import Final

_PACKAGE: Final = Path(__file__).resolve().parent.parent
_PLACES: Final = (_PACKAGE / "resources", _PACKAGE.parent / "resources")


def resource_bytes(name: str) -> bytes:
    """The content of a shipped file, by its name below `resources`: `callback.html`.

    Raises `FileNotFoundError` where the installation lacks it.
    """
    for place in _PLACES:
        path = place / name
        if path.is_file():
            return path.read_bytes()
    raise FileNotFoundError(f"the installation lacks its file {name}")
