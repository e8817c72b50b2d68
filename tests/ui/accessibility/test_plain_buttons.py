"""Dialogs' buttons have no pictures of the desktop's theme, which may not be seen on its ground."""

from __future__ import annotations

from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QMessageBox, QVBoxLayout
from pytestqt.qtbot import QtBot

from pomtray.ui.accessibility.by_keyboard import ByKeyboard


def test_what_the_theme_puts_there_is_taken_away(qtbot: QtBot) -> None:
    dialog, box = QDialog(), QMessageBox()
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    QVBoxLayout(dialog).addWidget(buttons)
    box.addButton(QMessageBox.StandardButton.Ok)
    for window in (dialog, box):
        qtbot.addWidget(window)
        ByKeyboard(window)
    pictured = [*buttons.buttons(), *box.buttons()]
    for button in pictured:
        button.setIcon(QIcon(QPixmap(16, 16)))
    for window in (dialog, box):
        window.show()
    qtbot.waitUntil(lambda: all(button.icon().isNull() for button in pictured))
