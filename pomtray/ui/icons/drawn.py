"""Icons that were drawn beforehand: those of tray and menus.

What draws (`ui/icons/drawing`) takes 1 MiB for as long as the program runs, of Qt's painter and of ours. The windows
draw theirs, to suit their ground. `scripts/icons` makes the file.
"""

from __future__ import annotations

import io
import zipfile
from typing import Final

from PySide6.QtGui import QIcon, QImage, QPixmap

from pomtray.serve.resources import resource_bytes

OF_PANELS: Final = (16, 22, 24, 32, 44, 48, 64)
"""Pixels: what panels ask for, and twice that for HiDPI screens. Qt sends none above 64 over D-Bus."""
OF_WINDOWS: Final = (*OF_PANELS, 96, 128)
"""What a desktop shows for a window, in its list of them too."""
FILE: Final = "icons/drawn.zip"
"""By name, below `resources`: the pixels of each size, one after the other, of four bytes each."""
OWN: Final = "pomtray"
"""The name of the program's icon."""
FORMAT: Final = QImage.Format.Format_RGBA8888_Premultiplied


def state_name(badge: str, mark: str | None) -> str:
    """Of the shield with its badge, and what is wrong with the program."""
    return f"{badge} {mark}" if mark else badge


def sign_name(what: str) -> str:
    """Of the badge or the mark alone."""
    return f"{what} alone"


def drawn_icon(name: str) -> QIcon:
    """The icon `name` in colours that stand out on any ground.

    Raises `LookupError` where there is none, as while the program is replaced by another version.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(resource_bytes(FILE))) as file:
            pixels = file.read(name)
    except (OSError, zipfile.BadZipFile) as error:
        raise LookupError(name) from error
    icon, at = QIcon(), 0
    for size in OF_WINDOWS if name == OWN else OF_PANELS:
        image = QImage(pixels[at : at + 4 * size * size], size, size, FORMAT)
        icon.addPixmap(QPixmap(image))
        at += 4 * size * size
    return icon
