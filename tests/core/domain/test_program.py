"""Which program asks, by what the system says of the processes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pomtray.core.domain.program import OURS, UNKNOWN, Process, Program, asks, is_pomtray, program

OWN = 99


def a_process(*argv: str, path: str = "", mark: str = "", terminal: str = "", pid: int = 7) -> Process:
    return Process(pid, 5, 100, path or f"/usr/bin/{argv[0]}", argv, mark, terminal, "/home/alice")


def marks(**known: str) -> Callable[[str], str | None]:
    return lambda path: known.get(path.rpartition("/")[2].partition(".")[0])


@pytest.mark.parametrize(
    "process",
    [
        a_process("python3.11", "-m", "pomtray", "token", "app"),
        a_process("python3.11", "-I", "-X", "utf8", "/usr/bin/pomtray", "token", "app"),
        a_process("python3", "-P", "-c", "import runpy; runpy.run_module('pomtray', run_name='__main__')", "proxy"),
        a_process("pomtray", "token", "app", path="/opt/pomtray/pomtray"),
        a_process("sh", "-c", "pomtray token app", path="/usr/bin/dash"),
        a_process("bash", "-ec", "pomtray token app"),
        a_process("bash", "-o", "pipefail", "-c", "pomtray token app"),
        a_process("sh", "-c", "pomtray token app", path="/usr/bin/busybox"),
        a_process("python3.11", "-Im", "pomtray", "token", "app"),
        a_process("timeout", "5", "pomtray", "token", "app"),
    ],
)
def test_who_ran_it_asks(process: Process) -> None:
    assert not asks(process, OWN)


@pytest.mark.parametrize(
    "process",
    [
        a_process("kubectl", "get", "pods"),
        a_process("-bash", path="/usr/bin/bash"),
        a_process("bash", "deploy.sh", "-c"),
        a_process("bash", "--rcfile", "/etc/rc"),
        a_process("python3.11", "tool.py", "-m", "pomtray"),
        a_process("python3.11", "-c", "print('pomtray')"),
        a_process("timeout", "5", "pomtray", path="/home/alice/timeout", mark="1.2.3"),
        a_process("python3", "-m", "pomtray", pid=OWN),
    ],
)
def test_it_asks_itself(process: Process) -> None:
    assert asks(process, OWN)


def test_what_the_person_had_this_pomtray_start_is_ours() -> None:
    assert program(a_process("python3", "-m", "pomtray", pid=OWN), OWN, marks()) == OURS


@pytest.mark.parametrize(
    "process",
    [
        a_process("systemd", "--user", path="/usr/lib/systemd/systemd"),
        a_process("init", path="/sbin/init", pid=1),
        Process(7, 5, 100),
        a_process("x", path="/opt/\udcff"),
    ],
)
def test_whoever_lost_its_parent_or_hides_is_unknown(process: Process) -> None:
    assert program(process, OWN, marks()) == UNKNOWN
    assert UNKNOWN.name == "An unknown program"
    assert not UNKNOWN.lasting


def test_a_program_is_its_file() -> None:
    found = program(a_process("kubectl", "--token=SECRET", mark="1.2.3"), OWN, marks())
    assert found == Program("/usr/bin/kubectl", "", "1.2.3", lasting=True)
    assert (found.name, found.placed) == ("kubectl", "/usr/bin/kubectl")
    assert "SECRET" not in repr(a_process("kubectl", "--token=SECRET"))


def test_a_script_is_the_program_and_not_its_interpreter() -> None:
    tool = program(a_process("python3.11", "-X", "dev", "tool.py"), OWN, marks(tool="9"))
    assert tool == Program("/usr/bin/python3.11", "/home/alice/tool.py", "9", lasting=True)
    assert (tool.name, tool.placed) == ("tool.py", "/home/alice/tool.py, run by /usr/bin/python3.11")
    changed = program(a_process("python3.11", "/home/alice/tool.py"), OWN, marks(tool="10"))
    assert changed != tool


def test_code_that_stands_nowhere_is_asked_about_each_time() -> None:
    for argv in (("-c", "print()"), ("-Ic", "tool.py"), ("-m", "tool"), ("-",), (), ("gone.py",), ("x\udcff.py",)):
        found = program(a_process("python3.11", *argv), OWN, marks(tool="1", x="1"))
        assert (found.path, found.script, found.lasting) == ("/usr/bin/python3.11", "", False)
    assert not program(a_process("perl", "-lane", "print"), OWN, marks()).lasting
    assert not program(a_process("node", "--eval", "1"), OWN, marks()).lasting
    for argv in ((), ("-s", "tool.sh"), ("-ls",)):
        assert not program(a_process("bash", *argv), OWN, marks(tool="1")).lasting


@pytest.mark.parametrize(
    "interpreter",
    [
        *("mksh", "ash", "tcsh", "bsd-csh", "ksh93", "zsh-5.9"),
        *("pypy3", "perl5.36-x86_64-linux-gnu", "luajit-2.1.0-beta3", "php8.2", "python3.11-dbg"),
    ],
)
def test_a_script_is_the_program_whatever_runs_it(interpreter: str) -> None:
    found = program(a_process(interpreter, "tool.x"), OWN, marks(tool="9"))
    assert (found.script, found.lasting) == ("/home/alice/tool.x", True)
    assert found != program(a_process(interpreter, "other.x"), OWN, marks(other="9"))


@pytest.mark.parametrize(
    "runner",
    [
        *("java", "dotnet", "mono-sgen", "pwsh", "deno", "bun", "gjs-console", "qml", "tclsh8.6", "wish8.6", "expect"),
        *(
            "mawk",
            "gawk",
            "original-awk",
            "Rscript",
            "R",
            "guile-3.0",
            "erl",
            "beam.smp",
            "julia",
            "octave-cli",
            "php-cgi8.2",
        ),
        *(
            "make",
            "find",
            "parallel",
            "gdb",
            "strace",
            "script",
            "socat",
            "emacs-gtk",
            "vim.basic",
            "nvim",
            "sudo",
            "nu",
        ),
        *("ld-linux-x86-64.so.2", "ld-2.31.so", "ld-musl-x86_64.so.1", "qemu-x86_64-static"),
    ],
)
def test_what_runs_whatever_it_is_told_is_asked_about_each_time(runner: str) -> None:
    """A yes to it would be one to all that it runs the next time."""
    found = program(a_process(runner, "tool.x"), OWN, marks(tool="9"))
    assert (found.path, found.script, found.lasting) == (f"/usr/bin/{runner}", "", False)


@pytest.mark.parametrize(
    "name", ["javaws-tool", "finder", "makepkg-gui", "kubectl", "Rstudio", "ld-tool", "emacsclient-x"]
)
def test_a_name_that_begins_like_one_is_another_program(name: str) -> None:
    assert program(a_process(name), OWN, marks()).lasting


def test_a_shell_that_somebody_types_into_is_a_program() -> None:
    shell = program(a_process("-bash", path="/usr/bin/bash", terminal="pts/3"), OWN, marks())
    assert shell.lasting
    assert shell.placed == "/usr/bin/bash, in the terminal pts/3"
    elsewhere = program(a_process("-bash", path="/usr/bin/bash", terminal="pts/4"), OWN, marks())
    assert elsewhere == shell
    assert program(a_process("bash", "deploy.sh"), OWN, marks(deploy="")) != shell


def test_a_name_cannot_pose_as_more_text() -> None:
    found = Program("/opt/kubectl\n\u202eallowed by the administrator", lasting=True)
    assert "\n" not in found.placed + found.name
    assert "\u202e" not in found.placed + found.name


def test_another_users_pomtray_is_recognised_by_what_it_runs() -> None:
    assert is_pomtray(a_process("python3.12", "/home/alice/.local/bin/pomtray", "token", "app"))
    assert not is_pomtray(a_process("python3.12"))
    assert not is_pomtray(a_process("perl", "-m", "pomtray"))
