"""What tells the states of the icon apart. The first icon is drawn before the rest of the core is loaded."""

from __future__ import annotations

from enum import StrEnum


class IconStyle(StrEnum):
    """What tells states apart in the icons."""

    COLOUR = "colour"
    """Colour and shape."""
    ONE_COLOUR = "one colour"
    """Shape alone, with a face and an outline that are seen on any panel."""
    LIGHT = "light"
    """Shape alone, light, without an outline: for a dark panel."""
    DARK = "dark"
    """The same for a light one."""
