"""A selection on which text can be read: the desktop's own colour, as much darker or lighter as that takes."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from PySide6.QtGui import QColor, QPalette

from pomtray.ui.icons.contrast import contrast

ENOUGH_FOR_TEXT: Final = 4.5
"""The contrast of text (WCAG 2.1, 1.4.3)."""
WEAK: Final = 0.8
"""Opacity of the less important text of a selected row."""
_STEP: Final = 0.02
_GROUPS: Final = (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive, QPalette.ColorGroup.Disabled)


def with_readable_selection(palette: QPalette) -> QPalette:
    """`palette` with grounds of what is selected that suit the text on them."""
    readable = QPalette(palette)
    for group in _GROUPS:
        ground = palette.color(group, QPalette.ColorRole.Highlight)
        text = palette.color(group, QPalette.ColorRole.HighlightedText)
        readable.setColor(group, QPalette.ColorRole.Highlight, QColor.fromRgb(_ground(ground.rgb(), text.rgb())))
    return readable


def readable_on(ground: QColor, colour: QColor) -> QColor:
    """The colour nearest to `colour` that is read on `ground`, and more than that."""
    return QColor.fromRgb(_ground(colour.rgb(), ground.rgb()))


@lru_cache(maxsize=64)
def _ground(ground: int, text: int) -> int:
    """The colour nearest to `ground` on which even weak `text` is read; black or white where there is none."""
    there, wanted = QColor.fromRgb(ground).toHsl(), QColor.fromRgb(text)
    begin = there.lightnessF()
    for step in range(int(1 / _STEP) + 1):
        for lightness in (begin - step * _STEP, begin + step * _STEP):
            if 0 <= lightness <= 1:
                tried = QColor.fromHslF(max(there.hslHueF(), 0.0), there.hslSaturationF(), lightness)
                if contrast(weakened(wanted, tried, WEAK), tried) >= ENOUGH_FOR_TEXT:
                    return tried.rgb() if step else ground
    return max((QColor("black"), QColor("white")), key=lambda one: contrast(one, wanted)).rgb()


def weakened(text: QColor, ground: QColor, opacity: float) -> QColor:
    """As `text` of that opacity is seen on `ground`."""
    red, green, blue = (
        one * opacity + other * (1 - opacity)
        for one, other in (
            (text.redF(), ground.redF()),
            (text.greenF(), ground.greenF()),
            (text.blueF(), ground.blueF()),
        )
    )
    return QColor.fromRgbF(red, green, blue)
