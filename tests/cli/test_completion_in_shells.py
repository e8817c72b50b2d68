"""Tab in the real shells, in a terminal of their own: what it makes of a line, the program gets."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from pomtray.cli.completion import script

pty = pytest.importorskip("pty")
ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(not shutil.which("setsid"), reason="setsid gives a shell its terminal")
ASK = """
import sys
from pomtray.cli.completion import answer
from tests.cli.test_completion import parser
sys.exit(answer(sys.argv[1], parser()))
"""
SETTINGS = """
[[routes]]
name = "Wiki & notes"
url = "https://wiki.example.com"
[[routes]]
name = "api:v2"
url = "https://api.example.com"
[[routes]]
name = "Größe $HOME"
url = "https://size.example.com"
"""


def interactive(shell: str, file: Path) -> tuple[Sequence[str], str]:
    """How it is started without anybody's settings, and what it is told first."""
    return {
        "bash": (["bash", "--norc", "--noprofile", "-i"], f". {file}"),
        "zsh": (
            ["zsh", "-f", "-i"],
            f"autoload -U compinit; compinit -u -D; zstyle ':completion:*' insert-tab false; . {file}",
        ),
        "fish": (["fish", "--no-config", "-i"], f". {file}"),
    }[shell]


@contextmanager
def terminal(command: Sequence[str], env: dict[str, str]) -> Iterator[int]:
    """A shell in a terminal of its own; gives the other end, whose output is read away."""
    ours, its = pty.openpty()
    program = subprocess.Popen(["setsid", "--ctty", *command], env=env, stdin=its, stdout=its, stderr=its)
    os.close(its)
    reader = threading.Thread(target=read_away, args=[ours])
    reader.start()
    try:
        yield ours
    finally:
        program.kill()
        program.wait()
        reader.join()
        os.close(ours)


def read_away(end: int) -> None:
    try:
        while os.read(end, 4096):
            pass
    except OSError:  # the shell is gone
        pass


def typed(shell: str, folder: Path, keys: str) -> list[str]:
    """The arguments that `pomtray` gets when these keys are pressed in a shell."""
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed")
    (folder / "home").mkdir()
    (folder / "bin").mkdir()
    got = folder / "got"
    os.mkfifo(got)
    program = folder / "bin/pomtray"
    ask = f"exec env PYTHONPATH={ROOT} {sys.executable} -c '{ASK}' {shell}"
    program.write_text(f'#!/bin/sh\nif [ "$1" = __complete ]; then {ask}; fi\nprintf \'%s\\0\' "$@" >{got}\n')
    program.chmod(0o755)
    settings = folder / "home/.config/pomtray/pomtray.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text(SETTINGS)
    (folder / "script").write_text(script(shell))
    command, first = interactive(shell, folder / "script")
    env = {"PATH": f"{folder / 'bin'}:{os.environ['PATH']}", "HOME": str(folder / "home")}
    with terminal(command, {**env, "LANG": "C.UTF-8", "TERM": "xterm"}) as end:
        os.write(end, f"{first}\r{keys}\r".encode())
        return got.read_text().split("\0")[:-1]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
@pytest.mark.parametrize(
    ("keys", "wanted"),
    [
        ("pomtray tok\tapi\t--js\t", ["token", "api:v2", "--json"]),
        ("pomtray token api:\t", ["token", "api:v2"]),
        ("pomtray token Wi\t", ["token", "Wiki & notes"]),
        ("pomtray token Wiki\\ \t", ["token", "Wiki & notes"]),
        ('pomtray token "Wiki \t', ["token", "Wiki & notes"]),
        ("pomtray token Gr\t", ["token", "Größe $HOME"]),
        ("pomtray token 'Gr\t", ["token", "Größe $HOME"]),
        ("pomtray --look d\t", ["--look", "dark"]),
        ("pomtray --look=d\t", ["--look=dark"]),
        ("pomtray --config /etc/passw\t", ["--config", "/etc/passwd"]),
        ("pomtray --config=/etc/passw\t", ["--config=/etc/passwd"]),
    ],
)
def test_tab(shell: str, keys: str, wanted: list[str], tmp_path: Path) -> None:
    assert typed(shell, tmp_path, keys) == wanted
