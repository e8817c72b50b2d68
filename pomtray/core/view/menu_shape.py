"""Which shape the tray's menu has: by who draws it, how high the screen is, and how many routes there are."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from pomtray.core.light_dataclass import dataclass

ROUTES: Final = 10
"""Routes that a menu with submenus shows at most."""
FEW: Final = 5
"""Routes that a short menu shows at most."""
_OTHER_LINES: Final = 14
"""What a menu with submenus shows beside its routes; separators, and a trouble or question now and then, count in."""
_LINE: Final = 28
"""Pixels that a line takes in most desktops, at 100 %."""


class TrayHost(StrEnum):
    """Who draws the menu."""

    PANEL = "panel"
    """Submenus open beside it: panels, and Qt itself where the menu does not go over D-Bus."""
    APP_INDICATOR = "app-indicator"
    """GNOME's extension: submenus unfold inside the one menu, in a few pixels' height (`desktop.md`)."""


@dataclass(frozen=True, slots=True)
class MenuShape:
    routes: int
    """How many are shown; the window has the rest."""
    short: bool
    """No submenus: a route's own line copies or signs in, and what is rarely wanted is left to the window."""


def host_of(items: Sequence[str]) -> TrayHost | None:
    """Who draws, by how a watcher names its items; None where no name tells.

    AppIndicator alone puts `@` before the object's path, and leaves the path out where a program named itself.
    """
    if any("@/" in item for item in items):
        return TrayHost.APP_INDICATOR
    return TrayHost.PANEL if any("/" in item for item in items) else None


def menu_shape(host: TrayHost, height: int, routes: int) -> MenuShape:
    """`height`: of the screen without its panels, in pixels at 100 %; `routes`: how many there are."""
    shown = min(routes, ROUTES)
    fits = (shown + _OTHER_LINES) * _LINE <= height
    return MenuShape(ROUTES, short=False) if host is TrayHost.PANEL and fits else MenuShape(FEW, short=True)
