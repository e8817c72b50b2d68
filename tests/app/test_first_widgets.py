"""What Qt and PySide6 do once for the first widgets of a run is done before the window is made, in turns of its own."""

from __future__ import annotations

import subprocess
import sys

_COUNTS = """
import asyncio, enum, threading
from PySide6.QtWidgets import QApplication
application = QApplication([])
from pomtray.app import late
from pomtray.ui.icons.icons import Icons

made, new = [], enum.EnumType.__new__

def counted(kind, name, *more, **named):
    if threading.current_thread() is threading.main_thread():
        made.append(name)
    return new(kind, name, *more, **named)

enum.EnumType.__new__ = counted
asyncio.run(late.WINDOW.loaded())
before = len(made)
from pomtray.ui.window.window import Window
window = Window(Icons())
print(before, len(made) - before)
"""


def test_few_enumerations_are_made_with_the_window() -> None:
    done = subprocess.run((sys.executable, "-c", _COUNTS), capture_output=True, text=True, check=True)
    before, with_window = map(int, done.stdout.split())
    assert with_window * 2 < before
