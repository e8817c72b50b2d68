"""A client secret from where the settings say it is: read at use, kept nowhere.

NOTE: neither what a command prints nor its arguments are ever told: one is the secret, the others may lead to it.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Collection
from typing import Final, cast

from pomtray.core.domain.provider import FromCommand, InEnvironment
from pomtray.core.errors import Problem, SignInError
from pomtray.core.plain import plain
from pomtray.core.secret import Secret
from pomtray.core.system_errors import said
from pomtray.core.text import phrase
from pomtray.desktop.processes.environment import inherited

_PATIENCE: Final = 30.0
"""Seconds: a password manager may ask the person first."""
_BIGGEST: Final = 64 * 1024
_PEM: Final = "-----BEGIN "


async def fetch(place: InEnvironment | FromCommand, withheld: Collection[str] = ()) -> Secret:
    """The secret; raises `SignInError`, which names the variable or the program, the reason and the next step.

    withheld: variables that a command does not inherit: other secrets are none of its business.
    """
    if isinstance(place, InEnvironment):
        return _from_environment(place.name)
    return await _from_command(place, withheld)


def _from_environment(name: str) -> Secret:
    action = phrase("Set {name} where pomtray is started from, start pomtray again, and sign in.", name=name)
    value = os.environ.get(name, "")
    if not value:
        raise _missing(phrase("The environment variable {name} is not set or empty.", name=name), action)
    return _secret(value.rstrip("\r\n"), phrase("What the environment variable {name} holds", name=name), action)


async def _from_command(place: FromCommand, withheld: Collection[str]) -> Secret:
    program = plain(os.path.basename(place.argv[0]), 40)  # noqa: PTH119 a name, which need not be a path
    action = phrase(
        "Try the command for client_secret in a terminal, where {program} may say more; then sign in again.",
        program=program,
    )
    printed = await _printed(place.argv, inherited(withheld), program, action)
    try:
        text = printed.decode()
    except UnicodeDecodeError:
        text = ""  # NOTE: raised below: the error would carry the bytes along
    if printed and not text:
        raise _missing(phrase("{program} printed something that is not text in UTF-8.", program=program), action)
    return _secret(_line(text, place, program), phrase("What {program} printed", program=program), action)


def _line(text: str, place: FromCommand, program: str) -> str:
    """The secret without the line's end. Only a key in PEM has lines of its own."""
    lines = text.rstrip("\r\n").splitlines()
    if place.first_line:
        return lines[0] if lines else ""
    if len(lines) > 1 and not text.lstrip().startswith(_PEM):
        action = phrase(
            "Have the command print the secret alone, or write `first_line = true` beside it for the first line."
        )
        raise _missing(
            phrase("{program} printed {count} lines, and a client secret has one.", program=program, count=len(lines)),
            action,
        )
    return text.rstrip("\r\n")


async def _printed(argv: tuple[str, ...], environment: dict[str, str], program: str, action: str) -> bytes:
    """Everything that the program writes to its standard output."""
    try:
        process = await asyncio.create_subprocess_exec(
            *argv, stdin=DEVNULL, stdout=PIPE, stderr=DEVNULL, start_new_session=True, env=environment
        )
    except (OSError, ValueError) as error:
        reason = said(error) if isinstance(error, OSError) else phrase("its command cannot be used")
        raise _missing(
            phrase("{program} cannot be started: {reason}.", program=program, reason=reason), action
        ) from None
    try:
        async with asyncio.timeout(_PATIENCE):
            return await _outcome(process, program, action)
    except TimeoutError:
        raise _missing(
            phrase("{program} gave no answer within {seconds} seconds.", program=program, seconds=round(_PATIENCE)),
            action,
        ) from None
    finally:
        await _end(process)


async def _outcome(process: Process, program: str, action: str) -> bytes:
    printed, stdout = b"", cast("asyncio.StreamReader", process.stdout)
    while part := await stdout.read(_BIGGEST):
        printed += part
        if len(printed) > _BIGGEST:
            raise _missing(
                phrase("{program} printed more than {biggest} KiB.", program=program, biggest=_BIGGEST // 1024), action
            )
    if status := await process.wait():
        raise _missing(phrase("{program} failed with status {status}.", program=program, status=status), action)
    if not printed.strip():
        raise _missing(phrase("{program} printed nothing.", program=program), action)
    return printed


async def _end(process: Process) -> None:
    """A command that is given up ends, and its children with it where the system has process groups."""
    if process.returncode is not None:
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
    await process.wait()


def _secret(value: str, what: str, action: str) -> Secret:
    try:
        return Secret(value)
    except ValueError:
        raise _missing(phrase("{what} is empty, too long or holds NUL.", what=what), action) from None


def _missing(sentence: str, action: str) -> SignInError:
    return SignInError(Problem(phrase("The client secret is missing"), sentence, action, step="token"))
