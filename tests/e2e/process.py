"""Programs that a test starts: their output in files, their end certain."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Self, TypeVar

Seen = TypeVar("Seen")

PATIENCE = 30.0
"""Seconds until something that must happen is given up."""


class NeverHappenedError(AssertionError):
    """What a test waited for did not come."""


def eventually(look: Callable[[], Seen | None], what: str, within: float = PATIENCE) -> Seen:
    """The first truthy result of `look`. Other programs tell of their changes in no other way."""
    deadline = time.monotonic() + within
    while not (seen := look()):
        if time.monotonic() > deadline:
            raise NeverHappenedError(f"{what}: not within {within:g} s")
        time.sleep(0.02)
    return seen


def listens(place: Path) -> bool:
    """Whether somebody answers at the socket: it is there a moment before."""
    with socket.socket(socket.AF_UNIX) as client:
        return client.connect_ex(str(place)) == 0


class Process:
    """One program of the desktop, its output in `log`."""

    def __init__(
        self, argv: Sequence[str], env: Mapping[str, str], log: Path, *, pass_fds: Sequence[int] = (), text: str = ""
    ) -> None:
        self.log = log
        self.name = Path(argv[0]).name
        stdin = subprocess.PIPE if text else subprocess.DEVNULL
        with log.open("ab") as out:
            self.popen = subprocess.Popen(argv, env=dict(env), stdin=stdin, stdout=out, stderr=out, pass_fds=pass_fds)
        if self.popen.stdin is not None:
            self.popen.stdin.write(text.encode())
            self.popen.stdin.close()

    @property
    def pid(self) -> int:
        return self.popen.pid

    @property
    def running(self) -> bool:
        return self.popen.poll() is None

    @property
    def state(self) -> str:
        """For people."""
        return "runs" if self.running else f"has ended with {self.popen.returncode}"

    @property
    def output(self) -> str:
        return self.log.read_text(errors="replace")

    def wait(self, within: float = PATIENCE) -> int:
        """The exit status."""
        try:
            return self.popen.wait(within)
        except subprocess.TimeoutExpired as late:
            raise NeverHappenedError(f"{self.name} still runs after {within:g} s:\n{self.output}") from late

    def kill(self) -> None:
        """As a crash would end it."""
        self.popen.kill()
        self.popen.wait()

    def stop(self) -> None:
        if not self.running:
            return
        self.popen.terminate()
        try:
            self.popen.wait(5)
        except subprocess.TimeoutExpired:
            self.kill()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.stop()
