"""A process that holds the clipboard as an X11 program; `xwayland` starts it.

It is told what to do by one line of JSON on its standard input, and lets go when that ends, or after its time. It says
"held" or "refused", and at the end "gone" or "kept".
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from typing import Final

from PySide6.QtCore import QSocketNotifier, QTimer
from PySide6.QtGui import QGuiApplication

from pomtray.desktop.clipboard import qt
from pomtray.desktop.clipboard.fingerprint import Ours

_PAUSE: Final = 100
"""Milliseconds in which somebody may take over or put back."""
_TRIES: Final = 3


class Holder:
    """One secret, or the end of what another process has left."""

    def __init__(self, application: QGuiApplication, ours: Ours) -> None:
        self._application = application
        self._ours = ours
        self._tries = 0

    def hold(self, secret: str, milliseconds: int) -> None:
        qt.fill(secret)
        QTimer.singleShot(milliseconds, self.let_go)
        QTimer.singleShot(_PAUSE, self._check)

    def let_go(self) -> None:
        """Drop what is ours, look again, and end."""
        if not self._ours.has(qt.read()):
            self._end("gone")
        elif self._tries == _TRIES:
            self._end("kept")
        else:
            self._tries += 1
            qt.empty()
            QTimer.singleShot(_PAUSE, self.let_go)

    def _check(self) -> None:
        _say("held" if self._ours.has(qt.read()) else "refused")

    def _end(self, word: str) -> None:
        _say(word)
        self._application.quit()


def main() -> int:
    """Do what the line says."""
    order = json.loads(sys.stdin.buffer.readline())
    application = QGuiApplication(["pomtray-clipboard"])
    if "clear" in order:
        holder = Holder(application, Ours.from_json(order["clear"]))
        QTimer.singleShot(0, holder.let_go)
    else:
        holder = Holder(application, Ours().adding(order["hold"]))
        holder.hold(order["hold"], order["for"])
        ending = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read, application)

        def ended() -> None:
            ending.setEnabled(False)
            holder.let_go()

        ending.activated.connect(ended)
    return application.exec()


def _say(word: str) -> None:
    """NOTE: whoever started us may be gone; clearing goes on."""
    with contextlib.suppress(OSError):
        os.write(sys.stdout.fileno(), f"{word}\n".encode())


if __name__ == "__main__":
    sys.exit(main())
