"""The preferences' form: what the settings file says of all routes, and how the program lives on this desktop."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from pomtray.core.domain.route import Preferences
from pomtray.core.errors import Missing, Problem
from pomtray.core.intent import AppAction, Explain, Rewrite
from pomtray.core.settings.change import ChangePreferences
from pomtray.core.text import phrase
from pomtray.core.topic import Topic
from pomtray.ui.accessibility.announcing import announce
from pomtray.ui.choices import remedy
from pomtray.ui.forms.common import check
from pomtray.ui.forms.fitting import FittingArea, on_screen
from pomtray.ui.forms.preference_fields import PreferenceFields
from pomtray.ui.labels import label
from pomtray.ui.plain_label import plain_label
from pomtray.ui.wording import tr
from pomtray.ui.words.program import SWITCHES, told_of

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
        self.is_saving = False
        """What it says is being written."""
        self._on = dict(switches)
        self._switches = {action: check(tr(SWITCHES[action]), is_on=on) for action, on in switches.items()}
        self._fields = PreferenceFields(preferences, key)
        self._refused = dict(refused or {})
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
        if fault := self._fields.shortcut.show_fault():
            announce(self, fault)
            return
        keys = self._fields.changed(self._refused)
        self.is_saving = bool(keys)
        if keys:
            self.intent.emit(Rewrite(ChangePreferences(keys), tr("The preferences were changed.")))
        else:
            super().accept()

    def _lay_out(self, vault: Missing | None) -> None:
        self.setWindowTitle(tr("Preferences"))
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(0, 0, 0, 0)
        for box in self._switches.values():
            layout.addWidget(box)
        layout.addLayout(self._fields.form())
        for box in self._fields.boxes():
            layout.addWidget(box)
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
