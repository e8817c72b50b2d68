"""`pomtray desktop`: what a person types, and what is there afterwards."""

from __future__ import annotations

import argparse
import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pomtray.cli import desktop

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other platforms have no desktop files")


def pomtray(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    env = {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8"}
    return subprocess.run(
        [sys.executable, "-m", "pomtray", *arguments], env=env, capture_output=True, text=True, check=False
    )


def test_into_the_menu_and_out_of_it(tmp_path: Path) -> None:
    done = pomtray(tmp_path, "desktop", "install")
    assert (done.returncode, done.stdout) == (0, "pomtray is in the menu.\n")
    entry = tmp_path / ".local/share/applications/pomtray.desktop"
    (line,) = [line for line in entry.read_text().splitlines() if line.startswith("Exec=")]
    started = subprocess.run(
        ["sh", "-c", f"{line.removeprefix('Exec=')} --version"], capture_output=True, text=True, check=True, cwd="/"
    )
    assert started.stdout.startswith("pomtray ")
    assert not (tmp_path / ".config/autostart").exists()

    done = pomtray(tmp_path, "desktop", "remove")
    assert (done.returncode, "`pomtray forget`" in done.stdout) == (0, True)
    assert not entry.exists()


def test_with_the_session(tmp_path: Path) -> None:
    assert pomtray(tmp_path, "desktop", "install", "--start-at-login").returncode == 0
    entry = tmp_path / ".config/autostart/pomtray.desktop"
    assert '"--hidden"' in entry.read_text()
    pomtray(tmp_path, "desktop", "remove")
    assert not entry.exists()


def test_a_home_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / ".local").touch()
    done = pomtray(tmp_path, "desktop", "install")
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("pomtray: The menu could not be changed. ")
    assert ".local/share/applications: Not a directory. Check its permissions" in done.stderr


def test_a_full_disk_that_names_no_file(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def full(**_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(desktop, "_install", full)
    assert desktop.main(argparse.Namespace(what="install", start_at_login=False)) == 1
    told = capsys.readouterr().err
    assert told.startswith("pomtray: The menu could not be changed. No space left on device. Check its permissions")
