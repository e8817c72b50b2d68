"""`pomtray import` and `pomtray export`: what another program's file names, and what is given to others."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
OURS = '# mine\n\n[[routes]]\nname = "Wiki"  # first\nurl = "https://wiki.example/start"\n'
CONFIG = """\
shared_secret: canary
routes:
  - from: https://wiki.example
    name: Docs
  - from: https://grafana.example
    name: Wiki
  - from: udp+https://dns.example:53
    name: Names
"""


class Home:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.settings = folder / "pomtray.toml"
        self.file = folder / "config.yaml"
        self.settings.write_text(OURS)
        self.file.write_text(CONFIG)

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
        env = {**kept, "HOME": str(self.folder), "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error"}
        argv = [sys.executable, "-m", "pomtray", "--config", str(self.settings), *arguments]
        return subprocess.run(argv, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def test_what_is_new_is_added_and_a_second_time_nothing_is(home: Home) -> None:
    dry = home.run("import", str(home.file), "--dry-run")
    assert home.settings.read_text() == OURS
    ended = home.run("import", str(home.file))
    assert (ended.returncode, ended.stdout) == (0, dry.stdout), ended.stderr
    assert [line.split("  ")[0] for line in ended.stdout.splitlines()] == ["new", "here already", "refused"]
    assert "UDP" in ended.stdout
    assert "canary" not in ended.stdout + ended.stderr
    after = home.settings.read_text()
    assert after.startswith(OURS)
    assert tomllib.loads(after)["routes"][1] == {"name": "Wiki 2", "url": "https://grafana.example"}
    again = home.run("import", str(home.file), "--json")
    told = json.loads(again.stdout)
    assert (told["new"], told["changed"], len(told["there"]), told["plain_text"]) == ([], False, 2, [])
    assert home.settings.read_text() == after


def test_sessions_that_pomerium_cli_leaves_in_plain_text_are_named(home: Home) -> None:
    for name in ("jwts/abc.jwt", "exec-credential/abc.json"):
        left = home.folder / ".cache/pomerium-cli" / name
        left.parent.mkdir(parents=True)
        left.write_text("canary")
        (left.parent / "other").touch()
    ended = home.run("import", str(home.file), "--json")
    files = json.loads(ended.stdout)["plain_text"]
    assert [Path(file).name for file in files] == ["abc.json", "abc.jwt"]
    assert all(f"{file} holds a session" in ended.stderr for file in files)
    assert "canary" not in ended.stdout + ended.stderr


@pytest.mark.parametrize("text", ["nothing", '{"records": ['])
def test_a_file_that_names_nothing_changes_nothing(home: Home, text: str) -> None:
    home.file.write_text(text)
    ended = home.run("import", str(home.file))
    assert (ended.returncode, ended.stdout) == (1, "")
    assert "Nothing was imported" in ended.stderr
    assert home.settings.read_text() == OURS


def test_without_settings_there_is_nothing_to_export(home: Home) -> None:
    home.settings.unlink(missing_ok=True)
    ended = home.run("export")
    assert (ended.returncode, ended.stdout) == (64, "")
    assert "No settings file. There is no " in ended.stderr
    assert "pomtray add" in ended.stderr
    ended = home.run("import", str(home.settings))
    assert (ended.returncode, f"{home.settings}: No such file or directory." in ended.stderr) == (1, True)


def test_an_export_is_read_by_an_import_elsewhere(home: Home) -> None:
    shared = home.folder / "shared.toml"
    assert home.run("export", str(shared)).returncode == 0
    assert shared.read_text() == home.run("export").stdout
    again = home.run("export", str(shared))
    assert (again.returncode, "already" in again.stderr) == (1, True)
    home.settings.unlink()
    ended = home.run("import", str(shared))
    assert ended.returncode == 0, ended.stderr
    assert tomllib.loads(home.settings.read_text())["routes"] == [{"name": "Wiki", "url": "https://wiki.example/start"}]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_a_full_disk_is_told(home: Home) -> None:
    with Path("/dev/full").open("w") as full:
        argv = [sys.executable, "-m", "pomtray", "--config", str(home.settings), "export"]
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        ended = subprocess.run(argv, env=env, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (ended.returncode, "No space left" in ended.stderr, "Traceback" in ended.stderr) == (1, True, False)
