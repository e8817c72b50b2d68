"""Where an address is pasted to add a route: what it is is said while one types, Enter signs in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QFormLayout, QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout

from pomtray.core.domain.route import Route, Settings
from pomtray.core.errors import Problem
from pomtray.core.intent import LookUp, Rewrite, Show
from pomtray.core.plain import isolated
from pomtray.core.settings.adding import new_route, proposed_tags, route_at
from pomtray.core.settings.change import AddRoutes
from pomtray.core.settings.pasted import Pasted, name_for, pasted
from pomtray.core.settings.recognised import Recognised
from pomtray.core.text import phrase
from pomtray.core.topic import Topic
from pomtray.core.view.snapshot import Row, Snapshot
from pomtray.ui.accessibility.announcing import announce
from pomtray.ui.forms.address_field import ANY, AddressField, Entered
from pomtray.ui.forms.common import titled
from pomtray.ui.labels import label
from pomtray.ui.plain_label import plain_label
from pomtray.ui.wording import tr
from pomtray.ui.words.names import on_button
from pomtray.ui.words.program import told_of

_ASK_AFTER: Final = 300
"""Milliseconds of rest while somebody types; what is pasted is asked about at once."""
_ALL: Final = phrase("Paste the address of anything behind Pomerium")


class AddRoute(QFrame):
    """`intent`: `LookUp`, `Rewrite`, and `Show` for an address that a route has already.

    It is there while there is no route, and else when it is wanted.
    """

    intent = Signal(object)
    topic = Topic.ADDING
    closed = Signal()
    """It is not wanted any more: by the person, or because it is done."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[Row, ...] = ()
        self.settings: Callable[[], Settings] = Settings
        """As they are now."""
        self._read: Pasted | None = None
        self._is_adding = False
        self._is_wanted = False
        self.address = AddressField()
        self._found = plain_label("")
        self._name = QLineEdit()
        self._tags = QLineEdit()
        self._add = QPushButton(autoDefault=False)
        self._cancel = QPushButton(tr("Cancel"), autoDefault=False)
        self._rest = QTimer(self, singleShot=True, interval=_ASK_AFTER)
        self._details = QFormLayout()
        self._set_up()
        self._rest.timeout.connect(self._ask)
        self.address.textChanged.connect(self._typed)
        self._add.clicked.connect(self._submit)
        self._cancel.clicked.connect(self.close_quietly)
        for entry in (self.address, self._name, self._tags):
            entry.returnPressed.connect(self._submit)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        self._rows = snapshot.rows
        self._cancel.setVisible(bool(snapshot.rows))
        self._come_or_go()

    def takes_paste(self) -> bool:
        """Whether an address is on the clipboard: then it is one to add, wherever the focus is."""
        text = QGuiApplication.clipboard().text()
        try:
            pasted(text)
        except ValueError:
            return False
        self.begin(text)
        return True

    def begin(self, text: str = "") -> None:
        """Ready for typing, or with what was pasted elsewhere."""
        self._is_wanted = True
        self._come_or_go()
        if text:
            self.address.setText("")
            self.address.setText(text)
        self.address.setFocus()
        self.address.selectAll()

    def show_recognised(self, found: Recognised) -> None:
        """An answer to an address that has been changed since is of no interest."""
        if self._read is not None and self._read.origin == found.origin and self._known() is None:
            said = tr(found.said)
            self._say(said)
            announce(self.address, said)
            is_well = found.authenticate is not None and found.problem is None
            self._add.setText(tr("Sign in") if is_well else tr("Add it all the same"))

    def refused(self, problem: Problem) -> None:
        """It was not added."""
        if self._is_adding:
            self._is_adding = False
            self._say(told_of(problem))
            announce(self.address, told_of(problem))
            self._allow()

    def done(self) -> None:
        if self._is_adding:
            self.close_quietly()

    def close_quietly(self) -> None:
        self._is_adding = False
        self.address.clear()
        self._is_wanted = False
        self._come_or_go()

    def _come_or_go(self) -> None:
        is_there = self._is_wanted or not self._rows
        if not (self.isHidden() or is_there):
            self.hide()
            self.closed.emit()
        self.setVisible(is_there)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 Qt's name
        if event.key() == Qt.Key.Key_Escape and (self._rows or self.address.text()):
            self.close_quietly()
        else:
            super().keyPressEvent(event)

    def _set_up(self) -> None:
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self.setAccessibleName(tr("Add a route"))
        self.address.setPlaceholderText("https://grafana.example.com")
        self.address.setAccessibleName(tr(_ALL))
        self._name.setAccessibleName(tr("Name of the route"))
        self._tags.setAccessibleName(tr("Tags, with commas between them"))
        self._tags.setPlaceholderText(tr("none"))
        self._details.addRow(titled(tr("&Name"), self._name), self._name)
        self._details.addRow(titled(tr("&Tags"), self._tags), self._tags)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(self._cancel)
        buttons.addWidget(self._add)
        layout = QVBoxLayout(self)
        layout.addWidget(titled(tr(_ALL), self.address))
        layout.addWidget(self.address)
        layout.addWidget(self._found)
        layout.addLayout(self._details)
        layout.addLayout(buttons)
        self._cancel.hide()
        self._show_read(None, tr(ANY))
        self.hide()

    def _typed(self, text: str) -> None:
        self._is_adding = False
        self._is_wanted = self._is_wanted or bool(text)
        self._rest.stop()
        if self._read is not None:
            self.intent.emit(LookUp(None))
        self._show(self.address.entered(text))

    def _show(self, entered: Entered) -> None:
        read, was_pasted = entered.address, entered.was_pasted
        why = f"{entered.why}." if was_pasted else entered.why
        self._show_read(read, why if read is None else tr("Asking what it is…"))
        if (route := self._known()) is not None:
            self._show_known(route)
        elif read is not None:
            self._rest.start(0 if was_pasted else _ASK_AFTER)
        elif was_pasted:
            announce(self.address, entered.why)

    def _show_read(self, read: Pasted | None, said: str) -> None:
        self._read = read
        self._say(said)
        self._details.setRowVisible(0, read is not None)
        self._details.setRowVisible(1, read is not None)
        self._add.setText(tr("Sign in"))
        self._add.setVisible(read is not None)
        if read is not None:
            self._name.setText(name_for(read.host, [row.route for row in self._rows]))
            self._tags.setText(", ".join(proposed_tags(read, self.settings().routes)))
        self._allow()

    def _say(self, text: str) -> None:
        """To the eye, and to a screen reader at the field."""
        self._found.setText(text)
        self.address.setAccessibleDescription(text)

    def _show_known(self, route: Route) -> None:
        self._say(tr("{route} has this address already.").format(route=route.shown))
        announce(self.address, self._found.text())
        self._details.setRowVisible(0, False)  # noqa: FBT003 Qt's
        self._details.setRowVisible(1, False)  # noqa: FBT003 Qt's
        self._add.setText(label(tr("Show {route}").format(route=on_button(route.name))))

    def _known(self) -> Route | None:
        """The route that has this address already."""
        return route_at(self._read, self.settings().routes) if self._read else None

    def _ask(self) -> None:
        if self._read is not None:
            self.intent.emit(LookUp(self._read.origin))

    def _allow(self) -> None:
        self._add.setEnabled(self._read is not None and not self._is_adding)

    def _submit(self) -> None:
        if self._read is None or self._is_adding:
            return
        if (route := self._known()) is not None:
            self.close_quietly()
            self.intent.emit(Show(route.name))
            return
        self._is_adding = True
        self._allow()
        taken = [row.route for row in self._rows]
        name, keys = new_route(self._read, self._name.text(), self._tags.text().split(","), taken)
        self.intent.emit(Rewrite(AddRoutes((keys,)), tr("{route} was added.").format(route=isolated(name)), name))
