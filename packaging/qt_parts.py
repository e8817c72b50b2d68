"""What of Qt a package carries: the modules that pomtray imports, the plugins that it may load, and what those need."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

MODULES = ("QtCore", "QtDBus", "QtGui", "QtNetwork", "QtSvg", "QtWidgets")
"""A test holds this against the imports of the program."""
PLUGINS = (
    "iconengines/*",
    "imageformats/libqsvg.so",
    "platforminputcontexts/libcompose*",
    "platforminputcontexts/libibus*",
    "platforms/libqoffscreen.so",
    "platforms/libqwayland*.so",
    "platforms/libqxcb.so",
    "platformthemes/*",
    "wayland-decoration-client/*",
    "wayland-graphics-integration-client/*",
    "wayland-shell-integration/*",
    "xcbglintegrations/*",
)
_NEEDED = re.compile(r"\(NEEDED\)\s+Shared library: \[([^\]]+)\]")


def cut(site: Path) -> None:
    """Take away everything of PySide6 under `site` (a site-packages folder) that is not needed.

    What is cut: Qml, Quick, Designer, Sql, Test, the tools, their plugins, type stubs, headers, and translations other
    than Qt's own base texts.
    """
    keep = set(_kept(site / "PySide6")) | set((site / "shiboken6").rglob("*"))
    for folder in (site / "PySide6", site / "shiboken6"):
        for path in [*folder.rglob("*")]:
            if (path.is_file() or path.is_symlink()) and (path not in keep or path.suffix == ".pyi"):
                path.unlink()
        _remove_empty(folder)


def _kept(pyside: Path) -> Iterator[Path]:
    qt = pyside / "Qt"
    roots = [
        *(pyside / f"{module}.abi3.so" for module in MODULES),
        *(path for pattern in PLUGINS for path in sorted((qt / "plugins").glob(pattern))),
    ]
    yield from roots
    yield from needed(roots, (pyside, qt / "lib"))
    yield from pyside.glob("*.py")
    yield from (pyside / "support").rglob("*.py")
    yield from (qt / "translations").glob("qtbase_*.qm")


def needed(roots: Iterable[Path], folders: Iterable[Path]) -> set[Path]:
    """The shared libraries in `folders` that `roots` need, and those that these need."""
    found: set[Path] = set()
    to_read = list(roots)
    while to_read:
        listed = subprocess.run(["readelf", "-d", to_read.pop()], check=True, capture_output=True, text=True).stdout
        for path in (folder / name for name in _NEEDED.findall(listed) for folder in folders):
            if path.exists() and path not in found:
                found.add(path)
                to_read.append(path)
    return found


def _remove_empty(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()
