"""Who is at the other end: no process that has come in the place of another counts for it."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable
from dataclasses import replace

import pytest

from pomtray.core.domain.program import OURS, UNKNOWN, Process
from pomtray.desktop.sockets.peer import program_at, program_of

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nobody says which program asks")
COMMAND = Process(30, 20, 300, "/usr/bin/python3", ("python3", "-m", "pomtray", "token", "app"))
SHELL = Process(20, 10, 200, "/usr/bin/dash", ("sh", "-c", "pomtray token app"))
TOOL = Process(10, 1, 100, "/opt/tool", ("tool",))


def table(*processes: Process) -> Callable[[int], Process | None]:
    return {process.pid: process for process in processes}.get


def test_it_is_found_above_the_command_and_its_shell() -> None:
    assert program_of(30, lambda: True, table(COMMAND, SHELL, TOOL)).path == "/opt/tool"


@pytest.mark.parametrize(
    "processes",
    [
        (),
        (COMMAND,),
        (COMMAND, SHELL),
        (COMMAND, replace(SHELL, started=301), TOOL),  # the parent's number went to a later process
        (replace(COMMAND, parent=30),),  # round and round
    ],
)
def test_who_cannot_be_told_is_unknown(processes: tuple[Process, ...]) -> None:
    assert program_of(30, lambda: True, table(*processes)) == UNKNOWN


def test_the_run_of_our_command_is_told_even_of_an_unknown_program() -> None:
    assert program_of(30, lambda: True, table(COMMAND, SHELL, TOOL)).run == (30, 300)
    assert program_of(30, lambda: True, table(COMMAND)).run == (30, 300)
    assert program_of(10, lambda: True, table(TOOL)).run is None


def test_a_process_that_has_ended_meanwhile_is_not_told_from_its_follower() -> None:
    assert program_of(30, lambda: False, table(COMMAND, SHELL, TOOL)) == UNKNOWN


def test_a_process_that_runs_something_else_by_the_end_is_read_anew() -> None:
    reads: list[int] = []

    def read(pid: int) -> Process | None:
        reads.append(pid)
        later = replace(TOOL, path="/opt/other", started=100)
        return later if reads.count(10) > 1 and pid == 10 else table(COMMAND, SHELL, TOOL)(pid)

    assert program_of(30, lambda: True, read).path == "/opt/other"


def test_one_that_never_rests_is_unknown() -> None:
    turns = iter(range(100))

    def read(pid: int) -> Process | None:
        return replace(TOOL, path=f"/opt/{next(turns)}")

    assert program_of(10, lambda: True, read) == UNKNOWN


def test_this_program_is_ours_and_a_closed_connection_is_nobodys() -> None:
    ours, theirs = socket.socketpair(socket.AF_UNIX)
    assert program_at(ours) == OURS
    ours.close()
    theirs.close()
    assert program_at(ours) == UNKNOWN
