"""The log file: what was done and what went wrong, never a credential. The program runs without it, too."""

from __future__ import annotations

import errno
import logging
import os
import stat
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from pomtray.core.plain import unmarked
from pomtray.core.text import phrase
from pomtray.desktop.files import early_log, private_folder
from pomtray.desktop.unavailable import unavailable

_BYTES: Final = 512 * 1024
_STANDARD_ERROR: Final = 2
_OPENED: Final = os.O_WRONLY | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
"""Never through a link, and without waiting for whoever reads a FIFO."""


def start(path: Path) -> LogFile:
    """Log to `path` from now on; other libraries only their warnings (httpx logs URLs)."""
    logging.raiseExceptions = False  # what cannot be written is told by `LogFile`, never as a traceback
    file = LogFile(path)
    file.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    early_log.hand_on(file)
    root.addHandler(file)
    root.setLevel(logging.WARNING)
    logging.getLogger("pomtray").setLevel(logging.INFO)
    return file


class LogFile(logging.Handler):
    """Appends to one file that its owner alone may read. Full (`limit` bytes), it is kept beside, and a new one begun.

    What cannot be written there goes to the standard error stream, from warnings upwards.
    """

    def __init__(self, path: Path, limit: int = _BYTES) -> None:
        super().__init__()
        self._path = path
        self._copy = path.with_name(f"{path.name}.1")
        self._limit = limit
        self._descriptor: int | None = None
        self._unwritten = b""
        self.on_change: Callable[[], object] = lambda: None
        """Called, in any thread, when writing begins to fail and when it works again."""

    def check(self) -> None:
        """See that the file can be written. Raises `Unavailable`."""
        self.acquire()
        try:
            self._write(self._unwritten)
        except OSError as error:
            raise unavailable(phrase("No log"), error, self._path, phrase("Nothing is written down.")) from error
        else:
            self._unwritten = b""
        finally:
            self.release()

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self._keep(f"{unmarked(self.format(record))}\n".encode("utf-8", "backslashreplace"), record.levelno)
        except Exception:  # noqa: BLE001 as in every handler: what is logged never stops the program
            self.handleError(record)

    def close(self) -> None:
        self._close()
        super().close()

    def _keep(self, line: bytes, level: int) -> None:
        failed_before = bool(self._unwritten)
        try:
            self._write(line)
            self._unwritten = b""
        except OSError:
            self._unwritten = line
            if level >= logging.WARNING:
                with suppress(OSError):
                    os.write(_STANDARD_ERROR, line)
        if failed_before != bool(self._unwritten):
            self.on_change()

    def _write(self, data: bytes) -> None:
        descriptor = self._current()
        if os.fstat(descriptor).st_size + len(data) > self._limit:
            descriptor = self._begun_anew()
        while data:
            data = data[os.write(descriptor, data) :]

    def _current(self) -> int:
        """The open file, opened anew where somebody has moved or removed it."""
        if self._descriptor is not None and _is_well(self._path, self._descriptor):
            return self._descriptor
        self._close()
        private_folder.make(self._path.parent)
        with suppress(OSError):
            os.close(_opened(self._copy, _OPENED))
        self._descriptor = _opened(self._path, _OPENED | os.O_CREAT)
        return self._descriptor

    def _begun_anew(self) -> int:
        self._close()
        self._path.replace(self._copy)
        return self._current()

    def _close(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def _is_well(path: Path, descriptor: int) -> bool:
    """Whether the open file is still the one at `path`, and its owner's alone."""
    with suppress(OSError):
        found = path.lstat()
        return os.path.samestat(found, os.fstat(descriptor)) and not _is_open_to_others(found)
    return False


def _is_open_to_others(found: os.stat_result) -> bool:
    return sys.platform != "win32" and (found.st_uid != os.geteuid() or bool(found.st_mode & 0o077))


def _opened(path: Path, flags: int) -> int:
    """A file of ours, closed to everybody else. Raises `OSError` for anything else."""
    with suppress(FileNotFoundError):
        _refuse_strange(path.lstat(), path)
    descriptor = os.open(path, flags, 0o600)
    try:
        found = os.fstat(descriptor)
        _refuse_strange(found, path)
        if sys.platform != "win32" and found.st_mode & 0o077:
            os.fchmod(descriptor, 0o600)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _refuse_strange(found: os.stat_result, path: Path) -> None:
    if not stat.S_ISREG(found.st_mode):
        what = phrase("It is a link") if stat.S_ISLNK(found.st_mode) else phrase("It is not a file")
        raise OSError(errno.EINVAL, what, str(path))
    if sys.platform != "win32" and found.st_uid != os.geteuid():
        raise PermissionError(errno.EPERM, phrase("It belongs to somebody else"), str(path))
