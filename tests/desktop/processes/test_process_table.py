"""What the system says of real processes, and which files count as unchanged."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pomtray.core.domain.program import Process
from pomtray.desktop.processes import process_table
from pomtray.desktop.processes.process_table import file_mark, read_process

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="proc(5)")


def test_this_process() -> None:
    found = read_process(os.getpid())
    assert found is not None
    assert (found.pid, found.parent, found.folder) == (os.getpid(), os.getppid(), str(Path.cwd()))
    assert found.path == os.path.realpath(sys.executable)
    assert found.argv[0]
    assert read_process(2**22 + 1) is None


def test_one_that_was_replaced_while_it_runs_keeps_its_place_and_the_new_one_is_another(tmp_path: Path) -> None:
    place, name = tmp_path / "a ) tool", shutil.which("sleep")
    assert name is not None
    shutil.copy(name, place)
    with subprocess.Popen([place, "60"], stdin=subprocess.DEVNULL) as first:
        before = read_process(first.pid)
        place.unlink()
        shutil.copy(name, place)
        with subprocess.Popen([place, "60"]) as second:
            try:
                gone, new = read_process(first.pid), read_process(second.pid)
            finally:
                first.kill()
                second.kill()
    assert before is not None
    assert gone is not None
    assert new is not None
    assert before.path == gone.path == new.path == str(place)
    assert before.mark
    assert new.mark not in {before.mark, gone.mark}


def test_what_only_an_administrator_can_replace_has_no_mark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tool = tmp_path / "tool"
    tool.write_text("1")
    assert file_mark(str(tool))
    monkeypatch.setattr(process_table, "_is_foreign", lambda _: True)
    assert file_mark(str(tool))
    monkeypatch.setattr(process_table, "_may_write", lambda path: path == str(tmp_path))
    assert file_mark(str(tool))  # another one can be put there
    monkeypatch.setattr(process_table, "_may_write", lambda _: False)
    assert file_mark(str(tool)) == ""
    assert file_mark(str(tmp_path)) is None
    assert file_mark(str(tmp_path / "none")) is None


def test_a_file_that_was_written_over_has_another_mark_whatever_its_times_say(tmp_path: Path) -> None:
    tool = tmp_path / "tool"
    tool.write_text("1")
    before, times = file_mark(str(tool)), tool.stat()
    tool.write_text("2")
    os.utime(tool, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert file_mark(str(tool)) != before


def test_a_terminal_by_its_number() -> None:
    assert process_table._terminal(0) == ""
    assert process_table._terminal((136 << 8) | 3) == "pts/3"
    assert process_table._terminal((4 << 8) | 2) == "tty2"


def test_a_path_of_another_view_of_the_files_is_no_managed_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever may make namespaces can put a file of their own over `/usr/bin/kubectl`, for their processes alone."""
    monkeypatch.setattr(process_table, "_is_managed", lambda *_: True)
    name = shutil.which("sleep")
    assert name is not None
    ours, theirs = tmp_path / "kubectl", tmp_path / "theirs"
    for place in (ours, theirs):
        shutil.copy(name, place)
    line = 'mount --bind "$0" "$1" && echo there && exec "$1" 60'
    argv = ["unshare", "--map-root-user", "--mount", "sh", "-c", line, str(theirs), str(ours)]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        try:
            assert process.stdout is not None
            if process.stdout.readline() != b"there\n":
                pytest.skip("no namespaces here")
            found = _running(process.pid, ours)
        finally:
            process.kill()
    assert found.mark
    with subprocess.Popen([ours, "60"]) as process:
        try:
            assert _running(process.pid, ours).mark == ""
        finally:
            process.kill()


def _running(pid: int, path: Path) -> Process:
    """Once it runs that."""
    deadline = time.monotonic() + 10
    while (found := read_process(pid)) is None or found.path != str(path):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return found
