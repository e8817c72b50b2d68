"""Where the tables of a settings file begin and end, so that what is changed in one leaves the others byte for byte."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, auto

from pomtray.desktop.settings.bounds import TOKEN


class _Kind(Enum):
    BLANK = auto()
    COMMENT = auto()
    HEADER = auto()
    STATEMENT = auto()


@dataclass(slots=True)
class _Line:
    """A line, or the lines that one statement takes."""

    start: int
    kind: _Kind = _Kind.BLANK
    end: int = 0
    brackets: int = 0
    names: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Block:
    """One table with the comments directly above its header and directly below its last line.

    Comments that touch both belong to what is above them.
    """

    names: tuple[str, ...]
    is_array: bool
    """Its header has two brackets."""
    start: int
    tail: int
    """After its last line that is no comment."""
    end: int


def blocks(text: str) -> list[Block]:
    """The tables of a text that `tomllib` takes, in their order; `[routes.x]` is a part of the route before it."""
    found: list[Block] = []
    above: int | None = None  # where the comments directly above begin
    is_open = False
    for line in _lines(text):
        match line.kind:
            case _Kind.BLANK:
                above, is_open = None, False
            case _Kind.COMMENT:
                # NOTE: what a file begins with is said of the file.
                above = line.start if above is None and line.start and not is_open else above
                if found and is_open:
                    found[-1] = _longer(found[-1], found[-1].tail, line.end)
            case _Kind.HEADER:
                _begin(found, line, line.start if above is None else above)
                above, is_open = None, True
            case _Kind.STATEMENT:
                if found:
                    found[-1] = _longer(found[-1], line.end, line.end)
                above, is_open = None, True
    return found


def _begin(found: list[Block], line: _Line, start: int) -> None:
    names = tuple(line.names)
    if found and len(names) > 1 and names[0] == found[-1].names[0]:
        found[-1] = _longer(found[-1], line.end, line.end)
    else:
        found.append(Block(names, line.brackets > 1, start, line.end, line.end))


def _longer(block: Block, tail: int, end: int) -> Block:
    return Block(block.names, block.is_array, block.start, tail, end)


def _lines(text: str) -> Iterator[_Line]:
    line, depth = _Line(0), 0
    for token in TOKEN.finditer(text):
        if token["mark"] == "\n" and depth <= 0:
            line.end = token.end()
            yield line
            line, depth = _Line(token.end()), 0
        else:
            depth += _take(line, token)
    line.end = len(text)
    if line.end > line.start:
        yield line


def _take(line: _Line, token: re.Match[str]) -> int:
    """Takes a token; by how much deeper it leads into lists and tables within one statement."""
    mark, said = token["mark"], token[0]
    if line.kind is _Kind.BLANK and not said.isspace():
        line.kind = _Kind.COMMENT if said[0] == "#" else _Kind.HEADER if mark == "[" else _Kind.STATEMENT
    if line.kind is _Kind.HEADER:
        line.brackets += mark == "["
        if mark is None and said.strip() and said[0] != "#":
            line.names.append(said[1:-1] if said[0] in {'"', "'"} else said)
        return 0
    return (mark in {"[", "{"}) - (mark in {"]", "}"})
