"""What Linux says of a process: which file it runs, who started it, and when (proc(5))."""

from __future__ import annotations

import os
import stat
import sys
from contextlib import suppress
from typing import Final

from pomtray.core.domain.program import Process

SUPPORTED: Final = sys.platform == "linux"
_GONE: Final = " (deleted)"
_TERMINAL_MASTERS: Final = range(136, 144)
"""Major numbers of pseudo-terminals."""
_ARGUMENTS: Final = 64 * 1024
"""Bytes that are read of a command line."""


def read_process(pid: int) -> Process | None:
    """None where there is none. What is not said to this user is left out. It may block: ask in a thread."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:  # noqa: PTH123 a string already
            found = file.read()
    except OSError:
        return None
    rest = found[found.rindex(b")") + 2 :].split()
    parent, terminal, started = int(rest[1]), int(rest[4]), int(rest[19])
    path, mark = _executable(pid)
    folder = ""
    with suppress(OSError):
        folder = os.readlink(f"/proc/{pid}/cwd")  # noqa: PTH115 a string already
    return Process(pid, parent, started, path, _arguments(pid), mark, _terminal(terminal), folder)


def file_mark(path: str) -> str | None:
    """Changes with the file at `path`; "" for one that this user cannot replace, None where there is none."""
    try:
        found = os.stat(path)  # noqa: PTH116 a string already
    except OSError:
        return None
    if not stat.S_ISREG(found.st_mode):
        return None
    return "" if _is_managed(path, found) else _mark(found)


def _executable(pid: int) -> tuple[str, str]:
    """The file's path, and its mark: of what runs, which need not be what lies at that path now."""
    link = f"/proc/{pid}/exe"
    try:
        path, runs = os.readlink(link), os.stat(link)  # noqa: PTH115, PTH116 strings already
    except OSError:
        return "", ""
    if runs.st_nlink == 0:
        path = path.removesuffix(_GONE)
        return path, "" if _is_foreign(runs) and not _may_write(os.path.dirname(path)) else _mark(runs)  # noqa: PTH120 as above
    try:
        lies = os.stat(path)  # noqa: PTH116 as above
    except OSError:  # it runs in a container, where the path is another one
        return path, _mark(runs)
    is_same = (lies.st_dev, lies.st_ino) == (runs.st_dev, runs.st_ino)
    return path, "" if is_same and _is_managed(path, runs) else _mark(runs)


def _is_managed(path: str, found: os.stat_result) -> bool:
    """Whether only an administrator, or a package of theirs, can put another file there."""
    return _is_foreign(found) and not _may_write(path) and not _may_write(os.path.dirname(path))  # noqa: PTH120 a string already


def _is_foreign(found: os.stat_result) -> bool:
    return found.st_uid != os.getuid()


def _may_write(path: str) -> bool:
    return os.access(path, os.W_OK)


def _mark(found: os.stat_result) -> str:
    """NOTE: who may write a file can set its times, all but this one."""
    return f"{found.st_ino:x}.{found.st_size:x}.{found.st_ctime_ns:x}"


def _arguments(pid: int) -> tuple[str, ...]:
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as file:  # noqa: PTH123 a string already
            found = file.read(_ARGUMENTS)
    except OSError:
        return ()
    return tuple(os.fsdecode(text) for text in found.removesuffix(b"\0").split(b"\0"))


def _terminal(number: int) -> str:
    """The controlling one, as it is called; "" for none."""
    major, minor = (number >> 8) & 0xFFF, (number & 0xFF) | ((number >> 12) & 0xFFF00)
    if major in _TERMINAL_MASTERS:
        return f"pts/{minor + 256 * (major - _TERMINAL_MASTERS.start)}"
    return f"tty{minor}" if major == 4 else ""  # noqa: PLR2004 the console's
