"""The program's icon as Windows and macOS take it: pictures of many sizes in one file.

Formats: Microsoft Learn, "ICO format" (PNG entries since Windows Vista); Apple, "Icon Image Format" (`.icns`).
"""

from __future__ import annotations

import importlib.util
import struct
import tempfile
from collections.abc import Mapping
from pathlib import Path

import tree

_ICO_SIZES = (16, 20, 24, 32, 40, 48, 64, 256)
_ICNS_KINDS = {b"ic11": 32, b"ic12": 64, b"ic07": 128, b"ic13": 256, b"ic14": 512, b"ic10": 1024}
"""By their names, which say for which place: @2x of 16 and 32, 128, @2x of 128, 256 and 512."""


def write_ico(target: Path) -> str:
    """Draws it into `target`; gives that as text, as PyInstaller takes it."""
    return _write(target, ico(_drawn(_ICO_SIZES)))


def write_icns(target: Path) -> str:
    """As `write_ico`."""
    return _write(target, icns(_drawn(tuple(_ICNS_KINDS.values()))))


def ico(pictures: Mapping[int, bytes]) -> bytes:
    """pictures: PNGs by their width, 256 at most."""
    place = 6 + 16 * len(pictures)
    entries = b""
    for size, png in pictures.items():
        entries += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(png), place)
        place += len(png)
    return struct.pack("<HHH", 0, 1, len(pictures)) + entries + b"".join(pictures.values())


def icns(pictures: Mapping[int, bytes]) -> bytes:
    """pictures: PNGs by their width; all that it has a place for."""
    parts = b"".join(
        kind + struct.pack(">I", 8 + len(pictures[size])) + pictures[size] for kind, size in _ICNS_KINDS.items()
    )
    return b"icns" + struct.pack(">I", 8 + len(parts)) + parts


def _drawn(sizes: tuple[int, ...]) -> dict[int, bytes]:
    found = importlib.util.find_spec("PySide6")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("PySide6")
    drawing, site = tree.ROOT / "resources/icons/pomtray.svg", Path(found.origin).parent.parent
    with tempfile.TemporaryDirectory() as folder:
        files = {size: Path(folder) / f"{size}.png" for size in sizes}
        tree.render(drawing, files, site)
        return {size: file.read_bytes() for size, file in files.items()}


def _write(target: Path, content: bytes) -> str:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    return str(target)
