"""What a crash leaves on the disk."""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pomtray.desktop.processes import core_dumps

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the filter is Linux's")
_ROOT = Path(__file__).parents[3]
_FILTER = Path("/proc/self/coredump_filter")
_SHOW = f"cat {_FILTER}; ulimit -c"
_LEAVING = "import os; from pomtray.desktop.processes import core_dumps as it; it.leave_none()"
_CRASH = """
import os, resource
from pomtray.desktop.processes import core_dumps
held = "-".join(["canary", "of", "the", "memory"])
{first}
resource.setrlimit(resource.RLIMIT_CORE, (resource.getrlimit(resource.RLIMIT_CORE)[1],) * 2)
os.abort()
"""


def run(program: str, folder: Path) -> str:
    ended = subprocess.run(
        (sys.executable, "-c", program), cwd=folder, env={"PYTHONPATH": str(_ROOT)},
        capture_output=True, check=False, text=True, timeout=30,
    )  # fmt: skip
    return ended.stdout.strip()


@pytest.fixture
def limited() -> Iterator[None]:
    """What tests run with may write dumps."""
    before = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (before[1], before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_CORE, before)


def test_no_memory_is_dumped(tmp_path: Path, limited: None) -> None:
    shown, limit = run(f"{_LEAVING}; os.execv('/bin/sh', ['sh', '-c', '{_SHOW}'])", tmp_path).split()
    assert (int(shown, 16), limit) == (0, "0")


def test_a_program_in_our_place_has_what_was_set_before(tmp_path: Path, limited: None) -> None:
    told = subprocess.run(("sh", "-c", _SHOW), capture_output=True, check=True, text=True, timeout=30).stdout
    assert run(f"{_LEAVING}; it.as_before(); os.execv('/bin/sh', ['sh', '-c', '{_SHOW}'])", tmp_path) == told.strip()


def test_without_a_filter_all_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core_dumps, "_FILTER", "/proc/self/none")
    core_dumps.leave_none()
    core_dumps.as_before()


@pytest.mark.parametrize("first", ["core_dumps.leave_none()", ""], ids=["left out", "as it would be"])
def test_a_crash_leaves_nothing_that_was_held(tmp_path: Path, first: str) -> None:
    run(_CRASH.format(first=first), tmp_path)
    dumps = [*tmp_path.glob("core*")]
    if not dumps:
        pytest.skip("this machine writes no dump beside a program")
    assert any(b"canary-of-the-memory" in dump.read_bytes() for dump in dumps) is (not first)
