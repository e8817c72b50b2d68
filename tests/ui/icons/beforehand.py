"""Draws the icons of tray and menus: `python -m tests.ui.icons.beforehand` writes their file (`scripts/icons`)."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from PySide6.QtGui import QGuiApplication, QIcon

from pomtray.core.view.badge import Badge, Mark
from pomtray.ui.icons.drawing import ON_ANY, own_icon, sign_icon, state_icon
from pomtray.ui.icons.drawn import FILE, FORMAT, OWN, sign_name, state_name
from pomtray.ui.icons.shapes import BODIES

_PLACE: Final = Path(__file__).parents[3] / "resources" / FILE
_SAME_DAY: Final = (1980, 1, 1, 0, 0, 0)


def icons() -> Iterator[tuple[str, QIcon]]:
    """All of them by their names, as they are drawn now."""
    yield OWN, own_icon()
    for badge in Badge:
        for mark in (None, *Mark):
            yield state_name(badge, mark), state_icon(badge, mark, ON_ANY)
    for what in BODIES:
        yield sign_name(what), sign_icon(what, ON_ANY)


def pixels(icon: QIcon) -> bytes:
    """Of each size, the smallest first."""
    sizes = sorted(icon.availableSizes(), key=lambda size: size.width())
    images = [icon.pixmap(size, 1.0).toImage().convertToFormat(FORMAT) for size in sizes]
    return b"".join(bytes(image.constBits()) for image in images)


def main() -> None:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    application = QGuiApplication([])
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
        for name, icon in icons():
            file.writestr(zipfile.ZipInfo(name, _SAME_DAY), pixels(icon), zipfile.ZIP_DEFLATED)
    _PLACE.write_bytes(content.getvalue())
    application.quit()


if __name__ == "__main__":
    main()
