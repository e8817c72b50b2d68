"""The system tells the program to end: it does, whatever it is at."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys

import pytest

from pomtray.desktop.processes.ending import told_to_end

DEAF = """
import os, signal
from pomtray.desktop.processes.ending import end_at_once_when_told

class Called:
    def __del__(self):
        os.kill(os.getpid(), signal.{name})
        for _ in range(1000):
            pass

end_at_once_when_told()
Called()
raise SystemExit("it runs on")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there `os.kill` ends whom it is called for")
@pytest.mark.parametrize("name", [signal.SIGTERM.name, signal.SIGINT.name])
def test_before_it_listens_it_ends_also_where_an_exception_would_be_lost(name: str) -> None:
    """As where C++ calls Python: a program that raised there ran on, deaf and half loaded."""
    run = subprocess.run([sys.executable, "-c", DEAF.format(name=name)], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")


async def test_once_it_listens_it_is_told_and_no_more_after_that() -> None:
    told = asyncio.Event()
    with told_to_end(told.set):
        signal.raise_signal(signal.SIGTERM)
        async with asyncio.timeout(5):
            await told.wait()
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
