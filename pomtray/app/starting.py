"""From the command line to the running program."""

from __future__ import annotations

import argparse
import contextlib
import sys
import tempfile
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import qasync
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from pomtray.app.program import Program
from pomtray.core.remembered import Remembered
from pomtray.core.stored import dump, merge
from pomtray.desktop import log, places
from pomtray.desktop.instance import Instance
from pomtray.desktop.memory_vault import MemoryVault
from pomtray.desktop.vault import Vault, vault_place

_THREADS = 3


def main(options: argparse.Namespace) -> int:
    """Run the tray until it is told to end; gives the exit status."""
    if options.command != "demo" and _another_runs(_settings_path(options)):
        return 0
    QCoreApplication.setApplicationName("pomtray")
    application = QApplication(sys.argv[:1])
    application.setDesktopFileName("pomtray")
    application.setQuitOnLastWindowClosed(False)
    loop = qasync.QEventLoop(application)
    loop.set_default_executor(ThreadPoolExecutor(_THREADS, thread_name_prefix="pomtray"))
    with loop:
        return int(loop.run_until_complete(_run(application, options)))


def _settings_path(options: argparse.Namespace) -> Path:
    return Path(options.config).absolute() if options.config else places.settings_file()


def _another_runs(path: Path) -> bool:
    """True where a program for these settings has just been brought up."""
    return Instance(path, places.data_folder()).send_show()


async def _run(application: QApplication, options: argparse.Namespace) -> int:
    vault: Vault | MemoryVault
    async with contextlib.AsyncExitStack() as stack:
        if options.command == "demo":
            path, vault = await stack.enter_async_context(_demo(options))
            data = path.parent
        else:
            path, data = _settings_path(options), places.data_folder()
            vault = Vault(*vault_place(path, places.settings_file(), data), merge=merge)
        instance = Instance(path, data)
        if not instance.acquire():
            return 0 if instance.send_show() else 1
        stack.callback(instance.release)
        log.start(places.log_file())
        await Program(application, path, vault).run(instance, window=options.window)
    return 0


@contextlib.asynccontextmanager
async def _demo(options: argparse.Namespace) -> AsyncIterator[tuple[Path, MemoryVault]]:
    """A Pomerium and a provider on this machine: settings that name all routes, a vault that holds the secret."""
    from pomtray.demo.options import DemoOptions  # noqa: PLC0415 only this command needs it
    from pomtray.demo.settings_text import client_secrets, settings_text  # noqa: PLC0415
    from pomtray.demo.world import Demo  # noqa: PLC0415

    demo_options = DemoOptions(session_for=options.session_for, routes_api=not options.no_routes_api)
    with tempfile.TemporaryDirectory(prefix="pomtray-demo-") as folder:
        async with Demo(demo_options) as demo:
            path = Path(folder) / "pomtray.toml"
            path.write_text(settings_text(demo), encoding="utf-8")
            yield path, MemoryVault(dump({}, Remembered(secrets=client_secrets(demo))))
