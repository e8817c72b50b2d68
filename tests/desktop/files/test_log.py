"""The log: its owner's alone, bounded, never through a link, and never in the program's way."""

from __future__ import annotations

import logging
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pomtray.core.errors import Unavailable
from pomtray.core.plain import isolated
from pomtray.desktop.files.log import LogFile

LIMIT = 400


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "log" / "pomtray.log"


@pytest.fixture
def changes() -> list[str]:
    return []


@pytest.fixture
def file(path: Path, changes: list[str]) -> Iterator[LogFile]:
    file = LogFile(path, LIMIT)
    file.on_change = lambda: changes.append("changed")
    yield file
    file.close()


def say(file: LogFile, text: str, level: int = logging.INFO) -> None:
    file.handle(logging.LogRecord("pomtray", level, "", 0, text, None, None))


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


@pytest.fixture
def _open_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.usefixtures("_open_umask")
def test_only_its_owner_reads_it_also_after_it_was_begun_anew(file: LogFile, path: Path) -> None:
    for number in range(60):
        say(file, f"line {number}")
        assert mode(path) == 0o600
    copy = path.with_name("pomtray.log.1")
    assert mode(copy) == 0o600
    assert mode(path.parent) == 0o700
    both = (copy.read_text() + path.read_text()).split("\n")
    assert both[-2] == "line 59"
    assert path.stat().st_size <= LIMIT
    assert copy.stat().st_size <= LIMIT


def test_what_an_older_version_left_open_is_closed(file: LogFile, path: Path) -> None:
    copy = path.with_name("pomtray.log.1")
    path.parent.mkdir(parents=True)
    for old in (path, copy):
        old.write_text("old\n")
        old.chmod(0o644)
    say(file, "new")
    assert (mode(path), mode(copy)) == (0o600, 0o600)
    assert path.read_text() == "old\nnew\n"
    path.chmod(0o644)
    say(file, "newer")
    assert mode(path) == 0o600


def a_link(path: Path) -> None:
    (path.parent / "somebody-elses").write_text("mine")
    path.symlink_to(path.parent / "somebody-elses")


def a_link_to_nothing(path: Path) -> None:
    path.symlink_to(path.parent / "somebody-elses")


def a_circle(path: Path) -> None:
    path.symlink_to(path)


def a_folder_with_something_in_it(path: Path) -> None:
    path.mkdir()
    (path / "something").write_text("")


def a_copy_that_is_a_folder(path: Path) -> None:
    path.write_text("x" * LIMIT)
    a_folder_with_something_in_it(path.with_name("pomtray.log.1"))


OBSTACLES: dict[str, tuple[Callable[[Path], None], str]] = {
    "link": (a_link, "It is a link"),
    "link to nothing": (a_link_to_nothing, "It is a link"),
    "link in a circle": (a_circle, "It is a link"),
    "folder": (a_folder_with_something_in_it, "It is not a file"),
    "FIFO": (os.mkfifo, "It is not a file"),
    "copy": (a_copy_that_is_a_folder, "Is a directory"),
}


@pytest.mark.parametrize("name", OBSTACLES)
@pytest.mark.parametrize("when", ["from the start", "while it runs"])
def test_what_is_in_the_way_is_told_and_left_alone(
    file: LogFile, path: Path, changes: list[str], capfd: pytest.CaptureFixture[str], name: str, when: str
) -> None:
    if when == "while it runs":
        say(file, "well")
        path.unlink()
    else:
        path.parent.mkdir(parents=True)
    put, reason = OBSTACLES[name]
    put(path)
    say(file, "only a remark")
    say(file, "a warning", logging.WARNING)
    assert changes == ["changed"]
    assert capfd.readouterr() == ("", "a warning\n")
    with pytest.raises(Unavailable, match=f"No log: {reason}") as told:
        file.check()
    assert str(path) in told.value.problem.sentence
    assert not (path.parent / "somebody-elses").exists() or (path.parent / "somebody-elses").read_text() == "mine"

    for place in (path, path.with_name("pomtray.log.1")):
        if os.path.lexists(place):
            place.rename(place.with_suffix(".aside"))
    file.check()
    assert path.read_text() == "a warning\n"
    say(file, "well again")
    assert changes == ["changed"], "whoever looks needs not to be told"


def test_it_works_again_without_being_looked_at(file: LogFile, path: Path, changes: list[str]) -> None:
    path.mkdir(parents=True)
    say(file, "lost")
    path.rmdir()
    say(file, "kept")
    assert changes == ["changed", "changed"]
    assert path.read_text() == "kept\n"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make somebody else's file")
@pytest.mark.parametrize("when", ["from the start", "while it runs"])
def test_somebody_else_s_file_is_left_alone(file: LogFile, path: Path, when: str) -> None:
    if when == "while it runs":
        say(file, "well")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("mine")
    os.chown(path, 65534, 65534)
    say(file, "ours")
    with pytest.raises(Unavailable, match="It belongs to somebody else"):
        file.check()
    assert path.read_text() == "mine"


def test_a_removed_folder_is_made_anew(file: LogFile, path: Path) -> None:
    say(file, "first")
    path.unlink()
    path.parent.rmdir()
    say(file, "second")
    assert path.read_text() == "second\n"


FULL = """
import logging, sys
from pathlib import Path
from pomtray.core.errors import Unavailable
from pomtray.desktop.files import log
file = log.start(Path(sys.argv[1]))
for number in range(100):
    logging.getLogger("pomtray").info("%s", "x" * 100)
logging.getLogger("pomtray").info("a defect of ours %d", "no number")
try:
    file.check()
except Unavailable as told:
    print(told.problem.title)
"""


def test_a_full_disk_costs_a_log_and_nothing_else(path: Path) -> None:
    argv = [sys.executable, "-c", FULL, str(path)]
    done = subprocess.run(argv, capture_output=True, text=True, check=True, preexec_fn=at_most_4096_bytes)
    assert done.stdout == "No log: File too large\n"
    assert done.stderr == ""


def at_most_4096_bytes() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))


def test_what_isolates_a_name_on_the_screen_is_not_logged(file: LogFile, path: Path) -> None:
    say(file, f"no answer of {isolated('ويكي')}")
    assert path.read_text("utf-8") == "no answer of ويكي\n"
