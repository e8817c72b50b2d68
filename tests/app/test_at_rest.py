"""What the tray does not make while nobody looks at a window."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.test_starting import _ROOT, Start, ended, env, log, start, wait_for

__all__ = ["env", "start"]
LARGE = {"PySide6.QtDBus", "difflib", "html", "linecache.cache", "platform", "plistlib", "unicodedata", "webbrowser"}
"""Of what few runs need: 0.1 to 0.5 MiB each."""
LATER = {
    "pomtray.app.taking.portals",
    "pomtray.controller.requests.answering",
    "pomtray.core.settings.change",
    "pomtray.core.settings.entry.fields",
    "pomtray.core.settings.pasted",
    "pomtray.core.topic",
    "pomtray.desktop.clipboard.qt",
    "pomtray.desktop.settings.syntax",
    "pomtray.desktop.shell.autostart",
    "pomtray.desktop.vault.vault",
    "pomtray.ui.icons.drawing",
}
"""Ours, for whoever opens a window, copies, or is another program that asks; the worker opens the vault."""
TELLS_AT_THE_END = """
import atexit, os, sys
def tell():
    made = [f"QtCore.{name}" for name in vars(sys.modules["PySide6.QtCore"])]
    kept = ["linecache.cache"] if sys.modules["linecache"].cache else []
    with open(os.environ["NOTED_IN"], "w") as file:
        print(*sys.modules, *made, *kept, sep="\\n", file=file)
atexit.register(tell)
"""


@pytest.fixture
def rested(start: Start, env: dict[str, str], tmp_path: Path) -> set[str]:
    """What a program holds at its end, which nobody has looked at."""
    sites, told = tmp_path / "sites", tmp_path / "told"
    sites.mkdir()
    (sites / "sitecustomize.py").write_text(TELLS_AT_THE_END)
    (tmp_path / "pomtray.toml").write_text('[[routes]]\nname = "app"\nurl = "https://app.corp.example"\n')
    env |= {"PYTHONPATH": f"{sites}:{_ROOT}", "NOTED_IN": str(told)}
    program = start("--hidden", "--config", str(tmp_path / "pomtray.toml"))
    wait_for(lambda: log(env).exists() and "started" in log(env).read_text())
    wait_for((Path(env["HOME"]) / ".local/share/pomtray").exists)
    ended(program)
    return set(told.read_text().split())


def test_qts_namespace_of_enumerations_is_not_made(rested: set[str]) -> None:
    """PySide6 makes it when it is first named, or might be meant (`ui/icons/plain_pen`); others come one by one."""
    assert "QtCore.QTimer" in rested
    assert "QtCore.Qt" not in rested


def test_nothing_is_drawn(rested: set[str]) -> None:
    """The icons of the tray were, beforehand (`ui/icons/drawn`): Qt's painter and what ours draws with take 1 MiB."""
    assert "pomtray.ui.icons.icons" in rested
    assert "pomtray.ui.icons.drawing" not in rested


def test_what_few_runs_need_is_not_imported(rested: set[str]) -> None:
    assert "pomtray.app.program" in rested
    assert not rested & LARGE
    assert not rested & LATER
