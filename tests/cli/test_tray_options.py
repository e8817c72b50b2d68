"""The tray's own options are read as the whole command line reads them, or left to it."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pomtray.cli.parser import parser
from pomtray.cli.tray_options import tray_options

_ROOT = Path(__file__).parents[2]
PIECES = (
    "--window",
    "--hidden",
    "--search",
    "--config",
    "--config=b.toml",
    "--config=",
    "a.toml",
    "",
    "--",
    "-h",
    "--conf",
    "demo",
)


def whole(arguments: tuple[str, ...]) -> dict[str, object] | None:
    try:
        return vars(parser().parse_args(arguments))
    except SystemExit:
        return None


@pytest.mark.parametrize("length", range(4))
def test_they_are_what_the_whole_command_line_says(length: int, capsys: pytest.CaptureFixture[str]) -> None:
    read = 0
    for arguments in itertools.product(PIECES, repeat=length):
        options = tray_options(arguments)
        if options is not None:
            read += 1
            assert vars(options) == whole(arguments), arguments
    assert read


@pytest.mark.parametrize(
    "arguments", [("--config", "a b.toml"), ("--hidden", "--config=/x=y"), ("--window",), ("--search",), ()]
)
def test_what_a_desktop_starts_is_read_at_once(arguments: tuple[str, ...]) -> None:
    assert tray_options(arguments) is not None


def test_the_tray_never_loads_the_whole_command_line(tmp_path: Path) -> None:
    code = """
import sys
sys.modules["pomtray.app.starting"] = type(sys)("starting")
sys.modules["pomtray.app.starting"].main = lambda options: print(*sys.modules) or 0
from pomtray.__main__ import main
main(["--config", "a.toml"])
"""
    environment = os.environ | {"PYTHONPATH": str(_ROOT), "HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"}
    run = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    loaded = {name for name in run.stdout.split() if name.startswith("pomtray.")}
    assert not {name for name in loaded if name.startswith("pomtray.core")}
    assert "pomtray.cli.parser" not in loaded
