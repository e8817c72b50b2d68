"""The lines of a settings file on which its tables and keys stand: `tomllib` tells them for syntax errors only."""

from __future__ import annotations

import re
from collections import Counter

from pomtray.desktop.settings.bounds import TOKEN

Path = tuple[str | int, ...]
"""`("routes", 1, "tags")`; for a key of a table within, `("providers", 0, "token_params", "audience")`."""


class Lines:
    """Found in one pass over a text that `tomllib` has taken."""

    def __init__(self, text: str) -> None:
        self._lines: dict[Path, int] = {}
        self._counts: Counter[Path] = Counter()
        self._table: Path = ()
        """Of the last header."""
        self._path: Path = ()
        """Whose value is being read."""
        self._around: list[tuple[Path, bool]] = []
        """The lists (true) and tables in one line that lie around it."""
        self._names: list[str] = []
        self._is_value = False
        self._brackets = 0
        line = 1
        for token in TOKEN.finditer(f"{text}\n"):
            self._take(token, line)
            line += token[0].count("\n")

    def of(self, path: Path) -> int:
        """The line of `path`, or of what it lies in; 1 where even that has none."""
        found = (self._lines[path[:length]] for length in range(len(path), 0, -1) if path[:length] in self._lines)
        return next(found, 1)

    def _take(self, token: re.Match[str], line: int) -> None:
        match token["mark"]:
            case None:
                self._name(token[0])
            case "\n" if not self._around:
                self._end(line)
            case "[" if not self._is_value:
                self._brackets += 1
            case "=":
                self._value_of((*(self._around[-1][0] if self._around else self._table), *self._names), line)
            case "[" | "{" as mark:
                self._begin(line, is_list=mark == "[")
            case ",":
                self._next()
            case "]" | "}" if self._around:
                self._path, _ = self._around.pop()

    def _name(self, text: str) -> None:
        if text.strip() and not text.startswith("#"):
            self._names.append(text[1:-1] if text[0] in {'"', "'"} else text)

    def _end(self, line: int) -> None:
        if self._brackets:
            self._header(line, is_array=self._brackets > 1)
        self._names, self._is_value, self._brackets = [], False, 0

    def _header(self, line: int, *, is_array: bool) -> None:
        """The tables in `[routes.x]` belong to the last route."""
        path: Path = ()
        for name in self._names[:-1]:
            path = self._entry((*path, name))
        path = (*path, *self._names[-1:])
        if is_array:
            self._lines.setdefault(path, line)
            self._counts[path] += 1
        self._table = self._entry(path)
        self._lines.setdefault(self._table, line)

    def _entry(self, path: Path) -> Path:
        return (*path, self._counts[path] - 1) if path in self._counts else path

    def _value_of(self, path: Path, line: int) -> None:
        for length in range(1, len(path) + 1):
            self._lines.setdefault(path[:length], line)
        self._path, self._names, self._is_value = path, [], True

    def _begin(self, line: int, *, is_list: bool) -> None:
        self._around.append((self._path, is_list))
        self._path = (*self._path, 0) if is_list else self._path
        self._lines.setdefault(self._path, line)
        self._names = []

    def _next(self) -> None:
        """The next of a list; a list within it begins with 0 again."""
        self._names = []
        *_, number = self._path or (0,)
        if self._around and self._around[-1][1] and isinstance(number, int):
            self._path = (*self._around[-1][0], number + 1)
