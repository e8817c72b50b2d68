"""The line of a settings file on which a key stands: `tomllib` tells it for syntax errors only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_HEADER: Final = re.compile(r"""\s*\[\[?\s*(["']?)([A-Za-z_]+)\1\s*(?:\.\s*(["']?)([A-Za-z_]+)\3\s*)?\]""")
_KEY: Final = re.compile(r"""\s*(["']?)([^"'=\s.\[\]]+)\1\s*(?:\.\s*(["']?)([^"'=\s.\[\]]+)\3\s*)?=""")


def line_of(text: str, table: str, number: int, key: str) -> int | None:
    """The line (from 1) of `key` in the `number`th (from 0) `[table]` or `[[table]]`, or of the table's header.

    `key` may be one of a table within, `token_params.audience`: where that has no line of its own, the line of the
    table within. None where a look at single lines could be wrong: multi-line strings, inline tables.
    """
    if '"""' in text or "'''" in text:
        return None
    lines: dict[str, int] = {}
    for count, path in _places(text, table, number):
        lines.setdefault(path, count)
    wanted = (key, key.partition(".")[0], "")
    return next((lines[path] for path in wanted if path in lines), None)


def _places(text: str, table: str, number: int) -> Iterator[tuple[int, str]]:
    """Lines of the table with what they say: "" its header, `key`, `inner` or `inner.key`."""
    seen, inside, inner = -1, False, ""
    for count, line in enumerate(text.split("\n"), 1):
        header = _HEADER.match(line)
        if header:
            inner = header[4] or ""
            seen += header[2] == table and not inner
            inside = header[2] == table and seen == number
            if inside:
                yield count, inner
        elif inside and (key := _KEY.match(line)):
            yield count, ".".join(name for name in (inner, key[2], key[4]) if name)
