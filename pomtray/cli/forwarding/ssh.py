"""The system's `ssh`: one connection, over which a socket of this machine is brought to the other one.

It is a master connection (ssh_config(5), ControlMaster) with one session, in which a shell of ours says where the
socket may lie and takes it away at the end. So the person signs in once, with their own configuration of ssh.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import shutil
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pomtray.cli.asking import tell
from pomtray.core.errors import PomtrayError, Problem, Unreachable
from pomtray.core.text import phrase
from pomtray.desktop.processes import stopping
from pomtray.serve.resources import resource_bytes

_NOT_CONNECTED: Final = 255
"""As ssh ends where it does not reach the other machine (ssh(1), EXIT STATUS)."""
_ENDS_FOR: Final = 3.0
_OPTIONS: Final = (
    "ControlPersist=no", "ClearAllForwardings=yes", "RemoteCommand=none", "PermitLocalCommand=no",
    "ServerAliveInterval=15", "ServerAliveCountMax=3",
)  # fmt: skip
_PLACE: Final = re.compile(r"POMTRAY_SOCKET=(/[\w./+@-]{1,106})", re.ASCII)


@dataclass(frozen=True, slots=True)
class There:
    """What the other machine has."""

    place: str
    """Path of the socket."""
    has_pomtray: bool


class Ssh:
    """A connection that is up. host: as the person calls the other machine. control: path of the master's socket."""

    def __init__(self, process: Process, program: str, host: str, control: Path) -> None:
        self._process = process
        self._program = program
        self._host = host
        self._control = control

    async def bring(self, here: Path) -> There:
        """Have the socket `here` answer over there. Raises `PomtrayError`."""
        there = await self._there()
        process = await asyncio.create_subprocess_exec(
            *(self._program, "-F", "/dev/null", "-S", str(self._control), "-O", "forward"),
            *("-R", f"{there.place}:{here}", "--", "there"),
            stdin=DEVNULL,
            stdout=DEVNULL,
            stderr=DEVNULL,  # the master has said it already
        )
        if await process.wait():
            tell("")  # ssh has not ended its line
            raise PomtrayError(_not_forwarded(self._host))
        await self._closed_to_others()
        return there

    async def _closed_to_others(self) -> None:
        if self._process.stdin is not None:
            self._process.stdin.write(b"made\n")
        async for line in self._lines():
            if line == "POMTRAY_READY=":
                return
        raise PomtrayError(_not_forwarded(self._host))

    async def wait(self) -> None:
        """Until it has ended."""
        if self._process.stdout is not None:
            while await self._process.stdout.read(65536):
                pass
        await self._process.wait()

    async def _there(self) -> There:
        """What the shell over there says; before it may come what a profile prints."""
        has_pomtray = True
        async for line in self._lines():
            if (found := _PLACE.fullmatch(line)) is not None:
                return There(found[1], has_pomtray)
            if line == "POMTRAY_FOLDER=":
                raise PomtrayError(_no_folder(self._host))
            has_pomtray &= line != "POMTRAY_MISSING="
        if await self._process.wait() == _NOT_CONNECTED:
            raise Unreachable(_not_connected(self._host))
        raise PomtrayError(_no_shell(self._host))

    async def _lines(self) -> AsyncIterator[str]:
        if self._process.stdout is not None:
            async for line in self._process.stdout:
                yield line.decode(errors="replace").strip()


@asynccontextmanager
async def connected(host: str, options: Sequence[str], control: Path, name: str) -> AsyncIterator[Ssh]:
    """Until the end of it. Raises `PomtrayError`. options: the person's, for ssh. name: this machine's, over there."""
    program = shutil.which("ssh")
    if program is None:
        raise PomtrayError(
            Problem(
                phrase("No ssh"), phrase("ssh is not on the PATH."), phrase("Install your system's OpenSSH client.")
            )
        )
    process = await asyncio.create_subprocess_exec(
        *(program, *options, "-M", "-S", str(control), "-T", "-a", "-x"),
        *(word for option in _OPTIONS for word in ("-o", option)),
        *("--", host, "exec sh -s"),
        stdin=PIPE,
        stdout=PIPE,
    )
    try:
        if process.stdin is not None:
            process.stdin.write(f"NAME={name}\n".encode() + resource_bytes("forward/there.sh"))
        yield Ssh(process, program, host, control)
    finally:
        await _end(process)


async def _end(process: Process) -> None:
    """The shell over there takes the socket away; where it cannot, ssh is ended all the same."""
    if process.stdin is not None:
        process.stdin.close()
    for end in (stopping.terminate, stopping.kill):
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_ENDS_FOR):
                await process.wait()
        if process.returncode is not None:
            return
        end(process)
    await process.wait()


def _not_connected(host: str) -> Problem:
    sentence = phrase("ssh did not reach {host}: it says why above.", host=host)
    return Problem(phrase("Not connected"), sentence, phrase("Try `ssh {host}` by itself.", host=host))


def _no_shell(host: str) -> Problem:
    sentence = phrase("{host} let ssh in, and started no shell for it.", host=host)
    action = phrase("It takes an account there that may run commands, with `sh`.")
    return Problem(phrase("No shell there"), sentence, action)


def _no_folder(host: str) -> Problem:
    sentence = phrase(
        "{host} has no folder that is yours alone: neither XDG_RUNTIME_DIR nor /tmp/pomtray-UID is.", host=host
    )
    action = phrase("Make one of them yours, with mode 0700.")
    return Problem(phrase("No place for the socket"), sentence, action)


def _not_forwarded(host: str) -> Problem:
    sentence = phrase("The sshd of {host} brings no socket there.", host=host)
    action = phrase(
        "Its sshd_config has to say `AllowStreamLocalForwarding yes`, without `DisableForwarding`; "
        "and your key's line in authorized_keys must not say `restrict` or `no-port-forwarding`."
    )
    return Problem(phrase("No socket there"), sentence, action)
