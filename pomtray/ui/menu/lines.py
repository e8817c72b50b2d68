"""How a menu's line is shown, left out, or kept where it is while the menu is open."""

from __future__ import annotations

from functools import partial

from PySide6.QtGui import QAction, QPalette
from PySide6.QtWidgets import QApplication, QMenu


def readable(menu: QMenu) -> None:
    """Let its lines that ask for nothing be read: styles draw them as pale as what cannot be used."""
    menu.aboutToShow.connect(partial(_colour, menu))


def _colour(menu: QMenu) -> None:
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
