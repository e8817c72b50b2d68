"""A QR code in a terminal, on the error side: two modules a character, one above the other."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from typing import Final

from pomtray.cli.asking import tell
from pomtray.core.qr_code import Modules, qr_code

_HALVES: Final = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}
"""Of an upper and a lower module, what is dark."""
_BLACK_ON_WHITE: Final = "\x1b[38;5;16;48;5;231m"
"""None of the theme's colours: cameras want the dark on the light."""
_AS_BEFORE: Final = "\x1b[0m"


def show(address: str) -> None:
    """Where the terminal is wide enough, and has the characters."""
    try:
        code = qr_code(address)
    except ValueError:
        return
    if _has_the_characters() and shutil.get_terminal_size((0, 0)).columns >= len(code):
        tell("\n".join(lines(code)))


def lines(code: Modules) -> Iterator[str]:
    """As the terminal takes them."""
    light = (False,) * len(code)
    for upper, lower in zip(code[0::2], (*code[1::2], light), strict=False):
        yield f"{_BLACK_ON_WHITE}{''.join(map(_half, upper, lower))}{_AS_BEFORE}"


def _half(upper: bool, lower: bool) -> str:  # noqa: FBT001 two modules
    return _HALVES[upper, lower]


def _has_the_characters() -> bool:
    encoding = (sys.stderr.encoding or "").lower().replace("-", "")
    return encoding == "utf8" and os.environ.get("TERM", "dumb") != "dumb"
