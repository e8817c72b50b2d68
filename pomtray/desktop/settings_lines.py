"""The line of a settings file on which a key stands: `tomllib` tells it for syntax errors only."""

from __future__ import annotations

import re
from typing import Final

_HEADER: Final = re.compile(r"\s*(\[\[|\[)\s*\"?([A-Za-z_]+)\"?\s*\]")


def line_of(text: str, table: str, number: int, key: str) -> int | None:
    """The line (from 1) of `key` in the `number`th (from 0) `[table]` or `[[table]]`, or of the table's header.

    None where a look at single lines could be wrong: multi-line strings, inline tables.
    """
    if '"""' in text or "'''" in text:
        return None
    header, seen, inside = None, -1, False
    wanted = re.compile(rf"\s*([\"']?){re.escape(key)}\1\s*=") if key else None
    for count, line in enumerate(text.splitlines(), 1):
        found = _HEADER.match(line)
        if found:
            seen += found[2] == table
            inside = found[2] == table and seen == number
            header = count if inside else header
        elif inside and wanted and wanted.match(line):
            return count
    return header
