"""A module is imported while Qt's events are taken."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from pomtray.app.loading import load


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.syspath_prepend(tmp_path)
    interval = sys.getswitchinterval()
    yield tmp_path
    sys.setswitchinterval(interval)
    sys.modules.pop("slow_to_load", None)


def test_events_are_taken_meanwhile(qtbot: QtBot, folder: Path) -> None:
    (folder / "slow_to_load.py").write_text("import threading\ncome = threading.Event()\nanswered = come.wait(20)\n")
    answering = QTimer(interval=1)
    answering.timeout.connect(lambda: (come := getattr(sys.modules.get("slow_to_load"), "come", None)) and come.set())
    answering.start()
    assert load("slow_to_load").answered


def test_what_goes_wrong_is_raised_where_it_was_wanted(qtbot: QtBot, folder: Path) -> None:
    (folder / "slow_to_load.py").write_text("raise LookupError('no such thing')\n")
    with pytest.raises(LookupError, match="no such thing"):
        load("slow_to_load")
    with pytest.raises(ModuleNotFoundError):
        load("nowhere_at_all")
