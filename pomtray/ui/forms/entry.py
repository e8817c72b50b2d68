"""The form of a route or a provider, also of one that does not count: checked while somebody types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QVBoxLayout,
    QWidget,
)

from pomtray.core.browsers import BrowserChoice
from pomtray.core.errors import Problem
from pomtray.core.intent import CheckEntry, Explain, KeepSecret, Rewrite
from pomtray.core.plain import isolated, plain
from pomtray.core.settings.change import AddProvider, ChangeEntry, RemoveEntry
from pomtray.core.settings.entry.draft import Draft
from pomtray.core.topic import Topic
from pomtray.ui.accessibility.announcing import announce
from pomtray.ui.forms.fields import SecretEntry, entry_for
from pomtray.ui.forms.fitting import FittingArea, on_screen
from pomtray.ui.forms.folded_fields import FoldedFields
from pomtray.ui.plain_label import plain_label
from pomtray.ui.wording import tr
from pomtray.ui.words.program import told_of

_ASK_AFTER: Final = 150
"""Milliseconds of rest while somebody types."""
_LONGEST: Final = 40


class EntryForm(QDialog):
    """`intent`: `CheckEntry`, `Rewrite`, `KeepSecret`, `Explain`. It goes once the change is made."""

    intent = Signal(object)

    def __init__(self, draft: Draft, browsers: Sequence[BrowserChoice] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.draft = draft
        self.topic = Topic.ROUTE_KEYS if draft.table == "routes" else Topic.PROVIDERS
        self.is_saving = False
        """What it says is being written."""
        self._asked: Mapping[str, object] | None = None
        self._is_well = False
        """The last check found nothing, and nothing was changed since."""
        self._is_removing = False
        self.fields = FoldedFields(entry_for(field, draft.providers, browsers) for field in draft.fields)
        self._said = plain_label("")
        kind = QDialogButtonBox.StandardButton
        self._buttons = QDialogButtonBox(kind.Save | kind.Cancel | kind.Help)
        self._save = self._buttons.button(kind.Save)
        self._inside = QWidget()
        self._rest = QTimer(self, singleShot=True, interval=_ASK_AFTER)
        self._lay_out()
        self.fields.set_texts(draft.texts, draft.keys)
        self.resize(self.sizeHint())  # Qt would take two thirds of the screen at most
        self._connect()
        self._changed()

    def sizeHint(self) -> QSize:  # noqa: N802 Qt's name
        """All of it, where the screen has the room."""
        return on_screen(self, super().sizeHint())

    def check(self) -> None:
        """Have it checked, as it is now."""
        texts = self.fields.texts()
        faults = self.draft.faults(texts)
        self._asked = None if faults else self.draft.written(texts)
        if faults:
            self._show(faults)
        else:
            self.intent.emit(CheckEntry(self._asked or {}))

    def show_faults(self, keys: Mapping[str, object], faults: Mapping[str, str]) -> None:
        """An answer to what has been changed since is of no interest."""
        if self._asked is not None and keys == self._asked:
            self._is_well = not faults
            self._show(faults)

    def refused(self, problem: Problem) -> None:
        """The file was not changed."""
        self.is_saving = self._is_removing = False
        self._say(told_of(problem))
        self._allow()

    def saved(self) -> None:
        """It is in the file: now what was typed for the vault may go there."""
        if (secret := self._secret()) is not None and not self._is_removing and (typed := secret.typed()):
            self.intent.emit(KeepSecret(self._name(), typed))
            secret.set_text("")
        self.done(QDialog.DialogCode.Accepted)

    def accept(self) -> None:
        if not self._may_save():
            return
        keys = self.draft.changed(self.fields.texts())
        secret = self._secret()
        if not keys and self.draft.place is not None:
            if secret is not None and secret.typed():
                self.saved()
            else:
                super().accept()
            return
        self.is_saving = True
        self._allow()
        place, name = self.draft.place, isolated(self._name())
        if place is None:
            added = {key: value for key, value in keys.items() if value is not None}
            self.intent.emit(Rewrite(AddProvider(added), tr("{route} was added.").format(route=name)))
        else:
            self.intent.emit(Rewrite(ChangeEntry(place, keys), tr("{route} was changed.").format(route=name)))

    def _remove(self) -> None:
        if self.draft.place is not None and not self.is_saving:
            self.is_saving = self._is_removing = True
            self._allow()
            said = tr("{route} was removed.").format(route=isolated(self._called()))
            self.intent.emit(Rewrite(RemoveEntry(self.draft.place), said))

    def _lay_out(self) -> None:
        self.setWindowTitle(self._title())
        inside = QVBoxLayout(self._inside)
        inside.setContentsMargins(0, 0, 8, 0)
        inside.addWidget(self._remarks())
        inside.addWidget(self.fields)
        inside.addStretch()
        layout = QVBoxLayout(self)
        layout.addWidget(FittingArea(self._inside), 1)
        layout.addWidget(self._said)
        layout.addWidget(self._buttons)
        if self.draft.place is not None:
            self._offer_removing()

    def _offer_removing(self) -> None:
        remove = self._buttons.addButton(tr("Remove"), QDialogButtonBox.ButtonRole.DestructiveRole)
        remove.setAutoDefault(False)
        remove.clicked.connect(self._remove)
        remove.setEnabled(not self.draft.used_by)
        remove.setToolTip(tr("Routes need it.") if self.draft.used_by else "")

    def _remarks(self) -> QWidget:
        """What is done with keys that there are not."""
        meant = [
            tr("{slip} is taken for {key}.").format(slip=plain(slip, _LONGEST), key=key)
            for slip, key in self.draft.meant.items()
        ]
        gone = [
            tr("There is no key {key}: saving takes it away.").format(key=plain(key, _LONGEST))
            for key in self.draft.unknown
        ]
        told = plain_label("\n".join((*meant, *gone)))
        told.setVisible(bool(meant or gone))
        return told

    def _title(self) -> str:
        if self.draft.place is None:
            return tr("New identity provider")
        return tr("Edit {route}").format(route=isolated(self._called()))

    def _called(self) -> str:
        return plain(self.draft.name, 80) or f"{self.draft.table}[{(self.draft.number or 0) + 1}]"

    def _connect(self) -> None:
        self.fields.changed.connect(self._changed)
        self.fields.unfolded.connect(self._grow)
        self._rest.timeout.connect(self.check)
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        self._buttons.helpRequested.connect(lambda: self.intent.emit(Explain(self.topic)))

    def _grow(self) -> None:
        if self.isVisible():
            self.resize(self.size().expandedTo(self.sizeHint()))

    def _changed(self) -> None:
        self._is_well, self._asked = False, None
        self.fields.show_asked()
        self._rest.start()
        self._allow()

    def _name(self) -> str:
        return self.fields.entries["name"].text().strip()

    def _secret(self) -> SecretEntry | None:
        found = self.fields.entries.get("client_secret")
        return found if isinstance(found, SecretEntry) else None

    def _show(self, faults: Mapping[str, str]) -> None:
        """Each at its field, which is unfolded then."""
        self._say("\n".join(self.fields.show_faults(faults)))
        announce(self, tr(next(iter(faults.values()), "")))
        self._allow()

    def _say(self, text: str) -> None:
        self._said.setText(text)
        self._said.setVisible(bool(text))
        announce(self, text)

    def _may_save(self) -> bool:
        return self._is_well and not self.is_saving

    def _allow(self) -> None:
        self._save.setEnabled(self._may_save())
