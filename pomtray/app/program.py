"""The running program: ports made and joined, intents in, snapshots out."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Coroutine
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QApplication

from pomtray.app import at_home, changing, editing, examining, late, portals, searching
from pomtray.app.activity import Activity
from pomtray.app.asked import Asked
from pomtray.app.examining import Examining
from pomtray.app.helping import Helping
from pomtray.app.intents import event_of, takes_dialog
from pomtray.app.parts import Parts
from pomtray.app.portals import Portals
from pomtray.app.telling import ToldSnapshots, told
from pomtray.app.watches import watches
from pomtray.app.worker import Worker
from pomtray.controller import Controller, Ports
from pomtray.core import events as happened
from pomtray.core.domain.route import Settings
from pomtray.core.errors import Part, PomtrayError, Problem
from pomtray.core.intent import AppAction, NoticeAction, Show, VisibilityChanged
from pomtray.core.model import Model
from pomtray.core.plain import isolated
from pomtray.core.view import notices
from pomtray.core.view.snapshot import Snapshot
from pomtray.desktop.clipboard import Clipboard
from pomtray.desktop.files import places
from pomtray.desktop.files.log import LogFile
from pomtray.desktop.files.window_place import WindowPlace
from pomtray.desktop.processes.browser import open_file, open_url
from pomtray.desktop.processes.own_files import OwnFiles
from pomtray.desktop.processes.serving import serve
from pomtray.desktop.settings.file import SettingsFile
from pomtray.desktop.sockets.instance import Instance
from pomtray.desktop.system import clock
from pomtray.desktop.system.alarm import Alarm
from pomtray.desktop.vault.memory import MemoryVault
from pomtray.ui.icons.first_icon import FirstIcon
from pomtray.ui.icons.icons import Icons
from pomtray.ui.tray import Tray

if TYPE_CHECKING:
    from pomtray.desktop.shell.notifier import Notifier
    from pomtray.ui.window.window import Window

_TRAY_COMES_FOR = 1.0
"""Seconds: at the start of a desktop session the tray may come after us."""


class Program:
    """The running tray program. Intents come in from the widgets, snapshots go out to them."""

    def __init__(
        self,
        application: QApplication,
        first: FirstIcon,
        path: Path,
        vault: tuple[Path, str] | MemoryVault,
        *,
        closing: asyncio.Event,
        instance: Instance,
        log: LogFile,
        clipboard: Clipboard,
        place: WindowPlace,
        data: Path,
        activity: Path,
        demo: bool = False,
    ) -> None:
        """closing: set to end it. demo: the settings are its own, in which this computer counts as one domain."""
        self._application = application
        self._path = path
        self._log = log
        self._demo = demo
        self._closing = closing
        self._tasks: set[asyncio.Task[Any]] = set()
        self._told = ToldSnapshots()
        self._icons = Icons()
        self._tray = Tray(self._icons, first)
        self._tray.is_demo = demo
        self._window: Window | None = None
        self._notifier: Notifier | None = None
        self._clipboard = clipboard
        self._place = place
        self._alarm = Alarm(self._rang, clock.now, on_step=self._resumed)
        self._person = late.PersonWatch()
        self._worker = Worker(vault, lambda: self._controller.model, self._troubled, self._doubted, demo=demo)
        model = Model(clock=clock.wall_clock(), keeps=not isinstance(vault, MemoryVault))
        self._controller = Controller(self._ports(), model)
        self._activity = Activity(self._controller, activity)
        self._settings = SettingsFile(path)
        self._asked = Asked(self._controller, path, data, self._settings.reread)
        self._portals = Portals(self._parts_for_portals())
        self._changing = changing.Changing(self._parts_for_changing(), path)
        self._editing = editing.Editing(self._parts_for_editing(), path)
        self._examining = Examining(self._parts_for_examining())
        self._controller.hears.append(self._examining.hear)
        self._searching = searching.Searching(self._parts_for_searching())
        self._helping = Helping(self._icons, self._follow)
        self._watches = watches(self._controller.happen, self._resumed, self._tray.drawn_by)
        self._parts = Parts(
            {
                Part.LOG: log.check,
                Part.LOCK: instance.claim,
                Part.SOCKET: lambda: self._listen(instance),
                Part.SETTINGS: self._settings.retry,
                Part.PROGRAM: OwnFiles().check,
            },
            self._part_changed,
        )

    def _ports(self) -> Ports:
        return Ports(
            client=self._worker.client,
            vault=self._worker.vault,
            clipboard=self._clipboard,
            open_page=lambda url, browser: open_url(url, browser, self._withheld()),
            serve=lambda *wanted: serve(self._path, self._withheld(), *wanted),
            let_go=self._worker.let_go,
            fetch_secret=lambda place: late.fetch_secret(place, self._withheld()),
            is_present=self._person.is_present,
            notify=lambda notices: self._notifier.want(told(dict(notices))) if self._notifier else None,
            publish=self._publish,
            arm=self._alarm.arm,
            now=clock.now,
        )

    def _parts_for_changing(self) -> changing.Parts:
        return changing.Parts(
            client=self._controller.client,
            window=self._made_window,
            settings=self._current_settings,
            reread=self._settings.take_up,
            intent=self._intent,
            troubled=self._troubled,
            spawn=self._spawn,
        )

    def _parts_for_editing(self) -> editing.Parts:
        return editing.Parts(self._made_window, self._current_settings, self._troubled, self._spawn)

    def _parts_for_searching(self) -> searching.Parts:
        return searching.Parts(self._icons, self._snapshot, self._intent, self._worker.warm, self._troubled)

    def _parts_for_portals(self) -> portals.Parts:
        return portals.Parts(
            client=self._controller.client,
            model=lambda: self._controller.model,
            happen=self._controller.happen,
            intent=self._intent,
            spawn=self._spawn,
        )

    def _parts_for_examining(self) -> examining.Parts:
        return examining.Parts(
            client=self._controller.client,
            model=lambda: self._controller.model,
            show=lambda route, report: self._made_window().show_report(route, told(report)),
            troubled=self._troubled,
            happen=self._controller.happen,
        )

    async def run(self, *, window: bool | None, search: bool = False) -> None:
        """Start, wait for the end, stop. window: show it at the start; None: not even where there is no tray.

        search: show the quick search at the start.
        """
        self._tray.intent.connect(self._tray_intent)
        self._tray.came.connect(self._tray_came)
        self._application.commitDataRequest.connect(self._session_ends)
        self._log.on_change = partial(asyncio.get_running_loop().call_soon_threadsafe, self._parts.look)
        self._publish(self._controller.snapshot())
        await self._start(window=window)
        if search:
            self._searching.bring_up()
        await self._closing.wait()
        await self._stop()

    async def _start(self, *, window: bool | None) -> None:
        self._settings.changed.connect(self._settings_changed)
        self._settings.refused.connect(self._settings_refused)
        self._settings.written.connect(self._first_started)
        self._settings.start()
        self._parts.look()
        await self._start_notifier()
        await asyncio.gather(*(watch.start() for watch in self._watches))
        self._spawn(self._open_vault())
        if window is not None:
            self._spawn(self._show_somewhere(window=window))

    def _listen(self, instance: Instance) -> None:
        instance.listen(self._bring_up, self._parts.look, self._searching.bring_up)
        self._asked.listen()

    async def _open_vault(self) -> None:
        await self._settings.known()  # they say how the sessions in it are asked about
        await self._asked.take_turn()
        await self._controller.start()

    async def _start_notifier(self) -> None:
        self._notifier = await late.notifier(
            self._icons, self._notice_action, lambda notice: self._tray.message(notice.title, notice.text)
        )

    async def _stop(self) -> None:
        self._alarm.arm(None)
        self._settings.close()
        await self._changing.close()
        await self._examining.close()
        await self._searching.close()
        self._helping.close()
        await self._asked.close()
        await self._controller.close()
        await self._worker.close()
        await self._activity.close()
        self._asked.give_back()
        for watch in self._watches:
            await watch.close()
        await self._person.close()
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

    def _current_settings(self) -> Settings:
        return self._controller.model.settings

    def _snapshot(self) -> Snapshot:
        return self._told.next(self._controller.snapshot())

    def _publish(self, snapshot: Snapshot) -> None:
        snapshot = self._told.next(snapshot)
        self._tray.show(snapshot)
        self._searching.show(snapshot)
        if self._window is not None:
            self._window.show_snapshot(snapshot)
            self._portals.show(clock.now(), self._window.offers, is_seen=self._window.isVisible())
        self._parts.keep_trying(wanted=bool(snapshot.trouble))

    def _first_started(self) -> None:
        self._troubled(_first_start(self._path))
        self._bring_up()

    def _part_changed(self, part: Part, problem: Problem | None) -> None:
        now = clock.now()
        self._controller.happen(happened.Impaired(now, part, problem) if problem else happened.Restored(now, part))

    def _settings_changed(self, settings: Settings) -> None:
        self._icons.use(settings.preferences.icon)
        self._controller.happen(happened.SettingsRead(clock.now(), settings))
        self._changing.settings_read(settings)
        self._searching.settings_read(settings)
        if settings.looks_for_person:
            self._spawn(self._person.listen())

    def _settings_refused(self, problem: Problem) -> None:
        self._controller.happen(happened.Impaired(clock.now(), Part.SETTINGS, problem))

    def _rang(self) -> None:
        self._controller.happen(happened.TimePassed(clock.now()))

    def _resumed(self) -> None:
        self._alarm.arm(None)  # a gap that is known is not told again; the next step arms anew
        self._controller.happen(happened.Resumed(clock.now()))

    def _session_ends(self, *_: object) -> None:
        self._clipboard.let_go()
        self._closing.set()

    def _notice_action(self, key: str, action: str) -> None:
        self._intent(NoticeAction(key, action))

    def _tray_intent(self, intent: object) -> None:
        """The menu's way in: its opening is told, its closing is not trusted (`core/model`)."""
        match intent:
            case VisibilityChanged(shown):
                if shown:
                    self._worker.warm()
                    self._parts.look()
                    self._controller.happen(happened.MenuOpened(clock.now()))
            case _ if takes_dialog(intent, self._controller.snapshot()):
                self._made_window().take(intent)
            case _:
                self._intent(intent)

    def _intent(self, intent: object) -> None:
        takers = (self._changing, self._editing, self._examining, self._searching, self._helping)
        if any(each.take(intent) for each in takers):
            return
        event = event_of(intent, clock.now(), clock.zone())
        if event is not None:
            self._controller.happen(event)
        match intent:
            case VisibilityChanged(shown=True) | AppAction.TRY_AGAIN:
                self._worker.warm()
                self._parts.look()
            case NoticeAction(key, "default" | "show"):
                self._bring_up(notices.about(self._controller.model, key))
            case NoticeAction(notices.SETTINGS, "open"):
                self._editing.open()
            case Show(route):
                self._bring_up(route)
            case AppAction():
                self._of_program(intent)

    def _of_program(self, action: AppAction) -> None:
        match action:
            case AppAction.WINDOW:
                self._bring_up()
            case AppAction.ADD:
                self._made_window().add()
            case AppAction.LOG_FILE:
                self._spawn(self._opened(open_file(places.log_file(), self._withheld())))
            case AppAction.ABOUT:
                self._made_window().show_about()
            case AppAction.ACTIVITY:
                self._activity.show(self._made_window())
            case AppAction.QUIT:
                self._closing.set()
            case _ if action in at_home.SWITCHES:
                at_home.switch(action, self._troubled)

    def _follow(self, url: str) -> None:
        self._spawn(self._opened(open_url(url, (), self._withheld())))

    async def _opened(self, opening: Awaitable[None]) -> None:
        try:
            await opening
        except PomtrayError as error:
            self._troubled(error.problem)

    def _troubled(self, problem: Problem) -> None:
        self._controller.happen(happened.ProblemOccurred(clock.now(), problem))

    def _doubted(self, session: str) -> None:
        self._controller.happen(happened.SignInDoubted(clock.now(), session))

    def _withheld(self) -> frozenset[str]:
        return self._current_settings().secret_variables

    def _bring_up(self, route: str = "") -> None:
        self._made_window().bring_up(route)

    def _made_window(self) -> Window:
        """The window, made when first wanted."""
        if self._window is None:
            self._window = late.window(self._icons, self._place)
            self._window.intent.connect(self._intent)
            self._window.beside.details_of = lambda name: told(late.details(self._controller.model, name, clock.now()))
            self._window.stays = not self._tray.available
            if self._demo:
                self._window.tell_demo()
            else:
                self._window.app_menu.is_on = self._window.arranger.is_on = at_home.is_on
            self._window.arranger.shortcut = lambda: (self._searching.told, self._searching.trigger)
            self._window.arranger.settings = self._window.adding.settings = self._current_settings
            self._window.show_snapshot(self._snapshot())
        return self._window

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _first_start(path: Path) -> Problem:
    return Problem(
        "Welcome to pomtray",
        "Paste the address of anything behind Pomerium into the window.",
        f"What you add is kept in {isolated(str(path))}.",
    )
