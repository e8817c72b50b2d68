"""What is logged before there is a log file. The icon waits for this module: it imports next to nothing."""

from __future__ import annotations

import logging
from collections import deque
from typing import Final

_MOST: Final = 100


def keep_until_started() -> None:
    """Keep what is logged from now on: nothing of it is printed, and `hand_on` has it written down."""
    logging.getLogger().addHandler(_Kept())


def hand_on(to: logging.Handler) -> None:
    """Give `to` what was kept, and keep nothing more."""
    root = logging.getLogger()
    for kept in [handler for handler in root.handlers if isinstance(handler, _Kept)]:
        kept.hand_on(to)
        root.removeHandler(kept)


class _Kept(logging.Handler):
    """The newest of it."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._records: deque[logging.LogRecord] = deque(maxlen=_MOST)

    def emit(self, record: logging.LogRecord) -> None:
        self._records.append(record)

    def hand_on(self, to: logging.Handler) -> None:
        for record in self._records:
            to.handle(record)
