"""What Qt has to say goes into our log: a person who starts the program cannot do anything about it."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

_log = logging.getLogger("qt")
_STANDARD_ERROR: Final = 2
_NEWEST: Final = 10
_LEVEL: Final = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


@contextmanager
def logged() -> Iterator[None]:
    """While this lasts. What ends the program, because there is no display for example, is said on the terminal too."""
    said: list[str] = []

    def heard(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
        line = f"{context.category}: {text}"
        if line not in said:  # some are said at each click
            _log.log(_LEVEL[kind], "%s", line)
        if kind in {QtMsgType.QtWarningMsg, QtMsgType.QtCriticalMsg} and line not in said:
            said[:] = [*said[1 - _NEWEST :], line]
        elif kind is QtMsgType.QtFatalMsg:
            _say([*said, line])

    qInstallMessageHandler(heard)
    try:
        yield
    finally:
        qInstallMessageHandler(None)


def _say(lines: list[str]) -> None:
    with suppress(OSError):
        os.write(_STANDARD_ERROR, "".join(f"{line}\n" for line in lines).encode(errors="backslashreplace"))
