"""The icons by what they say: each drawn once for light and once for dark."""

from __future__ import annotations

import sys

from PySide6.QtGui import QIcon

from pomtray.core.badge import Badge, Mark
from pomtray.core.snapshot import Row
from pomtray.ui.drawing import drawn, is_dark, marked


class Icons:
    """Icons, drawn once for light and once for dark. Lives no longer than the application: it keeps pixmaps."""

    def __init__(self) -> None:
        self._drawn: dict[tuple[str, bool], QIcon] = {}

    def badge(self, badge: Badge, mark: Mark | None = None) -> QIcon:
        """The tray's icon, with what is wrong beside it. macOS colours it itself, to suit its menu bar."""
        icon = QIcon(self.named(badge.value) if mark is None else self._marked(badge, mark, dark=is_dark()))
        icon.setIsMask(sys.platform == "darwin")
        return icon

    def row(self, row: Row, *, dark: bool | None = None) -> QIcon:
        """A row's icon: one that is signed in shows whether that opens it."""
        return self.named(row.badge.value, dark=dark)

    def named(self, name: str, *, dark: bool | None = None) -> QIcon:
        """`resources/icons/<name>.svg`, for the desktop's colours as they are now, or for a `dark` ground."""
        key = (name, is_dark() if dark is None else dark)
        if key not in self._drawn:
            self._drawn[key] = drawn(name, dark=key[1])
        return self._drawn[key]

    def _marked(self, badge: Badge, mark: Mark, *, dark: bool) -> QIcon:
        key = (f"{badge.value} {mark.value}", dark)
        if key not in self._drawn:
            self._drawn[key] = marked(badge.value, mark.value, dark=dark)
        return self._drawn[key]
