"""`lock` and `unlock`: of the running program, and of every command that uses the vault, with it or without."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
from pathlib import Path
from typing import Any, Final

from pomtray.cli.asking import No, note, of_app, runs, settings_path, tell
from pomtray.cli.handing.credentials import print_json
from pomtray.core.requests.request import Exit
from pomtray.core.text import phrase

_TURN_FOR: Final = 60.0
"""Seconds for a command that renews to come to its end."""
_KEYRING_FOR: Final = 20.0


def main(options: argparse.Namespace) -> int:
    """Raises `No` where it stays as it was, and `PomtrayError` where the mark cannot be written."""
    path = settings_path(options.config)
    done = _lock(path) if options.command == "lock" else _unlock(path)
    return print_json(done) if options.json else 0


def _lock(path: str) -> dict[str, Any]:
    """NOTE: an app that begins meanwhile may have looked for the mark before it was there: so it is asked again."""
    done = _asked("lock", path)
    if done is None:
        asyncio.run(_mark(path))
        done = _asked("lock", path)
    if done is None:
        note(phrase("It does not run; commands use no session until it is unlocked: pomtray unlock"))
    return done or {"locked": True}


def _unlock(path: str) -> dict[str, Any]:
    done = _asked("unlock", path)
    asyncio.run(_open(path, by_app=done is not None))
    return done or {"locked": False}


def _asked(do: str, path: str) -> dict[str, Any] | None:
    """What the running app says; None where none runs. Raises `No`."""
    # The keyring may ask the person.
    frame = of_app({"v": 1, "do": do, "config": path, "wait": True}, path)
    if frame is not None and (error := frame.get("error")) is not None:
        raise No(error["exit"], error["title"], error["text"])
    return frame["ok"] if frame is not None else None


async def _mark(path: str) -> None:
    """On return no command that renews is at work any more."""
    from pomtray.desktop.files import places  # noqa: PLC0415 the app needs none of it
    from pomtray.desktop.vault.turn import Turn  # noqa: PLC0415

    await _vault(path).mark_locked()
    turn = Turn(Path(path), places.data_folder())
    with contextlib.suppress(OSError):
        await turn.take(_TURN_FOR, unless=lambda: runs(path))
    turn.give_back()


async def _open(path: str, *, by_app: bool) -> None:
    """Once the keyring has let the vault be read, which the app has seen to. Raises `No` where it does not."""
    from pomtray.cli.alone.without_desktop import unlock  # noqa: PLC0415 as above
    from pomtray.core.domain.lock import not_opened  # noqa: PLC0415
    from pomtray.core.errors import VaultError  # noqa: PLC0415

    vault = _vault(path)
    try:
        if not by_app and await vault.is_locked():
            await unlock(vault, tell)
            await vault.load()
        await vault.mark_open()
    except VaultError as error:
        problem = not_opened(error.problem)
        raise No(Exit.LOCKED, problem.title, problem.text()) from None
    finally:
        await vault.close()


def _vault(path: str) -> Any:
    from pomtray.cli.own_vault import own_vault  # noqa: PLC0415
    from pomtray.desktop.files import places  # noqa: PLC0415

    places.settle_environment()
    return own_vault(Path(path), _KEYRING_FOR)
