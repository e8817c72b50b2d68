"""The browser of a desktop: the route's own command, else `BROWSER`, else the desktop's default.

`QDesktopServices.openUrl` says True even where the browser failed (`desktop.md` "Browser"), so on Linux and the BSDs
xdg-open is started here and its exit status read.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from pomtray.core.errors import PomtrayError, Problem, SignInError
from pomtray.core.text import joined, phrase
from pomtray.desktop.processes.launching import default_launcher, failed, launch, open_chosen


async def open_url(url: str, template: Sequence[str] = (), withheld: Collection[str] = ()) -> None:
    """Show `url`; raises `SignInError` where nothing could be started. As `open_chosen`."""
    if not await open_chosen(url, template, withheld):
        await _open_default(url, withheld)


async def open_file(path: Path, withheld: Collection[str] = ()) -> None:
    """Show one of our own files in the program that the person has for its kind; raises `PomtrayError`.

    Of one that is gone its folder: some launchers say nothing of a file that is not there.
    """
    place = path if await asyncio.to_thread(path.exists) else path.parent
    try:
        await _open_default(place.as_uri(), withheld)
    except SignInError as error:
        sentence = joined(": ", (path.name, error.problem.sentence))
        raise PomtrayError(
            Problem(phrase("The file could not be opened"), sentence, phrase("It is in {parent}.", parent=path.parent))
        ) from error


async def _open_default(url: str, withheld: Collection[str]) -> None:
    if (launcher := default_launcher()) is not None:
        await launch([launcher, url], withheld)
    elif not QDesktopServices.openUrl(QUrl(url)):
        raise failed(phrase("No browser was found."))
