"""The worker's log is the program's: each line goes there."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable

from pomtray.pair.messages import LogLine


class LogRelay(logging.Handler):
    """Made inside a running event loop. tell: takes what was logged, in that loop."""

    def __init__(self, tell: Callable[[LogLine], None]) -> None:
        super().__init__()
        self._tell = tell
        self._loop = asyncio.get_running_loop()

    def emit(self, record: logging.LogRecord) -> None:
        """From any thread; of what is logged after the end nobody hears."""
        with contextlib.suppress(RuntimeError):
            line = LogLine(record.name, record.levelno, record.getMessage())
            self._loop.call_soon_threadsafe(self._tell, line)
