"""Drawing the scenes into files."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Final

from PySide6.QtCore import QAbstractAnimation, QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from pomtray.app.language import speak
from pomtray.app.pictures.scenes import SCENES, Scene, shown
from pomtray.ui.icons.icons import Icons

_SCALES: Final = (1, 2)
_DARK: Final = {
    QPalette.ColorRole.Window: "#323232",
    QPalette.ColorRole.WindowText: "#ffffff",
    QPalette.ColorRole.Base: "#242424",
    QPalette.ColorRole.AlternateBase: "#2b2b2b",
    QPalette.ColorRole.Text: "#ffffff",
    QPalette.ColorRole.Button: "#3c3c3c",
    QPalette.ColorRole.ButtonText: "#ffffff",
    QPalette.ColorRole.Highlight: "#308cc6",
    QPalette.ColorRole.HighlightedText: "#ffffff",
    QPalette.ColorRole.PlaceholderText: "#a0a0a0",
    QPalette.ColorRole.ToolTipBase: "#3c3c3c",
    QPalette.ColorRole.ToolTipText: "#ffffff",
}
"""Where no desktop says what dark looks like."""


def main(options: argparse.Namespace) -> int:
    """Take them all; gives the exit status. Without a desktop it draws for none."""
    if os.environ.setdefault("QT_QPA_PLATFORM", "offscreen") == "offscreen":
        # It says at each window that it cannot raise it, nor tell anybody how large it wants to be.
        os.environ.setdefault("QT_LOGGING_RULES", "default.warning=false")
    folder = Path(options.screenshot)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        sys.stderr.write(f"pomtray: {folder}: {error.strerror or error}\n")
        return 1
    application = QApplication(sys.argv[:1])
    application.setQuitOnLastWindowClosed(False)
    speak(application)
    take_all(application, folder)
    return 0


def take_all(application: QApplication, folder: Path) -> None:
    light = application.palette()
    for look, palette in (("light", light), ("dark", _dark(light))):
        application.setPalette(palette)
        for name, scene in SCENES.items():
            _take(scene, folder / f"{name}-{look}")
    application.setPalette(light)


def _take(scene: Scene, path: Path) -> None:
    """As `path` with the scale and `.png`."""
    window, view = shown(scene, Icons())
    QApplication.processEvents()
    for moving in (*window.findChildren(QAbstractAnimation), *view.findChildren(QAbstractAnimation)):
        moving.setCurrentTime(moving.totalDuration())
    for scale in _SCALES:
        image(view, scale).save(f"{path}-{scale}x.png")
    for widget in {view, window}:
        widget.hide()
    window.deleteLater()
    QApplication.processEvents()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)  # else each is drawn anew for other colours


def image(view: QWidget, scale: int) -> QImage:
    """As a screen draws it that has `scale` pixels for one."""
    drawn = QImage(view.size() * scale, QImage.Format.Format_ARGB32_Premultiplied)
    drawn.setDevicePixelRatio(scale)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    view.render(painter, QPoint())
    painter.end()
    return drawn


def _dark(light: QPalette) -> QPalette:
    dark = QPalette(light)
    for role, colour in _DARK.items():
        dark.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
        dark.setColor(QPalette.ColorGroup.Disabled, role, QColor("#909090"))
    return dark
