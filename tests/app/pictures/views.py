"""Every view of the program, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtWidgets import QWidget

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
