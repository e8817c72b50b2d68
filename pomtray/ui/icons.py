"""The icons by what they say: each drawn once for light and once for dark."""

from __future__ import annotations

import sys
from typing import Final

from PySide6.QtGui import QIcon

from pomtray.core.login import Phase
from pomtray.core.snapshot import Badge, Row
from pomtray.ui.drawing import drawn, is_dark

_PHASES: Final = {
    Phase.SIGNED_OUT: Badge.IDLE.value,
    Phase.SIGNING_IN: Badge.BUSY.value,
    Phase.ACTIVE: Badge.WELL.value,
    Phase.EXPIRING: Badge.EXPIRING.value,
    Phase.EXPIRED: Badge.EXPIRED.value,
    Phase.FAILED: "failed",
}


class Icons:
    """Icons, drawn once for light and once for dark. Lives no longer than the application: it keeps pixmaps."""

    def __init__(self) -> None:
        self._drawn: dict[tuple[str, bool], QIcon] = {}

    def badge(self, badge: Badge) -> QIcon:
        """The tray's icon. macOS colours it itself, to suit its menu bar."""
        icon = QIcon(self.named(badge.value))
        icon.setIsMask(sys.platform == "darwin")
        return icon

    def row(self, row: Row, *, dark: bool | None = None) -> QIcon:
        """A row's icon: one that is signed in shows whether that opens it."""
        closed = row.closed and row.phase in {Phase.ACTIVE, Phase.EXPIRING}
        return self.named(Badge.CLOSED.value if closed else _PHASES[row.phase], dark=dark)

    def named(self, name: str, *, dark: bool | None = None) -> QIcon:
        """`resources/icons/<name>.svg`, for the desktop's colours as they are now, or for a `dark` ground."""
        key = (name, is_dark() if dark is None else dark)
        if key not in self._drawn:
            self._drawn[key] = drawn(name, dark=key[1])
        return self._drawn[key]
