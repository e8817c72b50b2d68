"""A button with a menu shows that it has one, not over its text, and is called by its text alone."""

from __future__ import annotations

from PySide6.QtWidgets import QMenu, QStyleOptionToolButton, QToolButton
from pytestqt.qtbot import QtBot

from pomtray.ui.menu_button import MenuButton

_HAS_MENU = QStyleOptionToolButton.ToolButtonFeature.HasMenu


def drawn(button: QToolButton) -> tuple[str, bool]:
    """Its text, and whether the style draws a sign over it."""
    option = QStyleOptionToolButton()
    button.initStyleOption(option)
    return option.text, bool(option.features & _HAS_MENU)  # type: ignore[attr-defined]


def test_its_sign_stands_beside_the_text(qtbot: QtBot) -> None:
    menu = QMenu()
    button, plain, bars = MenuButton(menu), QToolButton(), MenuButton(menu, is_told=False)
    for each in (menu, button, plain, bars):
        qtbot.addWidget(each)
    for each in (button, plain, bars):
        each.setText("All routes")
    assert drawn(button) == ("All routes ▾", False)
    assert drawn(bars) == ("All routes", False)
    assert button.text() == "All routes"
    assert button.sizeHint().width() > bars.sizeHint().width()
    assert button.menu() is menu
