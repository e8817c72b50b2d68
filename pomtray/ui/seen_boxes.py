"""Boxes to tick and fields whose edge is seen: Qt's own style draws it in next to the ground's colour.

It takes the edge's colour from the ground (`QFusionStyle`: `Window`, `darker(140)`, and for a box `lighter(110)`). That
leaves 1.7:1 on a light ground and 1.2:1 on a dark one.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final, cast

from PySide6.QtCore import QObject
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from pomtray.ui.icons.contrast import contrast
from pomtray.ui.icons.drawing import ENOUGH
from pomtray.ui.rows.readable import weakened

_STEPS: Final = 20
_SEEN: Final = ("QCheckBox", "QLineEdit", "QAbstractSpinBox")
"""Classes that paint nothing but their edge in `Window`."""


class SeenBoxes(QObject):
    """Keeps it so for the whole application, whatever colours the desktop changes to, as long as `window` is there."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        cast("QApplication", QApplication.instance()).paletteChanged.connect(self._mend)
        self._mend()

    def _mend(self) -> None:
        if QApplication.style().name() == "fusion":
            seen = with_seen_boxes(QApplication.palette())
            for kind in _SEEN:
                QApplication.setPalette(seen, kind)  # type: ignore[arg-type]  # the stub is wrong


def with_seen_boxes(palette: QPalette) -> QPalette:
    """`palette` with a `Window` that makes an edge of 3:1 to the real one and to what is in the box."""
    seen = QPalette(palette)
    window, base, text = (
        palette.color(role) for role in (QPalette.ColorRole.Window, QPalette.ColorRole.Base, QPalette.ColorRole.Text)
    )
    seen.setColor(QPalette.ColorRole.Window, QColor.fromRgb(_ground(window.rgb(), base.rgb(), text.rgb())))
    return seen


@lru_cache(maxsize=64)
def _ground(window: int, base: int, text: int) -> int:
    """The nearest to the real one of which edges are made that are seen: between it and the text."""
    begin, end = QColor.fromRgb(window), QColor.fromRgb(text)
    steps = (weakened(end, begin, step / _STEPS) for step in range(_STEPS + 1))
    return next((one for one in steps if _is_seen(one, (begin, QColor.fromRgb(base)))), end).rgb()


def _is_seen(ground: QColor, beside: tuple[QColor, ...]) -> bool:
    edge = ground.darker(140)
    return all(contrast(one, other) >= ENOUGH for one in (edge, edge.lighter(110)) for other in beside)
