"""Commands whose streams are closed, full or read by nobody: the exit status is right, and no traceback is shown."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="/dev/full, and a shell that closes streams")
_ANSWERS = ("routes", "completion bash")
_UNUSABLE = {
    "closed": (">&-", "Standard output: Bad file descriptor.", 1),
    "two are closed": ("<&- >&-", "Standard output: Bad file descriptor.", 1),
    "a full disk": (">/dev/full", "Standard output: No space left on device.", 1),
    "read by nobody": ("| true", "", 141),
}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    settings = tmp_path / ".config/pomtray/pomtray.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text('[[routes]]\nname = "app"\nurl = "https://app.example.com"\n')
    return tmp_path


def run(home: Path, line: str) -> tuple[int, str, str]:
    """A line of the shell: its first command's status, what it printed, and what it told."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "POMTRAY_"))}
    env = {**kept, "HOME": str(home), "PYTHONPATH": str(_ROOT), "LANG": "C.UTF-8"}
    script = f'pomtray() {{ "{sys.executable}" -m pomtray "$@"; }}\n{line}\nexit "${{PIPESTATUS[0]}}"'
    done = subprocess.run(["bash", "-c", script], env=env, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(("how", "told", "status"), _UNUSABLE.values(), ids=_UNUSABLE.keys())
def test_an_answer_that_cannot_be_printed_is_told(home: Path, how: str, told: str, status: int) -> None:
    for command in _ANSWERS:
        ended = run(home, f"pomtray {command} {how}")
        assert ended == (status, "", f"pomtray: {told}\n" if told else ""), command


def test_what_cannot_be_told_leaves_the_status(home: Path) -> None:
    for how in ("2>&-", "2>/dev/full", "<&- >&- 2>&-", ">/dev/full 2>&1", "2>&1 | true"):
        assert run(home, f"pomtray header nosuch {how}")[0] == 64, how
    for how in ("2>&-", "2>/dev/full"):
        assert "https://app.example.com" in run(home, f"pomtray routes {how}")[1], how


def test_input_that_is_closed_is_as_empty(home: Path) -> None:
    for command in ("routes", "git-credential get", "add -"):
        assert run(home, f"pomtray {command} <&-")[0] == (64 if command == "add -" else 0), command
