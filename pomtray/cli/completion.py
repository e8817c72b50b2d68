"""What a shell completes: derived from the parser, so that a new command needs no word here.

`pomtray completion SHELL` prints what a shell is told once: to ask `pomtray __complete` at each Tab. What was typed so
far goes there by standard input, as no argument: it may hold a secret of the program that comes after `--`.
What a value is, its metavar says: FILE, FOLDER, PROGRAM, ROUTE; one in a place of its own whose `dest` is `route` is a
route's name as well. A command whose default `tunnels` is True or False takes TCP routes alone, or none of them.
"""

from __future__ import annotations

import argparse
import contextlib
import re
import shlex
import sys
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pomtray.cli.telling import told
from pomtray.serve.resources import resource_bytes

_BIGGEST: Final = 1024 * 1024
"""Bytes of a settings file."""
_LEAST: Final = 2
"""The program and the word that is being typed; for bash the line and the piece."""
_MARK: Final = "\x01"
_SEVERAL: Final = (argparse.ZERO_OR_MORE, argparse.ONE_OR_MORE, argparse.REMAINDER)
Routes = Callable[[str, bool | None], Sequence[str]]
"""Their names, by `--config`, and whether those of TCP routes are wanted alone (True) or left out (False)."""
_KINDS: Final = {
    "FILE": "files", "ARGUMENT": "files", "FOLDER": "folders", "PROGRAM": "commands", "ROUTE": "routes",
}  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """kind: "words", or what the shell finds by itself: "files", "folders", "commands". words: each with its help."""

    kind: str = "words"
    words: tuple[tuple[str, str], ...] = ()


@dataclass
class _Line:
    """What stands on it before the word that is being typed."""

    parser: argparse.ArgumentParser
    places: list[argparse.Action] = field(default_factory=list)
    options: dict[str, argparse.Action] = field(default_factory=dict)
    given: dict[str, str] = field(default_factory=dict)
    wants: argparse.Action | None = None
    only_places: bool = False
    begun: bool = False

    def __post_init__(self) -> None:
        self.enter(self.parser)

    def enter(self, parser: argparse.ArgumentParser) -> None:
        actions = parser._actions  # noqa: SLF001 argparse tells of its arguments in no other way
        self.parser, self.begun = parser, False
        self.places = [action for action in actions if not action.option_strings]
        self.options = {name: action for action in actions for name in action.option_strings}

    def read(self, word: str) -> None:
        if self.wants is not None:
            self.given[self.wants.dest] = word
            self.wants = None
        elif word == "--" and not self.only_places:
            self.only_places = True
        elif word.startswith("-") and len(word) > 1 and not self.only_places:
            self._read_option(*word.partition("="))
        elif self.places:
            self._read_place(self.places[0], word)

    def _read_option(self, name: str, equals: str, value: str) -> None:
        action = self.options.get(name)
        if action is None:
            return
        self.given[action.dest] = value
        self.given[name] = value
        self.wants = action if action.nargs != 0 and not equals else None

    def _read_place(self, action: argparse.Action, word: str) -> None:
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 as above
            if word in action.choices:
                self.enter(action.choices[word])
            return
        self.begun = action.nargs in _SEVERAL
        self.only_places |= action.nargs == argparse.REMAINDER
        if not self.begun:
            del self.places[0]


def complete(parser: argparse.ArgumentParser, words: Sequence[str], routes: Routes) -> Answer:
    """What the last of `words` may become; the first of them is the program."""
    line = _Line(parser)
    for word in words[1:-1]:
        line.read(word)
    word = words[-1]
    option, equals, value = word.partition("=")
    if line.wants is not None:
        return _values(line.wants, word, line, routes)
    if equals and option in line.options and not line.only_places:
        return _values(line.options[option], value, line, routes)
    if line.places and not (word.startswith("-") and not line.only_places):
        found = _values(line.places[0], word, line, routes)
        if found.kind != "words" or found.words or line.only_places:
            return found
    return Answer() if line.only_places else Answer(words=_fitting(word, _options(line)))


def _values(action: argparse.Action, begun: str, line: _Line, routes: Routes) -> Answer:
    if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 as above
        helps = {choice.dest: choice.help or "" for choice in action._get_subactions()}  # noqa: SLF001 as above
        return Answer(words=_fitting(begun, [(name, helps[name]) for name in action.choices if name in helps]))
    if action.choices is not None:
        return Answer(words=_fitting(begun, [(str(choice), "") for choice in action.choices]))
    kind = "routes" if action.dest == "route" and not action.option_strings else _KINDS.get(str(action.metavar), "")
    if kind == "commands" and line.begun:
        return Answer("files")
    if kind == "routes":
        names = routes(line.given.get("config", ""), line.parser.get_default("tunnels"))
        return Answer(words=_fitting(begun, [(name, "") for name in names]))
    return Answer(kind or "words")


def _options(line: _Line) -> list[tuple[str, str]]:
    """Those that may still be given, by their long names."""
    out = {name for group in line.parser._mutually_exclusive_groups for name in _taken(group, line)}  # noqa: SLF001 as above
    return [
        (name, action.help or "")
        for name, action in line.options.items()
        if name.startswith("--") and action.help != argparse.SUPPRESS and name not in out and name not in line.given
    ]


def _taken(group: argparse._MutuallyExclusiveGroup, line: _Line) -> list[str]:
    """All of the group once one of it was given."""
    names = [name for action in group._group_actions for name in action.option_strings]  # noqa: SLF001 as above
    return names if any(name in line.given for name in names) else []


def _fitting(begun: str, words: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((word, told(what).replace("%%", "%")) for word, what in words if word.startswith(begun))


def script(shell: str) -> str:
    """What `shell` reads once, to ask here from then on."""
    return resource_bytes(f"completion/pomtray.{shell}").decode()


def main(options: argparse.Namespace) -> int:
    """`pomtray completion SHELL`; gives the exit status."""
    sys.stdout.write(script(options.shell))
    return 0


def answer(shell: str, parser: argparse.ArgumentParser) -> int:
    """`pomtray __complete SHELL`: the kind of `Answer` and its words on standard output, a line each.

    On standard input, each with a null character after it: the words so far. bash instead sends the line as it was
    typed up to the cursor, and the piece of it in whose place the answer will be put.
    """
    sent = sys.stdin.buffer.read().decode(errors="replace").split("\0")[:-1]
    if len(sent) < _LEAST:
        return 0
    line = Typed.read(*sent[:2]) if shell == "bash" else None
    found = complete(parser, line.words if line else sent, route_names)
    sys.stdout.write(f"{found.kind}\n")
    for word, what in found.words:
        sys.stdout.write(f"{line.quoted(word) if line else word}\t{what}\n")
    return 0


@dataclass(frozen=True)
class Typed:
    """bash's line. words: without their quotes. quote: one that is still open. piece: of the last, what is replaced."""

    words: tuple[str, ...]
    quote: str
    piece: str

    @classmethod
    def read(cls, line: str, piece: str) -> Typed:
        for quote in ("", '"', "'"):
            with contextlib.suppress(ValueError):  # another quote is open
                *words, last = shlex.split(f"{line}{_MARK}{quote}")
                return cls((*words, last.removesuffix(_MARK)), quote, _unquoted(piece))
        raise AssertionError("one of the quotes is open, or none")

    def quoted(self, word: str) -> str:
        """What bash is to put in the place of the piece, for it to become the whole of `word`."""
        value = self.words[-1].rpartition("=")[2] if self.words[-1].startswith("--") else self.words[-1]
        rest = word[max(0, len(value) - len(self.piece)) :]
        if self.quote == "'":
            return rest.replace("'", "'\\''")
        return re.sub(r'(["$`\\])' if self.quote else r"([^\w@%+=:,./-])", r"\\\1", rest)


def _unquoted(piece: str) -> str:
    return re.sub(r"\\(.)", r"\1", piece.lstrip("\"'"))


def route_names(config: str, tunnels: bool | None = None) -> list[str]:  # noqa: FBT001 as `Routes`
    """Of the routes in a settings file, "" for the usual one; none where it cannot be read.

    tunnels: of TCP routes alone, or of the others. Where another machine is asked, all of those that it tells.
    """
    from pomtray.cli import quick  # noqa: PLC0415 most of what is asked is no route
    from pomtray.desktop.files import places  # noqa: PLC0415 as above

    if quick.elsewhere(config or None):
        return _names_elsewhere()

    places.settle_environment()
    with contextlib.suppress(OSError, ValueError, RecursionError, RuntimeError):
        path = Path(config).expanduser() if config else places.settings_file()
        if path.is_file():
            with path.open("rb") as file:
                return _names(tomllib.loads(file.read(_BIGGEST).decode("utf-8-sig")), tunnels)
    return []


def _names_elsewhere() -> list[str]:
    from pomtray.cli.asking import No, ask  # noqa: PLC0415 as in `route_names`

    with contextlib.suppress(No):
        return [str(route["name"]) for route in ask({"do": "status"}, None)["routes"]]
    return []


def _names(settings: Mapping[str, object], tunnels: bool | None) -> list[str]:  # noqa: FBT001 as `Routes`
    from pomtray.core.network.tunnel import is_tunnel  # noqa: PLC0415 as in `route_names`

    routes = settings.get("routes")
    tables = [table for table in routes if isinstance(table, dict)] if isinstance(routes, list) else []
    fitting = [table for table in tables if tunnels in (None, is_tunnel(str(table.get("url", ""))))]
    names = [str(table.get("name", "")).strip() for table in fitting]
    return [name for name in names if name and name.isprintable()]
