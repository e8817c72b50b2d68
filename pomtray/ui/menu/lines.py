"""How a menu's line is shown, left out, or kept where it is while the menu is open."""

from __future__ import annotations

from PySide6.QtGui import QAction


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
