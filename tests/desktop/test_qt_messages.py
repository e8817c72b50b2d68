"""In processes of their own: Qt has one handler, and what ends the program ends it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_BEGIN = """
import sys
from pathlib import Path
from PySide6.QtCore import qFatal, qWarning, qCritical, qDebug, qInfo
from pomtray.desktop import qt_messages
from pomtray.desktop.files import early_log, log
early_log.keep_until_started()
"""


def run(script: str, place: Path) -> tuple[str, str]:
    """What it printed, and what it logged."""
    argv = [sys.executable, "-c", _BEGIN + script, str(place)]
    done = subprocess.run(argv, capture_output=True, text=True, check=False, timeout=60)
    return done.stdout + done.stderr, place.read_text() if place.exists() else ""


def test_they_are_logged_with_what_came_before_the_log_and_not_printed(tmp_path: Path) -> None:
    said, logged = run(
        """
with qt_messages.logged():
    qWarning("early")
    log.start(Path(sys.argv[1]))
    for say in (qDebug, qInfo, qWarning, qWarning, qCritical):
        say(f"{say.__name__} é")
""",
        tmp_path / "pomtray.log",
    )
    assert said == ""
    assert [line.split(" ", 2)[2] for line in logged.splitlines()] == [
        "WARNING qt: default: early", "WARNING qt: default: qWarning é", "ERROR qt: default: qCritical é",
    ]  # fmt: skip


def test_what_ends_the_program_is_said_with_its_reason(tmp_path: Path) -> None:
    said, _ = run(
        """
with qt_messages.logged():
    qWarning("no display")
    qFatal("cannot start")
""",
        tmp_path / "pomtray.log",
    )
    assert said.startswith("default: no display\ndefault: cannot start\n")


def test_afterwards_qt_prints_again(tmp_path: Path) -> None:
    said, _ = run(
        """
with qt_messages.logged():
    pass
qWarning("as ever")
""",
        tmp_path / "pomtray.log",
    )
    assert "as ever" in said
