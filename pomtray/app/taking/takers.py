"""What takes the intents of a person, made and joined: window, search, settings, help, the program's own."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pomtray.app.activity import Activity
from pomtray.app.taking import changing, editing, examining, program_actions, searching, windowing
from pomtray.app.taking.helping import Helping
from pomtray.app.telling import told
from pomtray.controller import Controller
from pomtray.core.domain.route import Settings
from pomtray.core.errors import Problem
from pomtray.core.light_dataclass import dataclass
from pomtray.core.model import Model
from pomtray.core.view.snapshot import Snapshot
from pomtray.desktop.files.window_place import WindowPlace
from pomtray.desktop.system import clock
from pomtray.ui.icons.icons import Icons
from pomtray.ui.tray import Tray

if TYPE_CHECKING:
    from pomtray.app.taking.portals import Portals


@dataclass(frozen=True, slots=True)
class Parts:
    """What they need of the program."""

    controller: Controller
    icons: Icons
    tray: Tray
    activity: Activity
    snapshot: Callable[[], Snapshot]
    """Told."""
    reread: Callable[[], None]
    """The settings, by whom they were changed."""
    warm: Callable[[], None]
    """Somebody is about to want something."""
    intent: Callable[[object], None]
    end: Callable[[], None]
    troubled: Callable[[Problem], None]
    spawn: Callable[[Coroutine[Any, Any, None]], None]


class Takers:
    """The first that says so has an intent; what none takes is the rules'."""

    def __init__(self, parts: Parts, path: Path, place: WindowPlace, *, demo: bool) -> None:
        """path: the settings file's. place: the window's."""
        self._parts = parts
        self.windowing = windowing.Windowing(self._for_windowing(place), demo=demo)
        self.changing = changing.Changing(self._for_changing(), path)
        self.editing = editing.Editing(self._for_editing(), path)
        self.examining = examining.Examining(self._for_examining())
        self.searching = searching.Searching(self._for_searching())
        self._portals: Portals | None = None
        actions = program_actions.ProgramActions(self._for_actions())
        self._helping = Helping(parts.icons, actions.follow)
        self._all = (
            self.changing,
            self.editing,
            self.examining,
            self.searching,
            self._helping,
            self.windowing,
            actions,
        )
        parts.controller.hears.append(self.examining.hear)

    def take(self, intent: object) -> bool:
        """False where `intent` is about something else."""
        return any(each.take(intent) for each in self._all)

    def show(self, snapshot: Snapshot) -> None:
        self.searching.show(snapshot)
        if (window := self.windowing.made) is not None:
            window.show_snapshot(snapshot)
            self._portals = self._portals or self._new_portals()
            self._portals.show(clock.now(), window.offers, is_seen=window.isVisible())

    def settings_read(self, settings: Settings) -> None:
        self.changing.settings_read(settings)
        self.searching.settings_read(settings)

    async def close(self) -> None:
        """NOTE: not the window, which stands until the rest has ended too."""
        await self.changing.close()
        await self.examining.close()
        await self.searching.close()
        self._helping.close()

    def _model(self) -> Model:
        return self._parts.controller.model

    def _settings(self) -> Settings:
        return self._model().settings

    def _for_windowing(self, place: WindowPlace) -> windowing.Parts:
        return windowing.Parts(
            icons=self._parts.icons,
            place=place,
            tray=self._parts.tray,
            model=self._model,
            snapshot=self._parts.snapshot,
            shortcut=lambda: (self.searching.told, self.searching.trigger),
            intent=self._parts.intent,
            when_made=self._parts.controller.when_made,
        )

    def _for_changing(self) -> changing.Parts:
        return changing.Parts(
            client=self._parts.controller.client,
            window=self.windowing.window,
            settings=self._settings,
            happen=self._parts.controller.happen,
            reread=self._parts.reread,
            intent=self._parts.intent,
            troubled=self._parts.troubled,
            spawn=self._parts.spawn,
        )

    def _for_editing(self) -> editing.Parts:
        return editing.Parts(self.windowing.ready_window, self._settings, self._parts.troubled, self._parts.spawn)

    def _for_examining(self) -> examining.Parts:
        return examining.Parts(
            client=self._parts.controller.client,
            model=self._model,
            show=lambda route, report: self.windowing.window().show_report(route, told(report)),
            troubled=self._parts.troubled,
            happen=self._parts.controller.happen,
        )

    def _for_searching(self) -> searching.Parts:
        parts, when_made = self._parts, self._parts.controller.when_made
        return searching.Parts(parts.icons, parts.snapshot, parts.intent, parts.warm, parts.troubled, when_made)

    def _new_portals(self) -> Portals:
        from pomtray.app.taking import portals  # noqa: PLC0415 only the window shows what they list

        parts = portals.Parts(
            client=self._parts.controller.client,
            model=self._model,
            happen=self._parts.controller.happen,
            intent=self._parts.intent,
            spawn=self._parts.spawn,
        )
        return portals.Portals(parts)

    def _for_actions(self) -> program_actions.Parts:
        return program_actions.Parts(
            activity=self._parts.activity,
            with_window=self.windowing.with_window,
            settings=self._settings,
            end=self._parts.end,
            troubled=self._parts.troubled,
            spawn=self._parts.spawn,
        )
