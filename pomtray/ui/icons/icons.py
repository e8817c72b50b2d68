"""The icons by what they say: each drawn once a set of colours."""

from __future__ import annotations

import sys
from collections.abc import Callable

from PySide6.QtGui import QColor, QIcon
from PySide6.QtWidgets import QApplication

from pomtray.core.domain.icon_style import IconStyle
from pomtray.core.view.badge import Badge, Mark
from pomtray.core.view.snapshot import Row
from pomtray.ui.icons.drawing import MASK, Colours, colours, own_icon, sign_icon, state_icon

_Key = tuple[str, Mark | None, Colours | None]


class Icons:
    """Icons, drawn when first wanted. Lives no longer than the application: it keeps pixmaps.

    ground: what an icon stands on; None where that is not known, as in a panel or a menu.
    """

    def __init__(self, style: IconStyle = IconStyle.COLOUR) -> None:
        self._style = style
        self._drawn: dict[_Key, QIcon] = {}
        self._looks: dict[int, Colours] = {}
        """By the ground's colour: what suits it takes longer to find than a row to paint."""

    def use(self, style: IconStyle) -> None:
        """What tells the states apart: in the windows at once, in tray and menus when next shown."""
        if style is not self._style:
            self._style = style
            self._looks.clear()
            for widget in QApplication.allWidgets():
                widget.update()

    def badge(self, badge: Badge, mark: Mark | None = None) -> QIcon:
        """The tray's icon, with what is wrong beside it. macOS colours it itself, to suit its menu bar."""
        is_mask = sys.platform == "darwin"
        icon = self._state(badge, mark, MASK if is_mask else self._colours(None))
        if is_mask:
            icon.setIsMask(True)
        return icon

    def row(self, row: Row, *, ground: QColor | None = None) -> QIcon:
        """A row's icon: one that is signed in shows whether that opens it."""
        look = self._colours(ground)
        if ground is None:
            return self._state(row.badge, None, look)
        return self._kept(
            (f"{row.badge.value} row", None, look), lambda: state_icon(row.badge, None, look, of_row=True)
        )

    def icon(self, name: str, *, ground: QColor | None = None) -> QIcon:
        """A badge or a mark alone, by its value; for "pomtray" the program's own."""
        if name == "pomtray":
            return self._kept((name, None, None), own_icon)
        look = self._colours(ground)
        return self._kept((f"{name} alone", None, look), lambda: sign_icon(name, look))

    def _state(self, badge: Badge, mark: Mark | None, look: Colours) -> QIcon:
        return self._kept((badge.value, mark, look), lambda: state_icon(badge, mark, look))

    def _colours(self, ground: QColor | None) -> Colours:
        known = -1 if ground is None else ground.rgba()
        if known not in self._looks:
            self._looks[known] = colours(ground, self._style)
        return self._looks[known]

    def _kept(self, key: _Key, draw: Callable[[], QIcon]) -> QIcon:
        if key not in self._drawn:
            self._drawn[key] = draw()
        return self._drawn[key]
