"""`pomtray forget`: every session is ended at its server, then all that pomtray keeps as a secret goes."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import logging
import sys
from collections.abc import Callable
from fnmatch import fnmatch
from pathlib import Path
from typing import Final, Protocol

from pomtray.cli.alone.ending import Ended, end_sessions
from pomtray.cli.asking import tell
from pomtray.cli.handing.unconfigured import MADE
from pomtray.cli.own_vault import own_vault, own_vault_place
from pomtray.cli.telling import is_yes, told
from pomtray.cli.terminal import say
from pomtray.core.errors import PomtrayError, Unavailable
from pomtray.core.system_errors import said_of
from pomtray.core.text import joined, phrase
from pomtray.desktop.files import places
from pomtray.desktop.vault.turn import TURNS, Turn
from pomtray.desktop.vault.vault import Vault

_FAILED: Final = 1
_NOT_ALL: Final = 5
_USAGE: Final = 64
"""As `EX_USAGE` of sysexits.h."""
_INTERRUPTED: Final = 130
_PATIENCE: Final = 30.0
"""Seconds for the keyring: its program may ask the person."""
_TURN_FOR: Final = 10.0
"""Seconds for a command that renews to come to its end; one that waits for a person is not waited for."""


class Claim(Protocol):
    """To be the only program for a settings file: `desktop.instance.Instance`, whose other half is Qt's."""

    def acquire(self) -> bool: ...

    def release(self) -> None: ...


def main(options: argparse.Namespace, claim: Callable[[Path, Path], Claim]) -> int:
    """Forget what is kept for one settings file; gives the exit status.

    That is 5 where a session may live on at its server, or something is still here.
    """
    if not options.yes and not sys.stdin.isatty():
        tell(
            phrase(
                "pomtray forget asks before it does anything, and this is no terminal. "
                "Add --yes to go on without asking."
            )
        )
        return _USAGE
    places.settle_environment()
    logging.getLogger("pomtray").addHandler(logging.NullHandler())  # what went wrong is said here
    path = places.absolute(options.config) if options.config else places.settings_file()
    instance = claim(path, places.data_folder())
    try:
        if not instance.acquire():
            tell(phrase("pomtray runs with {path}. Quit it first, then run this again.", path=path))
            return _FAILED
        return _forget(path, options)
    except Unavailable as error:
        tell(error.problem.text())
        return _FAILED
    except KeyboardInterrupt:
        return _INTERRUPTED
    finally:
        instance.release()


def _forget(path: Path, options: argparse.Namespace) -> int:
    _say_what_goes(path, options)
    if not _agreed(phrase("Go on?"), options):
        return _declined()
    status, here = 0, ""
    for each in (path, *_made_by_get(path)):
        its, kept = _forgotten(each, options)
        if its == _FAILED:
            return _FAILED
        status, here = status or its, here or kept
    say(here or phrase("Forgotten."))
    say(phrase("What stays: the settings file ({path}) and the log ({log}).", path=path, log=places.log_file()))
    return status


def _made_by_get(path: Path) -> list[Path]:
    """Settings that `pomtray get` made for addresses which the person's own do not have: they go with those."""
    return sorted(places.data_folder().glob(MADE)) if path == places.settings_file() else []


def _forgotten(path: Path, options: argparse.Namespace) -> tuple[int, str]:
    """The exit status, and why something is still there."""
    file, entry = own_vault_place(path)
    turns = [Turn(path, places.data_folder(), name) for name in TURNS]
    with asyncio.Runner() as runner, contextlib.ExitStack() as held:
        for turn in turns:
            held.callback(turn.give_back)
            if not runner.run(turn.take(_TURN_FOR)):
                tell(phrase("Another pomtray command is at work: end it, or wait for it, then run this again."))
                return _FAILED, ""
        vault = own_vault(path, _PATIENCE)
        try:
            ended = Ended() if options.offline else runner.run(end_sessions(path, vault, tell, asks=not options.yes))
            for line in ended.left:
                tell(line)
            if ended.left and not _agreed(phrase("Forget all the same?"), options):
                return _declined(), ""
            clipboard = places.state_folder() / f"clipboard-{entry}"
            kept = runner.run(_taken_away(vault, clipboard, _own_settings(path), there=file.exists()))
        finally:
            runner.run(vault.close())
    return _NOT_ALL if ended.left or kept or not ended.sure else 0, kept


def _own_settings(path: Path) -> Path | None:
    """Settings that are no person's, but made by `pomtray get`."""
    return path if path.parent == places.data_folder() and fnmatch(path.name, MADE) else None


def _say_what_goes(path: Path, options: argparse.Namespace) -> None:
    tell(
        phrase(
            "All that pomtray keeps as a secret for {path} goes: sessions, client secrets, and the key in the keyring.",
            path=path,
        )
    )
    tell(
        phrase("No session is ended at its server.")
        if options.offline
        else phrase("Each session is ended at its server first.")
    )


async def _taken_away(vault: Vault, clipboard: Path, settings: Path | None, *, there: bool) -> str:
    """Why something is still there, "" where nothing is. there: whether there was a vault, and so a key."""
    try:
        await asyncio.to_thread(clipboard.unlink, missing_ok=True)
        await vault.forget()
        if settings is not None:
            await asyncio.to_thread(settings.unlink, missing_ok=True)  # last: by its name the vault is found
    except OSError as error:
        return joined(" ", (phrase("Not all could be forgotten."), said_of(error, clipboard)))
    except PomtrayError as error:
        return joined(" ", (phrase("Not all could be forgotten."), error.problem.text())) if there else ""
    return ""


def _agreed(question: str, options: argparse.Namespace) -> bool:
    if options.yes:
        return True
    sys.stderr.write(f"{told(phrase('{question} [y/N]', question=question))} ")
    sys.stderr.flush()
    return is_yes(sys.stdin.readline())


def _declined() -> int:
    tell(phrase("Nothing more was done."))
    return _FAILED
