"""A program that has pomtray's clipboard and does what its standard input says, one word of answer a line."""

from __future__ import annotations

import asyncio
import os
import sys
from datetime import timedelta
from pathlib import Path

import qasync
from PySide6.QtGui import QGuiApplication

from pomtray.core.errors import PomtrayError
from pomtray.desktop.clipboard import Clipboard
from pomtray.desktop.system import clock

_HELD_FOR = timedelta(seconds=60)


async def obey(clipboard: Clipboard) -> None:
    """Until the input ends: what a killed program would do is not done here."""
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := (await reader.readline()).decode():
        word, _, rest = line.rstrip("\n").partition(" ")
        os.write(1, f"{await done(clipboard, word, rest)}\n".encode())
        if word == "quit":
            return


async def done(clipboard: Clipboard, word: str, rest: str) -> str:
    try:
        match word:
            case "put":
                await clipboard.put(rest, clock.now() + _HELD_FOR)
            case "clear" | "quit":
                await clipboard.clear()
            case "let-go":
                clipboard.let_go()
            case "start":
                await clipboard.clear_left_over()
    except PomtrayError as error:
        return error.problem.title
    return "done"


def main() -> None:
    application = QGuiApplication([])
    loop = qasync.QEventLoop(application)
    with loop:
        loop.run_until_complete(obey(Clipboard(Path(sys.argv[1]))))


if __name__ == "__main__":
    main()
