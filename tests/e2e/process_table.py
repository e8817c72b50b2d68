"""The system's processes as other users may see them: command lines, environments, listeners."""

from __future__ import annotations

import threading
from pathlib import Path

_LISTENING = "0A"


def children(pid: int) -> list[int]:
    """Processes below `pid`, however deep."""
    below = [int(child) for task in Path(f"/proc/{pid}/task").glob("*/children") for child in _read(task).split()]
    return below + [grandchild for child in below for grandchild in children(child)]


def running() -> set[int]:
    return {int(path.name) for path in Path("/proc").glob("[0-9]*")}


def with_argument(beginning: str) -> tuple[int, str] | None:
    """A process with an argument that begins so, and that argument: any user may read it."""
    for pid in running():
        for argument in _read(Path(f"/proc/{pid}/cmdline")).decode(errors="replace").split("\0"):
            if argument.startswith(beginning):
                return pid, argument
    return None


def listeners() -> set[tuple[int, str]]:
    """TCP ports of this machine with a listener on IPv4, and its inode: another program's at that port is another."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return {(int(row[1].partition(":")[2], 16), row[9]) for row in rows if row[3] == _LISTENING}


def resident_megabytes(pid: int) -> float:
    """The resident set of one process."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024


class CommandLines:
    """Collects the command line and environment of everything that runs, while it runs."""

    def __init__(self) -> None:
        self.seen: set[bytes] = set()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="command lines")
        self._thread.start()

    def close(self) -> None:
        self._stopping.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stopping.wait(0.05):
            for process in Path("/proc").glob("[0-9]*"):
                self.seen.add(_read(process / "cmdline"))
                self.seen.add(_read(process / "environ"))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:  # the process has ended
        return b""
