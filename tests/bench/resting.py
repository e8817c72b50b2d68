"""What a process holds and does, from /proc."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.bench.running import PYTHON

_MAPPING = re.compile(r"[0-9a-f]+-[0-9a-f]+ \S+ \S+ \S+ \d+ *(.*)")
_SWITCHES = re.compile(r"^voluntary_ctxt_switches:\s+(\d+)", re.MULTILINE)
_OWN = tuple({str(Path(place).resolve()) for place in (Path(PYTHON).parents[1], sys.base_prefix, PYTHON)})


def memory(pid: int) -> float:
    """MiB. PSS, but what only our runs share counts in full, so that others beside make it no smaller.

    That is: Python's own files and those of its environment. Others, such as libc, are shared by the whole desktop.
    """
    kilobytes, own = 0, False
    for line in Path(f"/proc/{pid}/smaps").read_text().splitlines():
        if mapping := _MAPPING.fullmatch(line):
            own = mapping[1].startswith(_OWN)
        elif line.startswith("Rss:" if own else "Pss:"):
            kilobytes += int(line.split()[1])
    return kilobytes / 1024


@dataclass(frozen=True)
class Activity:
    """Since the process started."""

    wakeups: int
    """Voluntary context switches of all its threads: how often one went to sleep, and so woke up."""
    cpu: float
    """Milliseconds."""

    def __sub__(self, earlier: Activity) -> Activity:
        return Activity(self.wakeups - earlier.wakeups, self.cpu - earlier.cpu)


def activity(pid: int) -> Activity:
    tasks = [task.read_text() for task in Path(f"/proc/{pid}/task").glob("*/status")]
    switches = sum(int(number) for task in tasks for number in _SWITCHES.findall(task))
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return Activity(switches, (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK"))
