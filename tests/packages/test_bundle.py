"""The bundle: it runs where there is no Python, does the main job, and shows its window."""

from __future__ import annotations

import socket
import subprocess
from pathlib import Path

import pytest

from tests.packages.conftest import call, readme_line

MIB = 1024 * 1024
pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def folder(bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Unpacked."""
    place = tmp_path_factory.mktemp("bundle")
    (place / "dist").symlink_to(bundle.parent)
    call("bash", "-c", readme_line("tar "), within=place)
    return place / "pomtray"


def run(folder: Path, home: Path, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Nothing of this machine's Python is found."""
    bare = {"PATH": "/nowhere", "HOME": str(home), "LANG": "C.UTF-8", **env}
    return subprocess.run(
        ["/usr/bin/timeout", "-k", "10", "60", folder / "pomtray", *arguments],
        env=bare, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_it_does_the_main_job(folder: Path, tmp_path: Path) -> None:
    done = run(folder, tmp_path, "demo", "--no-tray", "--no-browser")
    assert "app answered 200." in done.stdout, done.stderr


def test_its_window_comes_up(folder: Path, tmp_path: Path) -> None:
    log = tmp_path / ".local/state/pomtray/log/pomtray.log"
    program = subprocess.Popen(
        [folder / "pomtray", "demo", "--window"],
        env={"PATH": "/nowhere", "HOME": str(tmp_path), "LANG": "C.UTF-8", "QT_QPA_PLATFORM": "offscreen"},
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        while not log.exists():
            assert program.poll() is None, program.communicate()[0]
        program.terminate()
        said, _ = program.communicate(timeout=30)
    finally:
        program.kill()
    assert program.returncode == 0, said
    assert "Traceback" not in said
    assert not list(tmp_path.rglob("pomtray.desktop")), "the demo puts nothing into menu or start"


def test_a_part_of_it_can_be_started_by_itself(folder: Path, tmp_path: Path) -> None:
    """The clipboard's helper: it has nothing to hold, and says so by its end."""
    done = run(folder, tmp_path, "--part", "pomtray.desktop.clipboard.holder", QT_QPA_PLATFORM="offscreen")
    assert "json" in done.stderr.lower()
    assert "usage" not in done.stderr.lower()


def test_its_worker_serves_until_its_socket_closes(folder: Path, tmp_path: Path) -> None:
    (ours, its), (channel, its_channel) = socket.socketpair(), socket.socketpair()
    command = [folder / "pomtray", "--part", "pomtray.worker"]
    env = {"PATH": "/nowhere", "HOME": str(tmp_path), "LANG": "C.UTF-8"}
    worker = subprocess.Popen(command, stdin=its, stdout=its_channel, stderr=subprocess.PIPE, env=env, text=True)
    its.close()
    ours.close()
    with channel, its_channel:
        _, said = worker.communicate(timeout=60)
    assert worker.returncode == 0, said


@pytest.mark.parametrize("own", [{}, {"LD_LIBRARY_PATH": "/opt/own/lib"}], ids=["no place", "a place"])
def test_what_it_starts_finds_the_libraries_of_the_system(folder: Path, tmp_path: Path, own: dict[str, str]) -> None:
    """Not those of the bundle, which may be older than a program needs."""
    ssh = tmp_path / "ssh"
    ssh.write_text(f"#!/bin/sh\nexport -p >{tmp_path}/said\nexit 1\n")
    ssh.chmod(0o755)
    settings = tmp_path / "pomtray.toml"
    settings.write_text('[[routes]]\nname = "App"\nurl = "https://app.example.com"\n')
    done = run(
        folder, tmp_path, "--config", str(settings), "forward", "--route", "App", "there", **own, PATH=str(tmp_path)
    )
    assert (tmp_path / "said").exists(), done.stderr
    words = [line.split()[-1] for line in (tmp_path / "said").read_text().splitlines()]
    given = dict(word.split("=", 1) for word in words if "=" in word)
    assert not {name: value for name, value in given.items() if str(folder) in value}
    assert given.get("LD_LIBRARY_PATH", "").strip("'") == own.get("LD_LIBRARY_PATH", "")


def test_each_file_of_it_is_listed_with_its_hash(folder: Path) -> None:
    said = call("sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS", within=folder)
    assert not said
    listed = {line.split("  ", 1)[1] for line in (folder / "SHA256SUMS").read_text().splitlines()}
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert found - listed == {"SHA256SUMS"}


def test_it_is_not_larger_than_it_need_be(folder: Path) -> None:
    assert sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) <= 200 * MIB
    listed = (folder / "LICENCES.txt").read_text()
    assert "PySide6_Essentials" in listed
    assert not [path.name for path in folder.rglob("libgtk*")]
