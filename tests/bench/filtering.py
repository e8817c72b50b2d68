"""How long the window holds still for a key stroke in its search, until the rows that it leaves are painted."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

from tests.bench.figures import Figure
from tests.bench.measuring import Plan
from tests.core.grown import NOW, grown

_SIZE: Final = (1000, 200)
"""Routes and sessions."""
_TYPED: Final = "route 09 alice"
"""It leaves fewer and fewer of the thousand, in the end none; then each letter is taken back."""


def filtering(_: object, plan: Plan) -> list[Figure]:
    """The slowest key stroke of each run, of the window alone and with the details of a row beside the list."""
    alone, beside = (tuple(_slowest(which) for _ in range(plan.runs)) for which in ("alone", "beside"))
    return [Figure("filter_1000", "ms", alone, (0.0,)), Figure("filter_1000_details", "ms", beside, (0.0,))]


def _slowest(which: str) -> float:
    """In a process of its own: this one has no windows."""
    names = {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-m", "tests.bench.filtering", which]
    ran = subprocess.run(command, env={**os.environ, **names}, capture_output=True, text=True, check=True)
    return float(ran.stdout)


def main(which: str) -> None:
    """Milliseconds of processor time of the slowest key stroke: of what runs beside it only the caches tell."""
    from PySide6.QtCore import Qt  # noqa: PLC0415 only in the process that has windows
    from PySide6.QtTest import QTest  # noqa: PLC0415
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415

    from pomtray.core.details import details  # noqa: PLC0415
    from pomtray.core.view.snapshot import snapshot  # noqa: PLC0415
    from pomtray.ui.icons.icons import Icons  # noqa: PLC0415
    from pomtray.ui.window.window import Window  # noqa: PLC0415

    application, model = QApplication([]), grown(*_SIZE)
    window = Window(Icons())
    window.beside.details_of = lambda name: details(model, name, NOW)
    window.show_snapshot(snapshot(model, NOW))
    window.bring_up()
    window.beside.open(wanted=which == "beside")
    search = window.focusWidget()
    assert search is not None
    took = []
    for key in (*_TYPED, *[None] * len(_TYPED)):
        QApplication.sendPostedEvents()
        application.processEvents()
        at = time.process_time()
        if key is None:
            QTest.keyClick(search, Qt.Key.Key_Backspace)
        else:
            QTest.keyClicks(search, key)
        application.processEvents()
        took.append((time.process_time() - at) * 1000)
    assert search.property("text") == ""
    sys.stdout.write(f"{max(took):.3f}\n")


if __name__ == "__main__":
    main(sys.argv[1])
