"""What stands in the memory of a program, for whoever may read that."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

_ENCODINGS = ("ascii", "utf-16-le")
"""Python's and Qt's, of texts that are ASCII."""


def memory(pid: int) -> Iterator[bytes]:
    """All that can be read of it."""
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as found:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            place, rights = line.split()[:2]
            begin, end = (int(part, 16) for part in place.split("-"))
            if rights.startswith("r"):
                with contextlib.suppress(OSError, OverflowError):
                    found.seek(begin)
                    yield found.read(end - begin)


def times(pid: int, *texts: str) -> int:
    """How often any of them stands there."""
    needles = [text.encode(encoding) for text in texts for encoding in _ENCODINGS]
    return sum(part.count(needle) for part in memory(pid) for needle in needles)


def pieces(token: str) -> tuple[str, ...]:
    """A JWT, and the two parts without which it is none."""
    _, payload, signature = token.split(".")
    return token, payload, signature


def workers(pid: int) -> list[int]:
    """The processes in which the program has heavy work done. NOTE: any of its threads may have started one."""
    threads = Path(f"/proc/{pid}/task").glob("*/children")
    children = [int(child) for children in threads for child in children.read_text().split()]
    return [child for child in children if b"pomtray.worker" in _command_line(child)]


def known_to_worker(pid: int, token: str) -> bool:
    """Whether a worker that is there has any piece of it. NOTE: one may end while it is looked through."""
    found = False
    for worker in workers(pid):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            found = found or times(worker, *pieces(token)) > 0
    return found


def _command_line(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""
