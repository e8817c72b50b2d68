"""How what asyncio has started is stopped.

WORKAROUND for Python before 3.12.8 (python/cpython#127049): `Process.kill` and `terminate` look for themselves whether
it has ended, and so take its exit status away from asyncio, which then says so where everybody reads it.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from asyncio.subprocess import Process


def kill(process: Process) -> None:
    """At once; harmless where it has ended."""
    if sys.platform == "win32":
        _stop(process)
    else:
        _send(process, signal.SIGKILL)


def terminate(process: Process) -> None:
    """It may end in its own way; harmless where it has."""
    if sys.platform == "win32":
        _stop(process)
    else:
        _send(process, signal.SIGTERM)


def _send(process: Process, number: int) -> None:
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process.pid, number)


def _stop(process: Process) -> None:
    """As Windows does it; there nobody's status is taken away."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        process.kill()
