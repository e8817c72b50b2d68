"""A box that asks or tells, and shows all of it.

WORKAROUND for Qt 6.11 on GNOME under Wayland: a window's largest size is told without the shadows that Qt draws. So the
desktop makes a box of fixed size smaller by them, and its last line is cut off.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QMessageBox

_NO_BOUND: Final = 16_777_215
"""Qt's `QWIDGETSIZE_MAX`."""
_FIXED_BY: Final = {QEvent.Type.Show, QEvent.Type.LayoutRequest}


class MessageBox(QMessageBox):
    """Has no largest size, whenever Qt has set one."""

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() in _FIXED_BY:
            self._release()
        return done

    def setText(self, text: str) -> None:  # noqa: N802 Qt's name
        super().setText(text)
        self._release()

    def _release(self) -> None:
        self.setMaximumSize(_NO_BOUND, _NO_BOUND)
