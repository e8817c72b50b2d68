"""A route's form: what the settings file says of it, checked while somebody types."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from pomtray.core.errors import Problem
from pomtray.core.intent import Rewrite
from pomtray.core.plain import isolated
from pomtray.core.provider import Method
from pomtray.core.route import Route
from pomtray.core.route_entry import HEADERS, RENEWALS, RouteEntry, command_of, list_of, words_of
from pomtray.core.settings_change import ChangeRoute
from pomtray.ui.announcing import announce
from pomtray.ui.forms import check, choose, chosen, select, titled
from pomtray.ui.plain_label import plain_label
from pomtray.ui.words import tr

_WIDTH: Final = 360
"""Pixels: room for an address."""


class RouteForm(QDialog):
    """`intent` carries the change; the form goes once that is made, and stays with the reason where it is not."""

    intent = Signal(object)

    def __init__(self, route: Route, taken: Collection[str], parent: QWidget | None = None) -> None:
        """taken: the names of the other routes."""
        super().__init__(parent)
        self.route = route.name
        self.is_saving = False
        """What it says is being written."""
        self._before = RouteEntry.of(route)
        self._taken = frozenset(taken)
        self._name = QLineEdit(route.name)
        self._url = QLineEdit(route.url)
        self._tags = QLineEdit(", ".join(route.tags))
        self._header = select(HEADERS)
        self._group = QLineEdit(route.group)
        self._browser = QLineEdit(command_of(route.browser))
        self._share = check(tr("Sha&re its sign-in with other routes"), is_on=route.share)
        self._notices = check(tr("Tell about its &end"), is_on=route.notices)
        self._renewal = select(RENEWALS)
        choose(self._header, route.header)
        choose(self._renewal, route.auto_renew or "")
        self._fault = plain_label("")
        kind = QDialogButtonBox.StandardButton
        self._buttons = QDialogButtonBox(kind.Save | kind.Cancel)
        self._lay_out(route.method)
        self._connect()
        self._check()

    def refused(self, problem: Problem) -> None:
        """The file was not changed."""
        self.is_saving = False
        self._say(f"{problem.title}. {problem.text()}")

    def accept(self) -> None:
        entry = self._entry()
        if entry is None or entry.fault(self._taken) or self.is_saving:
            return
        keys = entry.changed(self._before)
        if not keys:
            super().accept()
        else:
            self.is_saving = True
            said = tr("{route} was changed.").format(route=isolated(entry.name))
            self.intent.emit(Rewrite(ChangeRoute(self.route, keys), said))

    def _lay_out(self, method: Method) -> None:
        self.setWindowTitle(tr("Edit {route}").format(route=isolated(self.route)))
        self._browser.setPlaceholderText(tr("the default browser; or a program, then {url}"))
        self._group.setPlaceholderText(tr("routes of one group share a sign-in"))
        self._tags.setPlaceholderText(tr("none; with commas between them"))
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        rows: list[tuple[str, QWidget, bool]] = [
            ("&Name", self._name, True),
            ("&Address", self._url, True),
            ("&Tags", self._tags, True),
            ("&Header form", self._header, method is Method.POMERIUM),
            ("&Browser", self._browser, method is not Method.CLIENT_CREDENTIALS),
            ("&Group", self._group, method is not Method.CLIENT_CREDENTIALS),
            ("&When the session ends", self._renewal, method is not Method.CLIENT_CREDENTIALS),
        ]
        for text, field, is_shown in rows:
            form.addRow(titled(tr(text), field), field)
            form.setRowVisible(field, is_shown)
        self._share.setVisible(method is not Method.CLIENT_CREDENTIALS)
        self._url.setMinimumWidth(_WIDTH)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        for widget in (self._share, self._notices, self._fault, self._buttons):
            layout.addWidget(widget)

    def _connect(self) -> None:
        for field in (self._name, self._url, self._tags, self._group, self._browser):
            field.textChanged.connect(self._check)
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)

    def _check(self) -> None:
        entry = self._entry()
        fault = tr("A quote in the browser's command is not closed.") if entry is None else entry.fault(self._taken)
        self._say(fault)
        self._buttons.button(QDialogButtonBox.StandardButton.Save).setEnabled(not fault)

    def _say(self, fault: str) -> None:
        if fault != self._fault.text():
            announce(self, fault)
        self._fault.setText(fault)
        self._fault.setVisible(bool(fault))

    def _entry(self) -> RouteEntry | None:
        """What the form says; None where the browser's command cannot be read."""
        try:
            browser = words_of(self._browser.text())
        except ValueError:
            return None
        return RouteEntry(
            self._name.text().strip(),
            self._url.text().strip(),
            list_of(self._tags.text()),
            str(chosen(self._header)) if self._before.header in HEADERS else self._before.header,
            browser,
            self._group.text().strip(),
            self._share.isChecked(),
            self._notices.isChecked(),
            str(chosen(self._renewal)),
        )
