"""The preferences' form: what the settings file says of all routes, and how the program lives on this desktop."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QKeySequenceEdit,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from pomtray.core.domain.icon_style import IconStyle
from pomtray.core.domain.route import CallbackAnswer, Preferences
from pomtray.core.errors import Missing, Problem
from pomtray.core.intent import AppAction, Explain, Rewrite
from pomtray.core.settings.change import ChangePreferences, Value
from pomtray.core.settings.entry_fields import RENEWALS, Field, Kind
from pomtray.core.shortcut import Shortcut
from pomtray.core.text import phrase, reason_of
from pomtray.core.topic import Topic
from pomtray.ui.accessibility.announcing import announce
from pomtray.ui.choices import remedy
from pomtray.ui.forms.common import Remark, check, choose, chosen, seconds, select, titled
from pomtray.ui.forms.fields import FileEntry
from pomtray.ui.forms.fitting import FittingArea, on_screen
from pomtray.ui.labels import label
from pomtray.ui.plain_label import plain_label
from pomtray.ui.wording import tr
from pomtray.ui.words.program import SWITCHES, told_of

_ICONS: Final[Mapping[str, str]] = {
    IconStyle.COLOUR: phrase("Colours and shapes"),
    IconStyle.ONE_COLOUR: phrase("One colour, for any panel: the shapes alone"),
    IconStyle.LIGHT: phrase("Light shapes alone, for a dark panel"),
    IconStyle.DARK: phrase("Dark shapes alone, for a light panel"),
}
_ANSWERS: Final[Mapping[str, str]] = {
    CallbackAnswer.PAGE: phrase("A page that says how it went"),
    CallbackAnswer.NONE: phrase("Nothing, so that its history keeps nothing"),
}
_CA: Final = Field(
    "ca", phrase("Your organisation's authority"), Kind.FILE, phrase("certificates (PEM); they count for everything")
)
_KEYS: Final = (
    "clear_clipboard_for",
    "sign_in_for",
    "look_every",
    "tell_before",
    "auto_renew",
    "icon",
    "hide_people",
    "lock_with_screen",
    "ask_programs",
    "session_for",
    "search_shortcut",
    "callback_answer",
    "ca",
)
_KEPT: Final = phrase("Sessions are kept in a vault; its key is in the system's keyring.")


class PreferencesForm(QDialog):
    """`intent` carries the change of the file, and at once what is switched on this desktop."""

    intent = Signal(object)
    topic = Topic.PREFERENCES

    def __init__(
        self,
        preferences: Preferences,
        switches: Mapping[AppAction, bool],
        vault: Missing | None,
        parent: QWidget | None = None,
        *,
        refused: Mapping[str, str] | None = None,
        key: str = "",
    ) -> None:
        """switches: those of `words.SWITCHES` that can be had, and whether they are on. vault: what is wrong.

        refused: entries that do not count, and why; saving puts what is shown in their place. key: what has become of
        the key for the search.
        """
        super().__init__(parent)
        self._before = preferences
        self.is_saving = False
        """What it says is being written."""
        self._on = dict(switches)
        self._switches = {action: check(tr(SWITCHES[action]), is_on=on) for action, on in switches.items()}
        self._clipboard = seconds(1, 600, preferences.clear_clipboard_for)
        self._sign_in = seconds(5, 3600, preferences.sign_in_for)
        self._tell = seconds(0, 86400, preferences.tell_before, none=tr("by the session's lifetime"))
        self._look = seconds(0, 86400, preferences.look_every, none=tr("never"))
        self._renewal = select({value: text for value, text in RENEWALS.items() if value})
        self._icon = select(_ICONS)
        self._hide = check(tr("&Hide names and e-mails of people in menus"), is_on=preferences.hide_people)
        choose(self._renewal, preferences.auto_renew)
        choose(self._icon, preferences.icon)
        self._refused = dict(refused or {})
        self._shortcut = QKeySequenceEdit(QKeySequence(preferences.search_shortcut.replace("Super", "Meta")))
        self._shortcut.setMaximumSequenceLength(1)
        self._shortcut.setClearButtonEnabled(True)
        for line in self._shortcut.findChildren(QLineEdit):
            line.setAccessibleName(tr("Key to find a route from anywhere"))
        self._key = Remark(key)
        self._key.setVisible(bool(key))
        self._session = seconds(30, 366 * 86400, preferences.session_for)
        self._answer = select(_ANSWERS)
        self._ca = FileEntry(_CA)
        self._ca.set_text(preferences.ca)
        choose(self._answer, preferences.callback_answer)
        self._lock = check(tr("Loc&k pomtray with the screen"), is_on=preferences.lock_with_screen)
        self._ask = check(
            tr("Ask me before a &program gets a credential for the first time"), is_on=preferences.ask_programs
        )
        self._refusal = plain_label("")
        kind = QDialogButtonBox.StandardButton
        self._buttons = QDialogButtonBox(kind.Save | kind.Cancel | kind.Help)
        self._lay_out(vault)
        self.resize(self.sizeHint())  # Qt would take two thirds of the screen at most
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        self._buttons.helpRequested.connect(lambda: self.intent.emit(Explain(self.topic)))

    def sizeHint(self) -> QSize:  # noqa: N802 Qt's name
        """All of it, where the screen has the room."""
        return on_screen(self, super().sizeHint())

    def saved(self) -> None:
        """It is in the file."""
        self.done(QDialog.DialogCode.Accepted)

    def refused(self, problem: Problem) -> None:
        """The file was not changed."""
        self.is_saving = False
        self._refusal.setText(told_of(problem))
        self._refusal.show()
        announce(self, self._refusal.text())

    def accept(self) -> None:
        if self.is_saving:
            return
        for action, box in self._switches.items():
            if box.isChecked() != self._on[action]:
                self._on[action] = box.isChecked()
                self.intent.emit(action)
        if self._fault():
            return
        keys = self._changed()
        self.is_saving = bool(keys)
        if keys:
            self.intent.emit(Rewrite(ChangePreferences(keys), tr("The preferences were changed.")))
        else:
            super().accept()

    def _changed(self) -> dict[str, Value | None]:
        now: dict[str, Value] = {
            "clear_clipboard_for": self._clipboard.value(),
            "sign_in_for": self._sign_in.value(),
            "look_every": self._look.value(),
            "tell_before": self._tell.value(),
            "auto_renew": chosen(self._renewal),
            "icon": chosen(self._icon),
            "hide_people": self._hide.isChecked(),
            "lock_with_screen": self._lock.isChecked(),
            "ask_programs": self._ask.isChecked(),
            "search_shortcut": self._shortcut_text(),
            "session_for": self._session.value(),
            "callback_answer": chosen(self._answer),
            "ca": self._ca.text().strip(),
        }
        usual, before = _written(Preferences()), _written(self._before)
        bad = {key: None for key in self._refused if key not in now}
        return bad | {
            key: None if value == usual[key] else value
            for key, value in now.items()
            if value != before[key] or key in self._refused
        }

    def _shortcut_text(self) -> str:
        """As the settings write it."""
        return self._shortcut.keySequence().toString(QKeySequence.SequenceFormat.PortableText).replace("Meta", "Super")

    def _fault(self) -> bool:
        """Whether the key for the search is none; that is told."""
        try:
            _ = Shortcut.parse(text) if (text := self._shortcut_text()) else None
        except ValueError as error:
            self._key.setText(f"⚠ {tr(reason_of(error))}")
            self._key.show()
            announce(self, self._key.text())
            return True
        return False

    def _lay_out(self, vault: Missing | None) -> None:
        self.setWindowTitle(tr("Preferences"))
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for text, field in (
            (phrase("Clear the clip&board after"), self._clipboard),
            (phrase("&Wait for a sign-in for"), self._sign_in),
            (phrase("&Look at unused sessions every"), self._look),
            (phrase("Tell before a session ends"), self._tell),
            (phrase("When a session &ends"), self._renewal),
            (phrase("&Icon"), self._icon),
            (phrase("Key to &find a route from anywhere"), self._shortcut),
            (phrase("A session lasts, where nobody says"), self._session),
            (phrase("What the browser shows after a sign-in"), self._answer),
        ):
            form.addRow(titled(tr(text), field), field)
            if field is self._shortcut:
                form.addRow("", self._key)
        form.addRow(titled(tr(_CA.title), self._ca.main), self._ca)
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(0, 0, 0, 0)
        for box in self._switches.values():
            layout.addWidget(box)
        layout.addLayout(form)
        layout.addWidget(self._hide)
        layout.addWidget(self._lock)
        layout.addWidget(self._ask)
        layout.addLayout(self._keyring(vault))
        if self._refused:
            layout.addWidget(plain_label("\n".join(f"⚠ {why}" for why in self._refused.values())))
        layout.addStretch()
        whole = QVBoxLayout(self)
        whole.addWidget(FittingArea(inside), 1)
        whole.addWidget(self._refusal)
        whole.addWidget(self._buttons)
        self._refusal.hide()

    def _keyring(self, vault: Missing | None) -> QHBoxLayout:
        line = QHBoxLayout()
        line.addWidget(plain_label(told_of(vault.problem) if vault else tr(_KEPT)), 1)
        if vault is not None:
            action, text = remedy(vault)
            button = QPushButton(label(text), self)
            button.setAutoDefault(False)
            button.clicked.connect(lambda: self.intent.emit(action))
            line.addWidget(button)
        return line


def _written(preferences: Preferences) -> dict[str, Value]:
    """What the form has of them, as it is written."""
    return {key: getattr(preferences, key) for key in _KEYS}
