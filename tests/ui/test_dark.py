"""Dark windows on GNOME: a program of its own with Qt's GTK theme, which does not hear of the Dark Style by itself."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.desktop.buses import x_server

PROGRAM = """
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication
from pomtray.core.badge import Mark
from pomtray.ui.dark import prefer_dark
from pomtray.ui.icons import Icons
from pomtray.ui.sign import Sign

application = QApplication([])
sign = Sign(Icons(), Mark.LOCKED)
sign.resize(24, 24)
sign.show()
application.processEvents()
if application.styleHints().colorScheme().value == 0:
    print("scheme unknown")
for dark in (None, True, None, False):
    prefer_dark(dark)
    application.processEvents()
    image = sign.grab().toImage()
    ground, face = (image.pixelColor(*place).lightness() for place in ((0, 0), (12, 20)))
    print("dark" if ground < 128 else "light", "seen" if abs(face - ground) > 64 else "not seen")
"""


def test_it_is_followed(tmp_path: Path) -> None:
    with x_server() as display:
        given = {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "XDG_CURRENT_DESKTOP": "GNOME", "HOME": str(tmp_path)}
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": os.pathsep.join(sys.path),
            "NO_AT_BRIDGE": "1",
            **given,
        }
        ran = subprocess.run(
            [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, check=False, text=True, timeout=60
        )
    if "scheme unknown" in ran.stdout:
        pytest.skip("Qt's GTK theme cannot be loaded here")
    assert ran.stdout.splitlines() == ["light seen", "dark seen", "light seen", "light seen"], ran.stderr
