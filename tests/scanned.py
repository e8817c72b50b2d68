"""What a camera reads from a picture: zbar does, of Debian's `zbar-tools`."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ZBAR = shutil.which("zbarimg")
needs_zbar = pytest.mark.skipif(ZBAR is None, reason="needs zbarimg (Debian's zbar-tools)")
_SIDE = 4


def scanned(picture: Path) -> str:
    """What the one code in it says, "" where none can be read. picture: of any kind that ImageMagick knows."""
    read = subprocess.run([ZBAR or "", "--nodbus", "-q", "--raw", picture], capture_output=True, text=True, check=False)
    return read.stdout.removesuffix("\n")


def scanned_modules(rows: list[list[bool]], folder: Path) -> str:
    """Of dark modules; beside the picture is nothing."""
    lines = [" ".join("1" if dark else "0" for dark in row for _ in range(_SIDE)) for row in rows for _ in range(_SIDE)]
    picture = folder / "code.pbm"
    picture.write_text(f"P1\n{len(rows[0]) * _SIDE} {len(lines)}\n" + "\n".join(lines) + "\n")
    return scanned(picture)


def in_terminal(said: str) -> list[list[bool]]:
    """The dark modules of what a terminal was sent: black on white, two modules a character."""
    rows: list[list[bool]] = []
    for line in said.splitlines():
        begin, found, rest = line.partition("\x1b[38;5;16;48;5;231m")
        if found:
            assert not begin.strip()
            characters = rest.partition("\x1b[0m")[0]
            rows += [[char in "█▀" for char in characters], [char in "█▄" for char in characters]]
    return rows
