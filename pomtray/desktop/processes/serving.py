"""A route served by a process of our own: the command `tcp` or `proxy`, which ends with this program."""

from __future__ import annotations

import asyncio
from asyncio import StreamReader
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Final, cast

from pomtray.core.domain.route import Route
from pomtray.core.errors import PomtrayError, Problem
from pomtray.core.requests.request import Exit
from pomtray.core.system_errors import said
from pomtray.core.text import phrase
from pomtray.desktop.processes import stopping
from pomtray.desktop.processes.environment import inherited
from pomtray.desktop.processes.own_command import own_command

ATTACHED: Final = "POMTRAY_ATTACHED"
"""Environment variable: the command ends once its standard input does."""
_ENDED_FOR: Final = 3.0
_ENDS_WITH: Final = "pomtray: "


async def serve(
    config: Path, withheld: Collection[str], route: Route, port: int, ready: Callable[[str], None]
) -> tuple[bool, Problem]:
    """Until it ends: whether that was with the session, and why. `ready` gets the address. Raises `PomtrayError`.

    config: the settings file. withheld: environment variables that it must not get. port: 0 for any.
    """
    kind = "tcp" if route.tunnel is not None else "proxy"
    argv = (*own_command("pomtray"), "--config", str(config), kind, route.name, "--listen", str(port))
    env = {**inherited(withheld), ATTACHED: "1"}
    try:
        process = await asyncio.create_subprocess_exec(
            *argv, stdin=PIPE, stdout=PIPE, stderr=PIPE, start_new_session=True, env=env
        )
    except OSError as error:
        title = phrase("{route} is not served", route=route.shown)
        raise PomtrayError(Problem(title, phrase("No process can be started: {reason}.", reason=said(error)))) from None
    try:
        stdout, stderr = cast("StreamReader", process.stdout), cast("StreamReader", process.stderr)
        _, last = await asyncio.gather(_tell(stdout, ready), _last_line(stderr))
        status = await process.wait()
    finally:
        await _end(process)
    return status == Exit.SIGN_IN_NEEDED, Problem(phrase("{route} is not served any more", route=route.shown), last)


async def _tell(stdout: StreamReader, ready: Callable[[str], None]) -> None:
    if address := (await stdout.readline()).decode().strip():
        ready(address)


async def _last_line(stderr: StreamReader) -> str:
    """What it said at its end."""
    last = ""
    async for line in stderr:
        last = line.decode(errors="replace").strip() or last
    return last.removeprefix(_ENDS_WITH)


async def _end(process: Process) -> None:
    """What goes through it is cut off."""
    if process.returncode is not None:
        return
    stopping.terminate(process)
    try:
        async with asyncio.timeout(_ENDED_FOR):
            await process.wait()
    except TimeoutError:
        stopping.kill(process)
        await process.wait()
