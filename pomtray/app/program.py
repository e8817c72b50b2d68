"""The running program: ports made and joined, intents in, snapshots out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QApplication

from pomtray.app import late
from pomtray.app.activity import Activity
from pomtray.app.asked import Asked
from pomtray.app.events import settings_events
from pomtray.app.events.happenings import Happenings
from pomtray.app.events.watches import watches
from pomtray.app.forgetting import Forgetting
from pomtray.app.noticing import Noticing
from pomtray.app.parts import Parts
from pomtray.app.run import Run
from pomtray.app.taking import takers
from pomtray.app.taking.intent_router import IntentRouter
from pomtray.app.task_set import TaskSet
from pomtray.app.telling import ToldSnapshots
from pomtray.app.worker import Worker
from pomtray.controller import Controller, Ports
from pomtray.core import events as happened
from pomtray.core.domain.route import Settings
from pomtray.core.errors import Part
from pomtray.core.intent import NoticeAction
from pomtray.core.model import Model
from pomtray.core.view.snapshot import Snapshot
from pomtray.desktop.processes.browser import open_url
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


class Program:
    """The running tray program. Intents come in from the widgets, snapshots go out to them."""

    def __init__(self, application: QApplication, first: FirstIcon, run: Run, closing: asyncio.Event) -> None:
        """closing: set to end it."""
        self._application = application
        self._run = run
        self._closing = closing
        self._tasks = TaskSet()
        self._told = ToldSnapshots()
        self._icons = Icons()
        self._tray = Tray(self._icons, first)
        self._tray.is_demo = run.is_demo
        self._notices = Noticing(self._icons, self._tray, self._notice_action)
        self._happenings = Happenings(self._happen)
        self._alarm = Alarm(self._happenings.rang, clock.now, on_step=self._resumed)
        self._person = late.PersonWatch()
        self._worker = self._make_worker()
        model = Model(clock=clock.wall_clock(), keeps=not isinstance(run.vault, MemoryVault))
        self._controller = Controller(self._ports(), model)
        self._activity = Activity(self._controller, run.activity)
        self._forgetting = Forgetting(self._controller, self._worker.rest)
        self._settings = SettingsFile(run.settings)
        self._asked = Asked(self._controller, run.settings, run.data, self._settings.reread)
        self._takers = takers.Takers(self._parts_for_takers(), run.settings, run.place, demo=run.is_demo)
        self._intents = IntentRouter(self._controller, self._takers, self._happenings, self._somebody_looks)
        parts = self._parts_for_settings_events()
        self._settings_events = settings_events.SettingsEvents(self._settings, run.settings, parts)
        self._watches = watches(
            self._controller.happen,
            self._resumed,
            self._tray.drawn_by,
            lambda runs: self._tray.watched(has_watcher=runs),
        )
        self._parts = Parts(self._checks(), self._happenings.part_changed)

    def _make_worker(self) -> Worker:
        told = self._happenings
        return Worker(
            self._run.vault, lambda: self._controller.model, told.troubled, told.doubted, demo=self._run.is_demo
        )

    def _checks(self) -> dict[Part, Callable[[], None]]:
        """By which each is known to work, or is had."""
        return {
            Part.LOG: self._run.log.check,
            Part.LOCK: self._run.instance.claim,
            Part.SOCKET: lambda: self._listen(self._run.instance),
            Part.SETTINGS: self._settings.retry,
            Part.PROGRAM: OwnFiles().check,
        }

    def _ports(self) -> Ports:
        return Ports(
            client=self._worker.client,
            vault=self._worker.vault,
            clipboard=self._run.clipboard,
            open_page=lambda url, browser: open_url(url, browser, self._withheld()),
            serve=lambda *wanted: serve(self._run.settings, self._withheld(), *wanted),
            let_go=self._worker.let_go,
            fetch_secret=lambda place: late.fetch_secret(place, self._withheld()),
            is_present=self._person.is_present,
            notify=self._notices.want,
            publish=self._publish,
            arm=self._alarm.arm,
            now=clock.now,
        )

    def _parts_for_takers(self) -> takers.Parts:
        return takers.Parts(
            controller=self._controller,
            icons=self._icons,
            tray=self._tray,
            activity=self._activity,
            snapshot=self._snapshot,
            reread=self._settings.take_up,
            warm=self._worker.warm,
            intent=self._intent,
            end=self._closing.set,
            troubled=self._happenings.troubled,
            spawn=self._tasks.spawn,
        )

    def _parts_for_settings_events(self) -> settings_events.Parts:
        return settings_events.Parts(
            happen=self._controller.happen,
            before=lambda settings: self._icons.use(settings.preferences.icon),
            after=self._settings_read,
            bring_up=self._takers.windowing.bring_up,
        )

    async def run(self, *, window: bool | None, search: bool = False) -> None:
        """Start, wait for the end, stop. window: show it at the start; None: not even where there is no tray.

        search: show the quick search at the start.
        """
        self._tray.intent.connect(self._intents.take_of_menu)
        self._tray.came.connect(self._tray_came)
        self._application.commitDataRequest.connect(self._session_ends)
        self._run.log.on_change = partial(asyncio.get_running_loop().call_soon_threadsafe, self._parts.look)
        self._publish(self._controller.snapshot())
        await self._start(window=window)
        if search:
            self._takers.searching.bring_up()
        await self._closing.wait()
        await self._stop()

    async def _start(self, *, window: bool | None) -> None:
        self._settings.start()
        self._parts.look()
        await self._notices.start()
        await asyncio.gather(*(watch.start() for watch in self._watches))
        self._tasks.spawn(self._open_vault())
        if window is not None:
            self._tasks.spawn(self._takers.windowing.show_somewhere(window=window))

    def _listen(self, instance: Instance) -> None:
        instance.listen(self._takers.windowing.bring_up, self._parts.look, self._takers.searching.bring_up)
        self._asked.listen()

    async def _open_vault(self) -> None:
        await self._settings.known()  # they say how the sessions in it are asked about
        await self._asked.take_turn()
        await self._controller.start()

    async def _stop(self) -> None:
        self._alarm.arm(None)
        self._settings.close()
        await self._takers.close()
        await self._asked.close()
        await self._controller.close()
        await self._worker.close()
        await self._activity.close()
        await self._forgetting.close()
        self._asked.give_back()
        for watch in self._watches:
            await watch.close()
        await self._person.close()
        await self._notices.close()
        await self._tasks.close()
        self._takers.windowing.hide()
        self._tray.hide()

    def _tray_came(self) -> None:
        self._takers.windowing.tray_came()
        self._publish(self._controller.snapshot())

    def _snapshot(self) -> Snapshot:
        return self._told.next(self._controller.snapshot())

    def _publish(self, snapshot: Snapshot) -> None:
        snapshot = self._told.next(snapshot)
        self._tray.show(snapshot)
        self._takers.show(snapshot)
        self._parts.keep_trying(wanted=bool(snapshot.trouble))

    def _settings_read(self, settings: Settings) -> None:
        self._takers.settings_read(settings)
        if settings.looks_for_person:
            self._tasks.spawn(self._person.listen())

    def _resumed(self) -> None:
        self._alarm.arm(None)  # a gap that is known is not told again; the next step arms anew
        self._happenings.resumed()

    def _session_ends(self, *_: object) -> None:
        self._run.clipboard.let_go()
        self._closing.set()

    def _notice_action(self, key: str, action: str) -> None:
        self._intent(NoticeAction(key, action))

    def _intent(self, intent: object) -> None:
        self._intents.take(intent)

    def _somebody_looks(self) -> None:
        self._worker.warm()
        self._parts.look()

    def _happen(self, event: happened.Event) -> None:
        self._controller.happen(event)

    def _withheld(self) -> frozenset[str]:
        return self._controller.model.settings.secret_variables
