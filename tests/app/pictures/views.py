"""Every view of the program, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QWidget

from pomtray.app.pictures.scenes import SCENES, shown
from pomtray.desktop.language import catalogue
from pomtray.ui import wording
from pomtray.ui.icons.icons import Icons

VIEWS = [(name, language) for name in SCENES for language in ("en", "de")]


@contextmanager
def on_screen(name: str, language: str) -> Iterator[QWidget]:
    """The view of that scene."""
    wording.use(catalogue(language))
    window, view = shown(SCENES[name], Icons())
    try:
        yield view
    finally:
        wording.use(None)
        for widget in {view, window}:
            widget.hide()
            widget.deleteLater()


@contextmanager
def of_size(letters: int) -> Iterator[None]:
    """Letters of so many points everywhere: GNOME's have 11."""
    before = QApplication.font()
    font = QFont(before)
    font.setPointSize(letters)
    QApplication.setFont(font)
    try:
        yield
    finally:
        QApplication.setFont(before)
