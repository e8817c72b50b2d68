"""The tray program: the only module that knows every other.

Start: the instance lock (a second start brings up the first and ends) → Qt → the icon with what is known, which is
nothing yet → the settings file (the first start writes a commented example) → the vault, whose sessions are asked about
again → notifications, sleep and network. The HTTP client is imported when the first request is due.

Stop: Quit, SIGTERM, SIGINT and the end of the desktop session all set `closing`. Then the tasks end, the clipboard is
cleared, what is due is saved, notices are withdrawn, the icon goes, the lock is released, and Qt is left last.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import importlib
import sys
import tempfile
from collections.abc import AsyncIterator, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import qasync
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from pomtray.controller import Controller, Ports
from pomtray.core import events as happened
from pomtray.core.errors import PomtrayError, Problem
from pomtray.core.intent import Action, Answer, AppAction, Looked, NoticeAction, RouteIntent
from pomtray.core.model import Model
from pomtray.core.route import Route, Settings
from pomtray.core.snapshot import Snapshot
from pomtray.core.stored import merge
from pomtray.desktop import clock, log, places
from pomtray.desktop.alarm import Alarm
from pomtray.desktop.browser import open_file, open_url
from pomtray.desktop.clipboard import Clipboard
from pomtray.desktop.ending import told_to_end
from pomtray.desktop.instance import Instance
from pomtray.desktop.memory_vault import MemoryVault
from pomtray.desktop.power import PowerWatch
from pomtray.desktop.settings import add_route, write_example
from pomtray.desktop.settings_file import SettingsFile
from pomtray.desktop.vault import Vault, vault_place
from pomtray.ui.icons import Icons
from pomtray.ui.tray import Tray

if TYPE_CHECKING:
    from pomtray.controller.ports import Pomerium
    from pomtray.desktop.notifier import Notifier
    from pomtray.ui.window import Window

_THREADS = 3
_TRAY_COMES_FOR = 1.0
"""Seconds: at the start of a desktop session the tray may come after us."""


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
            path = await stack.enter_async_context(_demo(options))
            data, vault = path.parent, MemoryVault()
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
async def _demo(options: argparse.Namespace) -> AsyncIterator[Path]:
    """A Pomerium on this machine, with settings that name its routes."""
    from pomtray.demo.options import DemoOptions  # noqa: PLC0415 only this command needs it
    from pomtray.demo.world import Demo  # noqa: PLC0415

    demo_options = DemoOptions(session_for=options.session_for, routes_api=not options.no_routes_api)
    with tempfile.TemporaryDirectory(prefix="pomtray-demo-") as folder:
        async with Demo(demo_options) as demo:
            path = Path(folder) / "pomtray.toml"
            path.touch()
            for route in demo.routes:
                if route.plan.kind == "http":
                    add_route(path, Route(route.name, route.url))
            yield path


class Program:
    """The running tray program. Intents come in from the widgets, snapshots go out to them."""

    def __init__(self, application: QApplication, path: Path, vault: Vault | MemoryVault) -> None:
        self._application = application
        self._path = path
        self._closing = asyncio.Event()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._icons = Icons()
        self._tray = Tray(self._icons)
        self._window: Window | None = None
        self._notifier: Notifier | None = None
        self._clipboard = Clipboard()
        self._alarm = Alarm(self._rang, clock.now)
        self._vault = vault
        self._controller = Controller(self._ports(), Model(zone=clock.zone()))
        self._settings = SettingsFile(path)
        self._power = PowerWatch(on_resume=self._resumed, on_network=self._resumed)

    def _ports(self) -> Ports:
        return Ports(
            pomerium=self._pomerium,
            vault=self._vault,
            clipboard=self._clipboard,
            open_page=open_url,
            notify=lambda notices: self._notifier.want(notices) if self._notifier else None,
            publish=self._publish,
            arm=self._alarm.arm,
            now=clock.now,
        )

    async def run(self, instance: Instance, *, window: bool) -> None:
        """Start, wait for the end, stop."""
        self._tray.intent.connect(self._tray_intent)
        self._tray.came.connect(self._tray_came)
        self._application.commitDataRequest.connect(self._session_ends)
        instance.listen(self._bring_up)
        self._publish(self._controller.snapshot())
        with told_to_end(self._closing.set):
            await self._start(window=window)
            await self._closing.wait()
            await self._stop()

    async def _start(self, *, window: bool) -> None:
        first = write_example(self._path)
        self._settings.changed.connect(self._settings_changed)
        self._settings.refused.connect(self._settings_refused)
        self._settings.start()
        await self._start_notifier()
        await self._power.start()
        self._spawn(self._controller.start())
        self._spawn(self._show_somewhere(window=window or first))
        if first:
            self._controller.happen(happened.Troubled(clock.now(), _first_start(self._path)))

    async def _start_notifier(self) -> None:
        from pomtray.desktop.notifier import Notifier  # noqa: PLC0415 after the icon

        self._notifier = Notifier(self._notice_action, fallback=lambda n: self._tray.message(n.title, n.text))
        await self._notifier.start()

    async def _stop(self) -> None:
        self._alarm.arm(None)
        await self._controller.close()
        await self._vault.close()
        await self._power.close()
        if self._notifier is not None:
            await self._notifier.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._window is not None:
            self._window.hide()
        self._tray.hide()

    async def _show_somewhere(self, *, window: bool) -> None:
        """A desktop without a tray gets the window; a tray that comes later gets the icon."""
        if not window and not self._tray.available:
            await asyncio.sleep(_TRAY_COMES_FOR)
        if window:
            self._bring_up()
        elif not self._tray.available:
            self._made_window().show_quietly()

    def _tray_came(self) -> None:
        if self._window is not None:
            self._window.stays = False
        self._publish(self._controller.snapshot())

    async def _pomerium(self) -> Pomerium:
        """The HTTP client; its import takes a while, so a thread does it."""
        await asyncio.to_thread(importlib.import_module, "pomtray.signin.client")
        from pomtray.signin.client import Client  # noqa: PLC0415 when the first request is due

        return Client(lambda: self._controller.model.settings)

    def _publish(self, snapshot: Snapshot) -> None:
        self._tray.show(snapshot)
        if self._window is not None:
            self._window.show_snapshot(snapshot)

    def _settings_changed(self, settings: Settings) -> None:
        self._controller.happen(happened.SettingsRead(clock.now(), settings))

    def _settings_refused(self, problem: Problem) -> None:
        self._controller.happen(happened.SettingsRefused(clock.now(), problem))

    def _rang(self) -> None:
        self._controller.happen(happened.TimePassed(clock.now()))

    def _resumed(self) -> None:
        self._controller.happen(happened.Resumed(clock.now()))

    def _session_ends(self, *_: object) -> None:
        self._clipboard.clear()
        self._closing.set()

    def _notice_action(self, key: str, action: str) -> None:
        self._intent(NoticeAction(key, action))

    def _tray_intent(self, intent: object) -> None:
        """The menu's way in: its opening is told, its closing is not trusted (`core/model`)."""
        match intent:
            case Looked(shown):
                if shown:
                    self._controller.happen(happened.MenuOpened(clock.now()))
            case RouteIntent(Action.PASTE, route, text=""):
                self._made_window().ask_for_address(route)
            case _:
                self._intent(intent)

    def _intent(self, intent: object) -> None:
        now = clock.now()
        match intent:
            case RouteIntent():
                self._controller.happen(happened.Wished(now, intent))
            case Answer():
                self._controller.happen(happened.Answered(now, intent))
            case Looked(shown):
                self._controller.happen(happened.WindowShown(now, shown))
            case NoticeAction(key, "default"):
                self._controller.happen(happened.NoticeUsed(now, key, "default"))
                self._bring_up()
            case NoticeAction(key, action):
                self._controller.happen(happened.NoticeUsed(now, key, action))
            case AppAction():
                self._app_action(intent)

    def _app_action(self, action: AppAction) -> None:
        match action:
            case AppAction.SIGN_IN_ALL:
                self._controller.happen(happened.AllWished(clock.now()))
            case AppAction.COPY_LAST:
                self._controller.happen(happened.LastCopyWished(clock.now()))
            case AppAction.SETTINGS_FILE:
                self._spawn(self._open_file(self._path))
            case AppAction.LOG_FILE:
                self._spawn(self._open_file(places.log_file()))
            case AppAction.WINDOW:
                self._bring_up()
            case AppAction.ABOUT:
                self._made_window().show_about()
            case AppAction.QUIT:
                self._closing.set()

    async def _open_file(self, path: Path) -> None:
        try:
            await open_file(path)
        except PomtrayError as error:
            self._controller.happen(happened.Troubled(clock.now(), error.problem))

    def _bring_up(self) -> None:
        self._made_window().bring_up()

    def _made_window(self) -> Window:
        """The window, made when first wanted."""
        if self._window is None:
            from pomtray.ui.window import Window  # noqa: PLC0415 the tray does not need it at start

            self._window = Window(self._icons)
            self._window.intent.connect(self._intent)
            self._window.stays = not self._tray.available
            self._window.show_snapshot(self._controller.snapshot())
        return self._window

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _first_start(path: Path) -> Problem:
    return Problem("Welcome to pomtray", f"A settings file with examples is now at {path}.", "Add your routes to it.")
