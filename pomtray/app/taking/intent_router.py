"""What a person asks for, by menu, window or notice: to whom takes it before the rules do, else to the rules."""

from __future__ import annotations

from collections.abc import Callable

from pomtray.app.events.happenings import Happenings
from pomtray.app.taking.intents import event_of, takes_dialog
from pomtray.app.taking.takers import Takers
from pomtray.controller import Controller
from pomtray.core.intent import AppAction, NoticeAction, VisibilityChanged
from pomtray.core.view import notices
from pomtray.desktop.system import clock


class IntentRouter:
    """looks: hears that somebody looks, and is about to want something."""

    def __init__(
        self, controller: Controller, takers: Takers, happenings: Happenings, looks: Callable[[], None]
    ) -> None:
        self._controller = controller
        self._takers = takers
        self._happenings = happenings
        self._looks = looks

    def take(self, intent: object) -> None:
        if self._takers.take(intent):
            return
        event = event_of(intent, clock.now(), clock.zone())
        if event is not None:
            self._controller.happen(event)
        match intent:
            case VisibilityChanged(shown=True) | AppAction.TRY_AGAIN:
                self._looks()
            case NoticeAction(key, "default" | "show"):
                self._takers.windowing.bring_up(notices.about(self._controller.model, key))
            case NoticeAction(notices.SETTINGS, "open"):
                self._takers.editing.open()

    def take_of_menu(self, intent: object) -> None:
        """The menu's opening is told, its closing is not trusted (`core/model`)."""
        match intent:
            case VisibilityChanged(shown):
                if shown:
                    self._looks()
                    self._happenings.menu_opened()
            case _ if takes_dialog(intent, self._controller.snapshot):
                self._takers.windowing.with_window(lambda window: window.take(intent))
            case _:
                self.take(intent)
