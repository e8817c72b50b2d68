"""Which program asks: found among the processes from the one at the socket upwards, and told apart from others.

pomtray's own commands are nobody: who ran one asks. So it is with what runs one command only (`sh -c`, `timeout`). A
script is the program, and not its interpreter; a shell that somebody types into is one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import field, replace
from posixpath import basename
from typing import Final

from pomtray.core.light_dataclass import dataclass
from pomtray.core.plain import foreign
from pomtray.core.text import phrase

_LAUNCHERS: Final = frozenset({"timeout", "time", "xargs", "flock", "watch"})
_MANY_IN_ONE: Final = frozenset({"busybox", "toybox"})
_MANAGERS: Final = frozenset({"systemd", "init"})
"""Whoever lost its parent becomes a child of these, so that they say nothing of who it is."""
_SHELL: Final = re.compile(r"((ba|da|z|k|mk|lk|pdk|ya|a|fi|tc|(bsd-)?c|)sh)[\d.-]*")
_INTERPRETER: Final = re.compile(r"(python|pypy|perl|ruby|node|nodejs|php|lua|luajit)(-?\d[\w.-]*)?")
_RUNS_ANYTHING: Final = re.compile(
    r"(java|dotnet|mono(-sgen)?|pwsh|deno|bun|[gc]js(-console)?|qml|tclsh|wish|expect|([gmn]|original-|)awk|R|Rscript|guile"
    r"|erl|beam\.smp|julia|octave(-cli|-gui)?|php-cgi|g?make|ninja|find|parallel|gdb|lldb|strace|ltrace|script|socat|ncat"
    r"|emacs(-gtk|-nox|-lucid)?|vim(\.\w+)?|nvim|sudo|doas|su|runuser|setpriv|chroot|nsenter|unshare|bwrap|nu|elvish"
    r"|ld-linux[\w.-]*|ld-musl[\w.-]*|qemu-\w+(-static)?|ld)(-?\d[\w.-]*)?(\.so[.\d]*)?"
)
"""What runs that it is told to, in a way that is not read here."""
_PYTHONS: Final = ("python", "pypy")
_WITH_VALUE: Final = frozenset({"-X", "-W", "-r", "--require", "--import"})
_WITH_VALUE_IN_SHELLS: Final = frozenset({"-O", "-o", "+O", "+o", "--rcfile", "--init-file"})
_CODE: Final = frozenset({"--eval", "--print"})
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
        name = basename(self.path)
        return basename(self.argv[0]).lstrip("-") if name in _MANY_IN_ONE and self.argv else name

    @property
    def is_shell(self) -> bool:
        return _SHELL.fullmatch(self.name) is not None


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
    run: tuple[int, int] | None = field(default=None, compare=False)
    """Number and start of pomtray's command by which it asks; None where it asks by itself."""
    ours: bool = False
    """The person has had this very pomtray start it."""

    @property
    def name(self) -> str:
        """What it is called in a sentence."""
        if not self.path:
            return phrase("An unknown program")
        return foreign(basename(self.script) or basename(self.path))

    @property
    def placed(self) -> str:
        """Where it lies, in full."""
        if not self.path:
            return phrase("Nobody says which one it is")
        place: str = foreign(self.path, _LONGEST)
        if self.script:
            place = phrase("{script}, run by {interpreter}", script=foreign(self.script, _LONGEST), interpreter=place)
        if self.terminal:
            place = phrase("{program}, in the terminal {terminal}", program=place, terminal=foreign(self.terminal))
        return place


UNKNOWN: Final = Program()
OURS: Final = Program(ours=True)


def asks(process: Process, own: int) -> bool:
    """Whether it is who asks, and not the one that ran it. own: this program's number."""
    if process.pid == own or is_pomtray(process):
        return process.pid == own
    if process.name in _LAUNCHERS and not process.mark:
        return False
    return not (process.is_shell and _name_and_place(process)[0] == "-c")


def program(process: Process, own: int, file_mark: Callable[[str], str | None]) -> Program:
    """Who the process is that `asks`. file_mark: of the file at a path, as `Process.mark`; None where there is none."""
    if process.pid == own:
        return OURS
    if process.pid <= 1 or not _is_text(process.path) or process.name in _MANAGERS:
        return UNKNOWN
    is_one = _RUNS_ANYTHING.fullmatch(process.name) is None
    plain = Program(process.path, "", process.mark, process.terminal, lasting=is_one)
    if not process.is_shell and _INTERPRETER.fullmatch(process.name) is None:
        return plain
    option, script = _name_and_place(process)
    if not option and not script:
        return replace(plain, lasting=process.is_shell and bool(process.terminal))
    path = script if script.startswith("/") else f"{process.folder}/{script}"
    mark = file_mark(path) if not option and _is_text(path) else None
    if mark is None:
        return replace(plain, lasting=False)
    return replace(plain, script=path, mark=f"{process.mark} {mark}".strip())


def is_pomtray(process: Process) -> bool:
    """Whether it runs this program, however that is installed."""
    if not process.name.startswith(_PYTHONS):
        return process.name == "pomtray"
    match _name_and_place(process):
        case "-m", module:
            return module == "pomtray"
        case "-c", code:
            return _OWN_CODE in code
        case _, path:
            return basename(path) == "pomtray"


def _is_text(path: str) -> bool:
    """NOTE: a name that is no Unicode could not be read again from where it is kept."""
    return bool(path) and path.isprintable()


def _name_and_place(process: Process) -> tuple[str, str]:
    """What an interpreter was told to run, after the option that says how: "" for a file. Both "" where nothing was."""
    with_value = _WITH_VALUE_IN_SHELLS if process.is_shell else _WITH_VALUE
    rest = iter(process.argv[1:])
    for text in rest:
        if text in with_value:
            next(rest, "")
        elif text == "--":
            return "", next(rest, "")
        elif not text.startswith(("-", "+")):
            return "", text
        elif option := _says_code(process, text):
            return option, next(rest, "")
    return "", ""


def _says_code(process: Process, text: str) -> str:
    """The option that says so among letters that stand together, `-c` in `-ec`; "" for another option."""
    if text == "-" or text in _CODE:
        return text
    if text.startswith(("--", "+")):
        return ""
    if process.is_shell:
        return next((f"-{letter}" for letter in "cs" if letter in text), "")
    letters = "cm" if process.name.startswith(_PYTHONS) else "eEp"
    return f"-{text[-1]}" if text[-1] in letters else ""
