"""The clipboard: a program that holds it on a real X server, and xclip, which reads what others would."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QProcess
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from pomtray.desktop.clipboard import Clipboard
from tests.desktop.buses import display, running

__all__ = ["display"]

_HOLDER = """
import asyncio, sys
from datetime import UTC, datetime, timedelta
from PySide6.QtCore import QSocketNotifier
from PySide6.QtGui import QGuiApplication
from pomtray.desktop.clipboard import Clipboard

app, clipboard, start = QGuiApplication([]), Clipboard(), datetime(2026, 3, 1, tzinfo=UTC)

def command(*_):
    word, _, rest = sys.stdin.readline().strip().partition(" ")
    match word:
        case "put": asyncio.run(clipboard.put(rest, start + timedelta(seconds=30)))
        case "due": clipboard.clear_if_due(start + timedelta(seconds=int(rest)))
        case "clear": clipboard.clear_now()
        case "quit" | "": clipboard.clear_now(); app.quit()
    owns = app.clipboard().ownsClipboard()
    print(owns if word == "owns" else clipboard.holds_ours, flush=True)

notifier = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
notifier.activated.connect(command)
sys.exit(app.exec())
"""
SECRET = "not-a-real-secret-Aé"


class Holder:
    def __init__(self, process: subprocess.Popen[bytes], environment: dict[str, str]) -> None:
        self.process = process
        self.environment = environment

    def do(self, command: str) -> bool:
        """Whether the clipboard holds ours after `command`."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{command}\n".encode())
        self.process.stdin.flush()
        return self.process.stdout.readline() == b"True\n"

    def read(self, *options: str, selection: str = "clipboard") -> str:
        argv = ["xclip", "-o", "-selection", selection, *options]
        done = subprocess.run(argv, env=self.environment, capture_output=True, timeout=20, check=False)
        return done.stdout.decode()

    def copy_elsewhere(self, text: str) -> None:
        """Another program copies: xclip goes on in the background and holds it."""
        argv = ["xclip", "-i", "-selection", "clipboard"]
        subprocess.run(
            argv, input=text.encode(), env=self.environment, timeout=20, check=True, stdout=subprocess.DEVNULL
        )
        while self.do("owns"):  # xclip may end before its other half has taken the clipboard over
            pass


@pytest.fixture
def holder(display: str) -> Iterator[Holder]:
    environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
    argv = [sys.executable, "-c", _HOLDER]
    with running(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment) as process:
        yield Holder(process, environment)


def test_others_can_paste_it_and_managers_are_asked_not_to_keep_it(holder: Holder) -> None:
    assert holder.do(f"put {SECRET}")
    assert holder.read() == SECRET
    targets = holder.read("-t", "TARGETS").split()
    assert "x-kde-passwordManagerHint" in targets
    assert not [name for name in targets if "Exclude" in name or "nspasteboard" in name]
    assert holder.read("-t", "x-kde-passwordManagerHint") == "secret"


def test_it_is_not_in_the_selection(holder: Holder) -> None:
    holder.do(f"put {SECRET}")
    assert holder.read(selection="primary") == ""


def test_it_is_cleared_when_due_and_not_before(holder: Holder) -> None:
    holder.do(f"put {SECRET}")
    assert holder.do("due 29")
    assert holder.read() == SECRET
    assert not holder.do("due 30")
    assert holder.read() == ""


def test_somebody_elses_text_stays(holder: Holder) -> None:
    holder.do(f"put {SECRET}")
    holder.copy_elsewhere("theirs")
    assert not holder.do("due 31")
    assert holder.read() == "theirs"
    assert not holder.do("clear")
    assert holder.read() == "theirs"


def test_ours_kept_by_a_manager_is_cleared_too(holder: Holder) -> None:
    holder.do(f"put {SECRET}")
    holder.copy_elsewhere(SECRET)
    assert not holder.do("clear")
    assert holder.read() == ""


def test_a_program_that_ends_leaves_nothing(holder: Holder) -> None:
    holder.do(f"put {SECRET}")
    holder.do("quit")
    assert holder.process.wait(20) == 0
    assert holder.read() == ""


@pytest.fixture
def wl_copy(qapp: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stand-in for the tool on a desktop that is Wayland: it writes down what it was called with."""
    tool, told = tmp_path / "wl-copy", tmp_path / "told"
    tool.write_text(f'#!/bin/sh\nprintf "%s\\n" "$*" >>"{told}"\n')
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr(QGuiApplication, "platformName", lambda: "wayland-egl")
    return told


async def _put(text: str) -> Clipboard:
    clipboard = Clipboard()
    await clipboard.put(text, datetime(2026, 3, 1, tzinfo=UTC))
    return clipboard


async def test_on_wayland_the_tool_for_it_clears_too(wl_copy: Path, qtbot: QtBot) -> None:
    (await _put(SECRET)).clear_now()
    qtbot.waitUntil(lambda: wl_copy.exists() and wl_copy.read_text() == "--clear\n", timeout=10_000)
    assert QGuiApplication.clipboard().text() == ""


@pytest.mark.parametrize("case", ["theirs", "another desktop", "cleared before"])
async def test_the_tool_is_not_called_for_nothing(wl_copy: Path, monkeypatch: pytest.MonkeyPatch, case: str) -> None:
    started: list[object] = []
    clipboard = await _put(SECRET)
    match case:
        case "theirs":
            QGuiApplication.clipboard().setText("theirs")
        case "another desktop":
            monkeypatch.setattr(QGuiApplication, "platformName", lambda: "xcb")
        case _:
            clipboard.clear_now()
    monkeypatch.setattr(QProcess, "startDetached", lambda *arguments: started.append(arguments))
    clipboard.clear_now()
    assert started == []


async def test_without_the_tool_the_rest_is_cleared(wl_copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    clipboard = await _put(SECRET)
    clipboard.clear_now()
    assert QGuiApplication.clipboard().text() == ""
    assert not clipboard.holds_ours


async def test_only_a_hash_is_remembered(qapp: object) -> None:
    clipboard = Clipboard()
    until = datetime(2026, 3, 1, tzinfo=UTC)
    await clipboard.put(SECRET, until)
    assert clipboard.clears_at == until
    assert clipboard.holds_ours
    assert SECRET not in repr(vars(clipboard))
    await clipboard.put("another", until + timedelta(seconds=1))
    assert clipboard.clears_at == until + timedelta(seconds=1)
    await clipboard.clear()
    assert clipboard.clears_at is None
    assert not clipboard.holds_ours
