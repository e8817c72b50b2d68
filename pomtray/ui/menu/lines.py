"""How a menu's line is shown, left out, or kept where it is while the menu is open."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import Generic, TypeVar

from PySide6.QtGui import QAction, QPalette
from PySide6.QtWidgets import QApplication, QMenu

_Key = TypeVar("_Key")


class Lines(Generic[_Key]):
    """Lines of a menu in a given order, each made when first shown: one takes 4 KiB, with Qt's part over D-Bus."""

    def __init__(
        self, menu: QMenu, keys: Sequence[_Key], before: QAction | None, make: Callable[[_Key], QAction]
    ) -> None:
        """keys: what they are for, in their order. before: the line that they stand above; None: below all."""
        self._menu = menu
        self._order = {key: place for place, key in enumerate(keys)}
        self._before = before
        self._make = make
        self._made: dict[_Key, QAction] = {}

    @property
    def made(self) -> Collection[QAction]:
        return self._made.values()

    @property
    def is_shown(self) -> bool:
        """Whether any of them is."""
        return any(line.isVisible() for line in self._made.values())

    def show(self, texts: Mapping[_Key, str], *, held: bool) -> None:
        """Those of `texts`, and no others. held: as in `show`."""
        for key in self._order:
            if key in self._made or (key in texts and not held):
                show(self._line(key), texts.get(key, ""), visible=key in texts, held=held)

    def _line(self, key: _Key) -> QAction:
        if key not in self._made:
            place = self._order[key]
            below = min(
                (each for each in self._made if self._order[each] > place), key=self._order.__getitem__, default=None
            )
            before = self._before if below is None else self._made[below]
            self._made[key] = line = self._make(key)
            if before is None:
                self._menu.addAction(line)
            else:
                self._menu.insertAction(before, line)
        return self._made[key]


def readable(menu: QMenu, is_drawn: Callable[[], bool] = lambda: True) -> None:
    """Let its lines that ask for nothing be read: styles draw them as pale as what cannot be used.

    is_drawn: whether Qt draws it, and not a host that reads it over D-Bus.
    """
    menu.aboutToShow.connect(partial(_colour, menu, is_drawn))


def _colour(menu: QMenu, is_drawn: Callable[[], bool]) -> None:
    if not is_drawn():
        return
    from pomtray.ui.rows.readable import readable_on  # noqa: PLC0415 only a menu that Qt draws needs it

    # NOTE: it is a copy already. Copying it makes PySide6 make Qt's namespace of enumerations, for a colour of that.
    palette, pale = QApplication.palette(menu), QPalette.ColorGroup.Disabled
    ground = palette.color(QPalette.ColorGroup.Active, QPalette.ColorRole.Base)
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
        palette.setColor(pale, role, readable_on(ground, palette.color(pale, role)))
    if palette != menu.palette():
        menu.setPalette(palette)


def show(line: QAction, text: str, *, visible: bool = True, held: bool = False) -> None:
    """Show `line` with `text`, or leave it out.

    held: the menu is open, and nothing may come, go or move under the pointer: what should go can be asked no more,
    what should come waits for the next opening.
    """
    if held:
        line.setEnabled(visible and line.isVisible())
    else:
        line.setVisible(visible)
        line.setEnabled(True)
    if visible and line.isVisible():
        line.setText(text)
