"""The browser: the route's own command, else `BROWSER`, else the desktop's default.

A launcher runs apart from us: in a session of its own, so that it outlives the program, without our terminal and
our settings. `QDesktopServices.openUrl` says True even where the browser failed (`desktop.md` "Browser"), so on
Linux and the BSDs xdg-open is started here and its exit status read.
"""

from __future__ import annotations

import asyncio
import os
import shlex
import shutil
import subprocess
import sys
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from pomtray.core.errors import PomtrayError, Problem, SignInError
from pomtray.desktop.environment import inherited

_PATIENCE = 3.0
"""Seconds in which a launcher says that it failed; one that still runs then is the browser itself."""
_ACTION = "Copy the sign-in link instead and paste it into a browser."


async def open_url(url: str, template: Sequence[str] = (), withheld: Collection[str] = ()) -> None:
    """Show `url`; raises `SignInError` where nothing could be started.

    template: an argv of the route, in which the argument `{url}` is replaced; never a shell. withheld: variables that
    what is started does not inherit.
    """
    if not url.startswith(("https://", "http://")):
        raise _failed("Only web addresses are opened.")  # and nothing that a launcher reads as an option or a file
    if template:
        await _launch(_filled(template, "{url}", url), withheld)
        return
    for argv in _chosen(url):
        try:
            await _launch(argv, withheld)
        except SignInError:
            continue  # BROWSER is a list: the next one
        return
    await _open_default(url, withheld)


async def open_file(path: Path, withheld: Collection[str] = ()) -> None:
    """Show one of our own files in the program that the person has for its kind; raises `PomtrayError`.

    Of one that is gone its folder: some launchers say nothing of a file that is not there.
    """
    place = path if await asyncio.to_thread(path.exists) else path.parent
    try:
        await _open_default(place.as_uri(), withheld)
    except SignInError as error:
        sentence = f"{path.name}: {error.problem.sentence}"
        raise PomtrayError(Problem("The file could not be opened", sentence, f"It is in {path.parent}.")) from error


async def _open_default(url: str, withheld: Collection[str]) -> None:
    launcher = None if sys.platform in ("win32", "darwin") else shutil.which("xdg-open")
    if launcher is not None:
        await _launch([launcher, url], withheld)
    elif not QDesktopServices.openUrl(QUrl(url)):
        raise _failed("No browser was found.")


def _chosen(url: str) -> Iterator[list[str]]:
    """Commands of `BROWSER`: separated by colons, `%s` for the address."""
    for command in os.environ.get("BROWSER", "").split(os.pathsep):
        try:
            argv = shlex.split(command)
        except ValueError:
            continue
        if argv:
            yield _filled(argv, "%s", url)


def _filled(argv: Sequence[str], place: str, url: str) -> list[str]:
    """`argv` with the address as an argument of its own, at the end where no place is marked."""
    filled = [url if argument == place else argument for argument in argv]
    return filled if place in argv else [*filled, url]


async def _launch(argv: list[str], withheld: Collection[str]) -> None:
    ended: Future[int] = Future()
    threading.Thread(target=_run, args=(argv, inherited(withheld), ended), name="browser", daemon=True).start()
    await asyncio.wait({future := asyncio.wrap_future(ended)}, timeout=_PATIENCE)
    name = os.path.basename(argv[0])  # noqa: PTH119 a name, which need not be a path
    if not future.done():
        return
    if (error := future.exception()) is not None:
        raise _failed(f"{name} cannot be started.") from error
    if status := future.result():
        raise _failed(f"{name} failed with status {status}.")


def _run(argv: list[str], environment: Mapping[str, str], ended: Future[int]) -> None:
    """Start and wait: asyncio's subprocesses are killed when their loop ends, and one not waited for is a zombie."""
    ended.set_running_or_notify_cancel()
    nothing = subprocess.DEVNULL
    try:
        process = subprocess.Popen(  # noqa: S603 argv, no shell
            argv, stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True, env=environment
        )
        ended.set_result(process.wait())
    except (OSError, ValueError) as error:
        ended.set_exception(error)


def _failed(sentence: str) -> SignInError:
    return SignInError(Problem("The browser could not be opened", sentence, _ACTION, step="browser"))
