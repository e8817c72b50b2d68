"""A process of the program's own starts from wherever the program is installed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pomtray.desktop.processes.own_command import own_command


def test_a_module_is_run_where_no_python_looks_for_it(tmp_path: Path) -> None:
    """As a package keeps it; and what lies in the current folder is not imported."""
    (tmp_path / "argparse.py").write_text("raise SystemExit('the wrong one')")
    done = subprocess.run(
        [*own_command("pomtray.desktop.clipboard.holder")],
        cwd=tmp_path, env={"QT_QPA_PLATFORM": "offscreen"}, input="{", capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "JSONDecodeError" in done.stderr


def test_a_bundle_runs_it_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert own_command("pomtray.demo") == (sys.executable, "--part", "pomtray.demo")
