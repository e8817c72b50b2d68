"""What starts while an update replaces the program's files says so in a line."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import pomtray

PACKAGE = Path(pomtray.__file__).parent


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(PACKAGE, tmp_path / "pomtray", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "pomtray"


def said(copy: Path, module: str, *arguments: str, **streams: Any) -> tuple[int, str]:
    """Exit status and standard error."""
    env = {"PATH": os.environ["PATH"], "HOME": str(copy.parent), "PYTHONPATH": str(copy.parent)}
    command = [sys.executable, "-m", module, *arguments]
    run = subprocess.run(command, env=env, cwd=copy.parent, stderr=subprocess.PIPE, text=True, check=False, **streams)
    return run.returncode, run.stderr


def test_a_command_of_which_a_part_is_not_there(copy: Path) -> None:
    (copy / "cli/commands.py").unlink()
    status, told = said(copy, "pomtray", "status", stdout=subprocess.DEVNULL)
    assert status == 1
    (line,) = told.splitlines()
    assert line.startswith("pomtray: ")
    assert "Is pomtray being updated?" in line


def test_what_is_missing_of_others_is_told_whole(copy: Path) -> None:
    (copy / "cli/commands.py").write_text("import a_library_that_is_not_there\n")
    status, told = said(copy, "pomtray", "status", stdout=subprocess.DEVNULL)
    assert status == 1
    assert told.splitlines()[-1] == "ModuleNotFoundError: No module named 'a_library_that_is_not_there'"


@pytest.mark.skipif(sys.platform == "win32", reason="there its sockets come another way")
def test_a_worker_of_which_a_part_is_not_there(copy: Path) -> None:
    (copy / "worker/serving.py").unlink()
    pairs = [socket.socketpair() for _ in range(2)]
    status, told = said(copy, "pomtray.worker", stdin=pairs[0][0], stdout=pairs[1][0])
    for end in (*pairs[0], *pairs[1]):
        end.close()
    assert (status, told) == (1, "pomtray.worker: No module named 'pomtray.worker.serving'\n")
