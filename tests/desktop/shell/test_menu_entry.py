"""The person's own menu entry: there when told, found by its name, gone when told."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pomtray.desktop.processes.own_command import program_command
from pomtray.desktop.shell import menu_entry

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other platforms have no desktop files")


@pytest.fixture
def share(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_DIRS", str(tmp_path / "shared"))
    return tmp_path


def test_it_is_put_there_and_taken_away(share: Path) -> None:
    assert not menu_entry.is_installed()
    menu_entry.remove()
    menu_entry.install(["/opt/my tools/pomtray"])
    entry = share / "applications/pomtray.desktop"
    assert menu_entry.is_installed()
    assert 'Exec="/opt/my tools/pomtray"\n' in entry.read_text()
    assert (share / "icons/hicolor/scalable/apps/pomtray.svg").read_bytes().startswith(b"<svg")
    menu_entry.remove()
    assert not [path for path in share.rglob("*") if path.is_file()]


@pytest.mark.skipif(not shutil.which("desktop-file-validate"), reason="desktop-file-utils is not installed")
def test_it_is_valid_whatever_starts_the_program(share: Path) -> None:
    menu_entry.install(program_command())
    subprocess.run(["desktop-file-validate", share / "applications/pomtray.desktop"], check=True)


def test_what_a_package_brings_is_seen(share: Path) -> None:
    assert not menu_entry.is_provided()
    (share / "shared/applications").mkdir(parents=True)
    (share / "shared/applications/pomtray.desktop").touch()
    assert menu_entry.is_provided()
