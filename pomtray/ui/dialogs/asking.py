"""Which dialog an intent takes before anything is done, and where it opens."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QRect, Signal
from PySide6.QtWidgets import QDialog, QWidget

from pomtray.core.intent import Action, AppAction, RouteIntent
from pomtray.core.plain import isolated
from pomtray.core.topic import Topic
from pomtray.core.view.snapshot import Snapshot
from pomtray.ui.accessibility.keys import KeysDialog
from pomtray.ui.choices import row_of, sign_out_question
from pomtray.ui.dialogs.dialogs import PasteDialog, SignOutDialog, about
from pomtray.ui.dialogs.text import TextDialog
from pomtray.ui.icons.icons import Icons
from pomtray.ui.wording import tr
from pomtray.ui.words.actions import gives_code
from pomtray.ui.words.program import past_in_full

if TYPE_CHECKING:
    from pomtray.core.details import Details
    from pomtray.core.report import Report
    from pomtray.ui.dialogs.blocked import BlockedDialog


class Dialogs(QObject):
    """The dialogs of one window, which may stay hidden. `intent` carries what a person said in one."""

    intent = Signal(object)

    def __init__(self, icons: Icons, window: QWidget, details_of: Callable[[str], Details | None]) -> None:
        """details_of: what is known of the route of that name, now."""
        super().__init__(window)
        self._details_of = details_of
        self._icons = icons
        self._window = window
        self._snapshot: Snapshot | None = None
        self._blocked: BlockedDialog | None = None

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """A question that stands keeps up."""
        self._snapshot = snapshot
        if asks := self._sign_out_dialog():
            asks.show_snapshot(snapshot)

    def show_about(self) -> None:
        self._open(about(self._icons, self._window))

    def take(self, intent: object) -> bool:
        """Open the dialog that `intent` takes, while the window itself may stay hidden; False where it takes none."""
        match intent:
            case RouteIntent(Action.PASTE, route, text=""):
                self._ask_for_address(route)
            case RouteIntent(Action.DETAILS, route) if details := self._details_of(route):
                self._show(tr("Details of {route}").format(route=isolated(route)), tr(details.text()), details.topic)
            case RouteIntent(Action.BLOCKED, route):
                self._examine(route)
            case AppAction.NOTICES if self._snapshot:
                self._show(tr("Recent notices"), past_in_full(self._snapshot), Topic.NOTICES)
            case RouteIntent(Action.SIGN_OUT, route) if self._snapshot and (row := row_of(self._snapshot, route)):
                return bool(row.along) and self._confirm(intent)
            case AppAction.KEYS:
                self._show_keys()
            case AppAction.SIGN_OUT_ALL:
                self._confirm(AppAction.SIGN_OUT_ALL)
            case _:
                return False
        return True

    def show_report(self, route: str, report: Report) -> None:
        """How far the examination of that route has come."""
        if (dialog := self._blocked_dialog()) and dialog.route == route:
            dialog.show_report(report)

    def _examine(self, route: str) -> None:
        """One examination at a time."""
        if before := self._blocked_dialog():
            before.reject()
        from pomtray.ui.dialogs.blocked import BlockedDialog  # noqa: PLC0415 seldom needed

        dialog = BlockedDialog(route, self._icons, self._window)
        dialog.intent.connect(self.intent)
        self._blocked = dialog
        self._open(dialog)
        dialog.begin()

    def _blocked_dialog(self) -> BlockedDialog | None:
        return self._blocked if self._blocked is not None and self._blocked.is_open else None

    def _show_keys(self) -> None:
        dialog = KeysDialog(self._window)
        dialog.intent.connect(self.intent)
        self._open(dialog)

    def _show(self, title: str, text: str, topic: Topic) -> None:
        self._open(TextDialog(title, text, topic, self._window))

    def _ask_for_address(self, route: str) -> None:
        """Ask for what PASTE needs; `intent` then carries it."""
        row = row_of(self._snapshot, route) if self._snapshot else None
        dialog = PasteDialog(route, self._window, code=row is not None and gives_code(row))
        dialog.intent.connect(self.intent)
        self._open(dialog)

    def _confirm(self, asked: RouteIntent | AppAction) -> bool:
        """Ask first; on a yes `intent` carries `asked`. One question stands at a time."""
        dialog = self._sign_out_dialog()
        if dialog is not None and dialog.asked != asked:
            dialog.reject()
            dialog = None
        if dialog is None and self._snapshot and sign_out_question(asked, self._snapshot):
            dialog = SignOutDialog(asked, self._snapshot, self._window)
            dialog.intent.connect(self.intent)
        if dialog is not None:
            self._open(dialog)
        return True

    def _sign_out_dialog(self) -> SignOutDialog | None:
        """The one that stands; one just closed is on its way out."""
        return next((found for found in self._window.findChildren(SignOutDialog) if found.isVisible()), None)

    def _open(self, dialog: QDialog) -> None:
        if not self._window.isVisible():  # else Qt puts it above the window
            place = QRect(QPoint(), dialog.sizeHint())
            place.moveCenter(self._window.screen().availableGeometry().center())
            dialog.move(place.topLeft())
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()
