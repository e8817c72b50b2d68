"""What a camera reads from a picture: zbar does, of Debian's `zbar-tools`."""

from __future__ import annotations

import asyncio
import codecs
import os
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


class Shown:
    """What programs have written to a terminal; a read may end in the middle of a character."""

    def __init__(self, terminal: int) -> None:
        """terminal: the end that is not theirs."""
        self.text = ""
        self._terminal = terminal
        self._decoder = codecs.getincrementaldecoder("utf-8")()

    async def more(self) -> None:
        self.text += self._decoder.decode(await asyncio.to_thread(os.read, self._terminal, 65536))


def in_terminal(said: str) -> list[list[bool]]:
    """The dark modules of what a terminal was sent in whole lines: black on white, two modules a character."""
    rows: list[list[bool]] = []
    for line in said.split("\n")[:-1]:
        begin, found, rest = line.partition("\x1b[38;5;16;48;5;231m")
        if found:
            assert not begin.strip()
            characters = rest.partition("\x1b[0m")[0]
            rows += [[char in "█▀" for char in characters], [char in "█▄" for char in characters]]
    return rows
