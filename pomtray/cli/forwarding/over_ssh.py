"""`pomtray forward HOST`: a shell on another machine asks this one, over a socket that ssh brings there.

The socket of the running program stays here: what comes over SSH is checked by this command, which asks the person and
passes on what may be asked.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import shutil
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Final

from pomtray.cli.asking import settings_path
from pomtray.cli.forwarding.consent_prompt import ConsentPrompt
from pomtray.cli.forwarding.lending import Agreed, Lending
from pomtray.cli.forwarding.running import Misused, run, say
from pomtray.cli.forwarding.ssh import There, connected
from pomtray.cli.quick import ELSEWHERE
from pomtray.cli.terminal import own_terminal
from pomtray.core.domain.route import Route
from pomtray.core.errors import PomtrayError, Problem, Unreachable
from pomtray.core.requests.request import Declined, route_meant
from pomtray.core.text import joined, phrase
from pomtray.desktop.files import places
from pomtray.desktop.settings import settings
from pomtray.desktop.sockets.asking.unix_socket import AskSocket
from pomtray.desktop.sockets.socket_place import claim_folder, socket_folders

_PLAIN: Final = re.compile(r"/[\w./+@-]+", re.ASCII)
"""A path that ssh takes as it is."""
_LONGEST_NAME: Final = 24


def main(options: argparse.Namespace) -> int:
    """Until it is ended, or the connection ends; gives the exit status."""
    return run(_forward(options))


async def _forward(options: argparse.Namespace) -> int:
    """Raises `PomtrayError` and `Misused`."""
    if sys.platform == "win32":
        raise Misused(phrase("Windows has no sockets of that kind: `pomtray forward` needs Linux or macOS."))
    config = Path(settings_path(options.config))
    named = await asyncio.to_thread(_route_names, config, options.route or [])
    machine = this_machine()
    with ExitStack() as ends:
        lending = Lending(config, machine, named, _agreed(options.host, ends) if not named else _nobody)
        folder = ends.enter_context(_folder())
        here = AskSocket(config, folder, lending.answer, str(folder / "ask"))
        here.listen()
        try:
            async with connected(options.host, options.arguments, folder / "ssh", machine) as ssh:
                _tell_ready(options.host, await ssh.bring(folder / "ask"), machine, named)
                await ssh.wait()
        finally:
            await here.close()
    sentence = phrase("The connection to {host} has ended.", host=options.host)
    raise Unreachable(Problem(phrase("It has ended"), sentence, phrase("Start it again.")))


def this_machine() -> str:
    """Its name, of letters that a file's name may have anywhere."""
    name = re.sub(r"[^A-Za-z0-9.-]", "-", socket.gethostname())[:_LONGEST_NAME]
    return name.strip(".-") or "another-machine"


def _tell_ready(host: str, there: There, machine: str, named: frozenset[str]) -> None:
    sys.stdout.write(f"{there.place}\n")
    sys.stdout.flush()
    if not there.has_pomtray:
        say(phrase("{host} has no pomtray on its PATH: it is needed there too.", host=host))
    say(
        phrase(
            "In a shell on {host} let pomtray ask {machine}:\n  {command}",
            host=host,
            machine=machine,
            command=f"export {ELSEWHERE}={there.place}",
        )
    )
    say(
        phrase("It gets credentials for {routes}, until you end this with Ctrl+C.", routes=", ".join(sorted(named)))
        if named
        else phrase(
            "It gets credentials once you have agreed to it here, route by route, until you end this with Ctrl+C."
        )
    )


def _route_names(config: Path, names: list[str]) -> frozenset[str]:
    found = settings.read_if_there(config)
    try:
        return frozenset(route_meant(found, name).name for name in names)
    except Declined as declined:
        raise Misused(joined(" ", ("--route:", declined.problem.text()))) from None


def _agreed(host: str, ends: ExitStack) -> Agreed:
    """How the person is asked. Raises `Misused` where they cannot be."""
    descriptor = own_terminal()
    if descriptor is None:
        raise Misused(phrase("Nobody can be asked here, since this is no terminal: name each route by --route."))
    consent = ConsentPrompt(host, descriptor)
    ends.callback(consent.close)
    return consent.agreed


async def _nobody(route: Route) -> bool:
    del route
    return False


@contextmanager
def _folder() -> Iterator[Path]:
    """One of this user's alone, for our end and ssh's. Raises `PomtrayError`."""
    for folder in socket_folders(places.data_folder()):
        with suppress(OSError):
            if _PLAIN.fullmatch(str(folder)):
                claim_folder(folder)
                made = tempfile.mkdtemp(prefix="ssh-", dir=folder)
                break
    else:
        sentence = phrase("Neither XDG_RUNTIME_DIR nor the temporary folder is one of yours alone, with a short path.")
        way = phrase("Set XDG_RUNTIME_DIR to such a folder.")
        raise PomtrayError(Problem(phrase("No place for the socket"), sentence, way))
    try:
        yield Path(made)
    finally:
        shutil.rmtree(made, ignore_errors=True)
