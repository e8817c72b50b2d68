"""Programs that show an address: the route's own command, else `BROWSER`; without Qt.

A launcher runs apart from us: in a session of its own, so that it outlives the program, without our terminal and
our settings.
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
from typing import Final

from pomtray.core.errors import Problem, SignInError
from pomtray.core.text import phrase
from pomtray.desktop.processes.environment import inherited

_PATIENCE: Final = 3.0
"""Seconds in which a launcher says that it failed; one that still runs then is the browser itself."""
_ACTION: Final = phrase("Copy the sign-in link instead and paste it into a browser.")


async def open_chosen(url: str, template: Sequence[str], withheld: Collection[str]) -> bool:
    """Show `url` as the route or the environment chooses; False where neither does. Raises `SignInError`.

    template: an argv of the route, in which the argument `{url}` is replaced; never a shell. withheld: variables that
    what is started does not inherit.
    """
    if not url.startswith(("https://", "http://")):
        raise failed(
            phrase("Only web addresses are opened.")
        )  # and nothing that a launcher reads as an option or a file
    if template:
        await launch(_filled(template, "{url}", url), withheld)
        return True
    for argv in _chosen(url):
        try:
            await launch(argv, withheld)
        except SignInError:
            continue  # BROWSER is a list: the next one
        return True
    return False


async def open_in_browser(url: str, template: Sequence[str] = (), withheld: Collection[str] = ()) -> None:
    """As `browser.open_url`, for programs without Qt: where nothing is chosen, by the desktop's default."""
    if await open_chosen(url, template, withheld):
        return
    if (launcher := default_launcher()) is not None:
        await launch([launcher, url], withheld)
        return
    import webbrowser  # noqa: PLC0415 seldom needed

    if not await asyncio.to_thread(webbrowser.open, url):
        raise failed(phrase("No browser was found."))


def default_launcher() -> str | None:
    """The desktop's own, where that is a program: `xdg-open` on Linux and the BSDs."""
    return None if sys.platform in ("win32", "darwin") else shutil.which("xdg-open")


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


async def launch(argv: list[str], withheld: Collection[str]) -> None:
    """Start it; raises `SignInError` where it says within three seconds that it failed."""
    ended: Future[int] = Future()
    threading.Thread(target=_run, args=(argv, inherited(withheld), ended), name="browser", daemon=True).start()
    await asyncio.wait({future := asyncio.wrap_future(ended)}, timeout=_PATIENCE)
    name = os.path.basename(argv[0])  # noqa: PTH119 a name, which need not be a path
    if not future.done():
        return
    if (error := future.exception()) is not None:
        raise failed(phrase("{name} cannot be started.", name=name)) from error
    if status := future.result():
        raise failed(phrase("{name} failed with status {status}.", name=name, status=status))


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


def failed(sentence: str) -> SignInError:
    """No browser came up."""
    return SignInError(Problem(phrase("The browser could not be opened"), sentence, _ACTION, step="browser"))
