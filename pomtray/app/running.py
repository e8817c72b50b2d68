"""From the first icon to the end: the vault and the settings that this run is for, the lock, the event loop."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import logging
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PySide6.QtWidgets import QApplication

from pomtray import __version__
from pomtray.app.collecting import leave_alone
from pomtray.app.event_loop import EventLoop
from pomtray.app.program import Program
from pomtray.app.run import Run
from pomtray.core.domain.remembered import Remembered
from pomtray.core.domain.stored import dump
from pomtray.core.errors import Problem, Unavailable
from pomtray.core.light_dataclass import dataclass
from pomtray.core.text import phrase
from pomtray.desktop import freed_memory
from pomtray.desktop.clipboard import Clipboard
from pomtray.desktop.files import log, places
from pomtray.desktop.files.window_place import WindowPlace
from pomtray.desktop.processes.ending import told_to_end
from pomtray.desktop.sockets.instance import Instance
from pomtray.desktop.unavailable import unavailable
from pomtray.desktop.vault.local_vault import vault_place
from pomtray.desktop.vault.memory import MemoryVault
from pomtray.ui import wording
from pomtray.ui.icons.first_icon import FirstIcon

_log = logging.getLogger(__name__)
_GIVES_WAY_AFTER = 0.0005
"""Seconds: a thread that works lets the event loop go on, which asks for that at each of Qt's calls. Python's 5 ms add
up to seconds while a thousand sessions are written down."""
_CLOSES_FOR = 10.0
"""Seconds."""
_STANDARD_ERROR = 2
_SILENT = Problem(
    phrase("Another pomtray runs with these settings"),
    phrase("It does not answer."),
    phrase("End it, then start this one."),
)


def run(application: QApplication, first: FirstIcon, path: Path, options: argparse.Namespace) -> int:
    """Run until told to end; gives the exit status."""
    sys.setswitchinterval(_GIVES_WAY_AFTER)
    freed_memory.overwrite()
    leave_alone()
    loop = EventLoop(application)
    loop.set_default_executor(ThreadPoolExecutor(freed_memory.THREADS, thread_name_prefix="pomtray"))
    closing = asyncio.Event()
    with loop:
        running = loop.create_task(_run(application, first, path, options, closing))
        try:
            return _ended(loop, running, closing)
        except Unavailable as error:
            _say(f"{error} {error.problem.action}")
            return 1


def _ended(loop: EventLoop, running: asyncio.Task[int], closing: asyncio.Event) -> int:
    """The exit status that `running` gives. Where Qt ends first, as without its X server, all is ended well still."""
    try:
        return int(loop.run_until_complete(running))
    except RuntimeError:
        if running.done():
            raise
    _log.warning("Qt ended: is the screen gone?")
    closing.set()
    no_later = time.monotonic() + _CLOSES_FOR
    while not running.done() and time.monotonic() < no_later:
        with contextlib.suppress(RuntimeError):  # Qt ends anew whenever it looks for the screen
            loop.run_until_complete(running)
    return 1


async def _run(
    application: QApplication, first: FirstIcon, path: Path, options: argparse.Namespace, closing: asyncio.Event
) -> int:
    """closing: set to end it."""
    async with contextlib.AsyncExitStack() as stack:
        stack.enter_context(told_to_end(closing.set))
        kept = await stack.enter_async_context(_demo(options)) if options.command == "demo" else _own(path)
        instance = Instance(kept.settings, kept.data)
        if _another_runs(instance):
            if options.hidden or instance.send_show(search=options.search):
                return 0
            raise Unavailable(_SILENT)
        stack.callback(instance.release)
        log_file = log.start(places.log_file())
        _log.info("pomtray %s started", __version__)
        program = Program(application, first, _run_of(kept, instance, log_file, options), closing)
        await program.run(window=None if options.hidden or options.search else options.window, search=options.search)
    return 0


@dataclass(frozen=True, slots=True)
class _Kept:
    """Where a run finds its settings and keeps what it has."""

    settings: Path
    vault: tuple[Path, str] | MemoryVault
    data: Path
    state: Path
    mark: str = ""
    """Tells files of runs with other settings apart."""


def _own(path: Path) -> _Kept:
    data = places.data_folder()
    vault = vault_place(path, places.settings_file(), data)
    return _Kept(path, vault, data, places.state_folder(), f"-{vault[1]}")


def _run_of(kept: _Kept, instance: Instance, log_file: log.LogFile, options: argparse.Namespace) -> Run:
    return Run(
        settings=kept.settings,
        vault=kept.vault,
        data=kept.data,
        activity=kept.state / f"activity{kept.mark}",
        place=WindowPlace(kept.state / "window"),
        instance=instance,
        log=log_file,
        clipboard=Clipboard(kept.state / f"clipboard{kept.mark}"),
        is_demo=options.command == "demo",
    )


def _say(text: str) -> None:
    """Why a run ends before it has begun."""
    with contextlib.suppress(OSError):
        os.write(_STANDARD_ERROR, f"pomtray: {text}\n".encode(errors="backslashreplace"))


def _another_runs(instance: Instance) -> bool:
    """False also where that cannot be known: `Parts` tries again, and tells of it."""
    try:
        return not instance.acquire()
    except Unavailable:
        return False


@contextlib.asynccontextmanager
async def _demo(options: argparse.Namespace) -> AsyncIterator[_Kept]:
    """A Pomerium and a provider on this machine: settings that name all routes, a vault that holds the secret."""
    from pomtray.demo import pages  # noqa: PLC0415 only this command needs it
    from pomtray.demo.options import DemoOptions  # noqa: PLC0415 as above
    from pomtray.demo.settings_text import client_secrets, settings_text  # noqa: PLC0415 as above
    from pomtray.demo.world import Demo  # noqa: PLC0415 as above

    pages.use(wording.catalogue())
    demo_options = DemoOptions(session_for=options.session_for, routes_api=not options.no_routes_api)
    with _demo_folder() as folder:
        async with Demo(demo_options) as demo:
            path = Path(folder) / "pomtray.toml"
            path.write_text(settings_text(demo), encoding="utf-8")
            vault = MemoryVault(dump({}, Remembered(secrets=client_secrets(demo))))
            yield _Kept(path, vault, data=path.parent, state=path.parent)


def _demo_folder() -> tempfile.TemporaryDirectory[str]:
    try:
        return tempfile.TemporaryDirectory(prefix="pomtray-demo-")
    except OSError as error:
        raise unavailable(
            phrase("The demo cannot start"), error, Path(os.devnull), phrase("It needs a temporary folder.")
        ) from error
