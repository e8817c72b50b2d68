"""A QR code in the terminal: read by a camera there, and left out where the terminal cannot show it."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from pomtray.cli import asking
from pomtray.core.qr_code import LONGEST
from tests.scanned import in_terminal, needs_zbar, scanned_modules

ADDRESS = "https://login.example.com/device?user_code=WDJB-MJHT"


class Screen(io.TextIOWrapper):
    """Standard error, as a terminal or not."""

    def __init__(self, *, terminal: bool = True, encoding: str = "utf-8") -> None:
        super().__init__(io.BytesIO(), encoding=encoding)
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal

    @property
    def said(self) -> str:
        self.flush()
        content = self.buffer
        assert isinstance(content, io.BytesIO)
        return content.getvalue().decode(self.encoding)


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "xterm-256color")


@needs_zbar
def test_a_camera_reads_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    asking.told("Enter WDJB-MJHT.", ADDRESS)
    assert screen.said.startswith("Enter WDJB-MJHT.\n")
    assert scanned_modules(in_terminal(screen.said), tmp_path) == ADDRESS
    assert screen.said.endswith("\x1b[0m\n"), "what comes next is in the terminal's own colours"


@pytest.mark.parametrize(
    ("variables", "terminal", "encoding", "address"),
    [
        ({"COLUMNS": "40"}, True, "utf-8", ADDRESS),
        ({"TERM": "dumb"}, True, "utf-8", ADDRESS),
        ({}, False, "utf-8", ADDRESS),
        ({}, True, "latin-1", ADDRESS),
        ({}, True, "utf-8", "x" * (LONGEST + 1)),
        ({}, True, "utf-8", ""),
    ],
)
def test_a_terminal_that_cannot_show_it_has_the_text_alone(
    monkeypatch: pytest.MonkeyPatch,
    variables: dict[str, str],
    terminal: bool,  # noqa: FBT001
    encoding: str,
    address: str,
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    screen = Screen(terminal=terminal, encoding=encoding)
    monkeypatch.setattr(sys, "stderr", screen)
    asking.told("Enter WDJB-MJHT.", address)
    assert screen.said == "Enter WDJB-MJHT.\n"
