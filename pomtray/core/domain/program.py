"""Which program asks: found among the processes from the one at the socket upwards, and told apart from others.

pomtray's own commands are nobody: who ran one asks. So it is with what runs one command only (`sh -c`, `timeout`). A
script is the program, and not its interpreter; a shell that somebody types into is one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from posixpath import basename
from typing import Final

from pomtray.core.plain import foreign

_LAUNCHERS: Final = frozenset({"timeout", "time", "xargs", "flock", "watch"})
_MANAGERS: Final = frozenset({"systemd", "init"})
"""Whoever lost its parent becomes a child of these, so that they say nothing of who it is."""
_SHELL: Final = re.compile(r"(ba|da|z|k|fi|)sh[\d.]*")
_INTERPRETER: Final = re.compile(r"(python|perl|ruby|node|nodejs|php|lua|luajit)[\d.]*")
_PYTHON: Final = frozenset({"-X", "-W"}), frozenset({"-c", "-"})
"""Options with a value of their own, and those after which no file is named."""
_OF_SHELLS: Final = frozenset({"-O", "-o", "+O", "+o", "--rcfile", "--init-file"}), frozenset({"-c", "-s", "-"})
_OTHERS: Final = frozenset({"-r", "--require", "--import"}), frozenset({"-e", "-E", "-p", "--eval", "--print", "-"})
_OWN_CODE: Final = "runpy.run_module('pomtray'"
"""How `own_command` runs the program."""
_LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class Process:
    """What the system says of one; another one of the same number has another `started`."""

    pid: int
    parent: int
    started: int
    path: str = ""
    """Of what it runs; "" where that is not said."""
    argv: tuple[str, ...] = field(default=(), repr=False)
    """NOTE: other programs' arguments may hold secrets."""
    mark: str = ""
    """Of the file that it runs; "" for one that this user cannot replace."""
    terminal: str = ""
    folder: str = ""
    """That it works in."""

    @property
    def name(self) -> str:
        return basename(self.path)


@dataclass(frozen=True, slots=True)
class Program:
    """Who asks. The same one: the same files, unchanged."""

    path: str = ""
    """Of its executable; "" for a program that cannot be told."""
    script: str = ""
    """What its interpreter runs."""
    mark: str = ""
    """Changes with files that this user can replace; those of an installed package count by their paths alone."""
    terminal: str = field(default="", compare=False)
    lasting: bool = False
    """Whether a yes to it can be kept: of an interpreter alone nobody knows what it runs the next time."""
    ours: bool = False
    """The person has had this very pomtray start it."""

    @property
    def name(self) -> str:
        """What it is called in a sentence."""
        if not self.path:
            return "An unknown program"
        return foreign(basename(self.script) or basename(self.path))

    @property
    def placed(self) -> str:
        """Where it lies, in full."""
        if not self.path:
            return "pomtray cannot tell which one it is"
        runs = f"{foreign(self.script, _LONGEST)}, run by " if self.script else ""
        terminal = f", in the terminal {foreign(self.terminal)}" if self.terminal else ""
        return f"{runs}{foreign(self.path, _LONGEST)}{terminal}"


UNKNOWN: Final = Program()
OURS: Final = Program(ours=True)


def asks(process: Process, own: int) -> bool:
    """Whether it is who asks, and not the one that ran it. own: this program's number."""
    if process.pid == own or is_pomtray(process):
        return process.pid == own
    if process.name in _LAUNCHERS and not process.mark:
        return False
    return not (_SHELL.fullmatch(process.name) and _runs_one_command(process.argv))


def program(process: Process, own: int, file_mark: Callable[[str], str | None]) -> Program:
    """Who the process is that `asks`. file_mark: of the file at a path, as `Process.mark`; None where there is none."""
    if process.pid == own:
        return OURS
    if process.pid <= 1 or not process.path or process.name in _MANAGERS:
        return UNKNOWN
    plain = Program(process.path, "", process.mark, process.terminal, lasting=True)
    is_shell = _SHELL.fullmatch(process.name) is not None
    if not is_shell and _INTERPRETER.fullmatch(process.name) is None:
        return plain
    script = _script(process)
    path = script if script.startswith(("/", "-m ")) or not script else f"{process.folder}/{script}"
    mark = "" if path.startswith("-m ") else file_mark(path) if path else None
    if mark is None:
        return Program(process.path, "", process.mark, process.terminal, lasting=is_shell and bool(process.terminal))
    return Program(process.path, path, f"{process.mark} {mark}".strip(), process.terminal, lasting=True)


def is_pomtray(process: Process) -> bool:
    """Whether it runs this program, however that is installed."""
    if process.name == "pomtray":
        return True
    if not process.name.startswith("python"):
        return False
    script = _script(process)
    return script == "-m pomtray" or basename(script) == "pomtray" or _runs_own_code(process.argv)


def _runs_own_code(argv: Sequence[str]) -> bool:
    code = argv[argv.index("-c") + 1 :][:1] if "-c" in argv else ()
    return any(_OWN_CODE in text for text in code)


def _runs_one_command(argv: Sequence[str]) -> bool:
    options = _options(argv)
    return any(text.startswith("-") and not text.startswith("--") and "c" in text for text in options)


def _options(argv: Sequence[str]) -> list[str]:
    """Those before the first argument that is none."""
    found: list[str] = []
    for text in argv[1:]:
        if not text.startswith(("-", "+")) or text in {"-", "--"}:
            break
        found.append(text)
    return found


def _script(process: Process) -> str:
    """What an interpreter was told to run: a path, `-m` and a module, or ""."""
    is_python = process.name.startswith("python")
    with_value, code = _PYTHON if is_python else _OF_SHELLS if _SHELL.fullmatch(process.name) else _OTHERS
    rest = iter(process.argv[1:])
    for text in rest:
        if text == "-m" and is_python:
            return f"-m {next(rest, '')}"
        if text in code:
            return ""
        if text in with_value:
            next(rest, "")
        elif text == "--":
            return next(rest, "")
        elif not text.startswith(("-", "+")):
            return text
    return ""
