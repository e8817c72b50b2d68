"""The icons by what they say: each drawn once a set of colours, those of tray and menus beforehand.

What draws is loaded for a window, or for a panel whose look the person chose.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QIcon
from PySide6.QtWidgets import QApplication

from pomtray.core.domain.icon_style import IconStyle
from pomtray.core.view.badge import Badge, Mark
from pomtray.core.view.snapshot import Row
from pomtray.ui.icons.drawn import OWN, drawn_icon, sign_name, state_name

if TYPE_CHECKING:
    from pomtray.ui.icons.drawing import Colours

_Key = tuple[str, Mark | None, "Colours | None"]


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
        if sys.platform != "darwin":
            return self._state(badge, mark, self._colours(None))
        from pomtray.ui.icons.drawing import MASK  # noqa: PLC0415 as `_draw_state`

        icon = self._state(badge, mark, MASK)
        icon.setIsMask(True)
        return icon

    def row(self, row: Row, *, ground: QColor | None = None) -> QIcon:
        """A row's icon: one that is signed in shows whether that opens it."""
        look = self._colours(ground)
        if ground is None or look is None:
            return self._state(row.badge, None, look)
        return self._kept(
            (f"{row.badge.value} row", None, look), lambda: _draw_state(row.badge, None, look, of_row=True)
        )

    def icon(self, name: str, *, ground: QColor | None = None) -> QIcon:
        """A badge or a mark alone, by its value; for "pomtray" the program's own."""
        if name == OWN:
            return self._kept((name, None, None), lambda: self._found(OWN, None, _draw_own))
        look, known_as = self._colours(ground), sign_name(name)
        return self._kept((known_as, None, look), lambda: self._found(known_as, look, partial(_draw_sign, name)))

    def _state(self, badge: Badge, mark: Mark | None, look: Colours | None) -> QIcon:
        return self._kept(
            (badge.value, mark, look),
            lambda: self._found(state_name(badge, mark), look, partial(_draw_state, badge, mark)),
        )

    def _found(self, name: str, look: Colours | None, draw: Callable[[Colours], QIcon]) -> QIcon:
        """What was drawn beforehand, where that is to be had in these colours."""
        with suppress(LookupError):
            if look is None:
                return drawn_icon(name)
        return draw(look or self._look(None))

    def _colours(self, ground: QColor | None) -> Colours | None:
        """None: those of what was drawn beforehand."""
        return None if ground is None and self._style is IconStyle.COLOUR else self._look(ground)

    def _look(self, ground: QColor | None) -> Colours:
        known = -1 if ground is None else ground.rgba()
        if known not in self._looks:
            from pomtray.ui.icons.drawing import colours  # noqa: PLC0415 as `_draw_state`

            self._looks[known] = colours(ground, self._style)
        return self._looks[known]

    def _kept(self, key: _Key, draw: Callable[[], QIcon]) -> QIcon:
        if key not in self._drawn:
            self._drawn[key] = draw()
        return self._drawn[key]


def _draw_state(badge: Badge, mark: Mark | None, look: Colours, *, of_row: bool = False) -> QIcon:
    from pomtray.ui.icons.drawing import state_icon  # noqa: PLC0415 the tray keeps none of it

    return state_icon(badge, mark, look, of_row=of_row)


def _draw_own(_: Colours) -> QIcon:
    from pomtray.ui.icons.drawing import own_icon  # noqa: PLC0415 as above

    return own_icon()


def _draw_sign(what: str, look: Colours) -> QIcon:
    from pomtray.ui.icons.drawing import sign_icon  # noqa: PLC0415 as above

    return sign_icon(what, look)
