"""How much two colours differ in brightness."""

from __future__ import annotations

from typing import Final

from PySide6.QtGui import QColor

_DARKEST: Final = 0.04045
"""Below it sRGB is linear (IEC 61966-2-1)."""


def contrast(one: QColor, other: QColor) -> float:
    """How much two colours differ in brightness: 1 to 21 (WCAG 2.1, "contrast ratio")."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: QColor) -> float:
    red, green, blue = map(_linear, (colour.redF(), colour.greenF(), colour.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= _DARKEST else ((part + 0.055) / 1.055) ** 2.4
