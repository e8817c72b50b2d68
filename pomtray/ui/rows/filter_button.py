"""The button beside the search: which rows are shown at all, by what they need or by tag."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from pomtray.core.plain import isolated
from pomtray.core.rows.search import Kind, counts, tags
from pomtray.core.text import phrase
from pomtray.core.view.snapshot import Row
from pomtray.ui.labels import label
from pomtray.ui.menu_button import MenuButton
from pomtray.ui.wording import tr
from pomtray.ui.words.names import in_menu, on_button, tip

KINDS: Final = {
    Kind.ALL: phrase("All routes"),
    Kind.NEEDS_YOU: phrase("Needs you"),
    Kind.ENDING: phrase("Ending soon"),
    Kind.ENDED: phrase("Ended"),
    Kind.FAVOURITES: phrase("Favourites"),
}
_SHOWS: Final = phrase("Show only routes that need you, are ending, have ended, are favourites, or have a tag")


class FilterButton(MenuButton):
    """`chosen`: another kind or tag. What it offers is worked out as it opens."""

    chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.kind, self.tag = Kind.ALL, ""
        self._rows: tuple[Row, ...] = ()
        self._choices = QMenu(self)
        self._choices.aboutToShow.connect(self._offer)
        self.setMenu(self._choices)
        self._say()

    def show_rows(self, rows: tuple[Row, ...]) -> None:
        """Those that there are now."""
        self._rows = rows

    def choose(self, kind: Kind = Kind.ALL, tag: str = "") -> None:
        """Either a kind or a tag; neither: all routes."""
        if (kind, tag) != (self.kind, self.tag):
            self.kind, self.tag = kind, tag
            self._say()
            self.chosen.emit()

    def _say(self) -> None:
        name, what = isolated(self.tag) if self.tag else tr(KINDS[self.kind]), tr(_SHOWS)
        self.setText(label(on_button(self.tag) if self.tag else name))
        self.setToolTip(tip(f"{name}\n{what}") if self.tag else what)
        self.setAccessibleName(tr("Routes shown: {which}").format(which=name))

    def _offer(self) -> None:
        self._choices.clear()
        for kind, count in counts(self._rows).items():
            text = tr(KINDS[kind]) if kind is Kind.ALL else f"{tr(KINDS[kind])} ({count})"
            self._add(text, kind).setEnabled(kind is Kind.ALL or count > 0)
        known = tags(self._rows)
        if known:
            self._choices.addSeparator()
        for tag in known:
            self._add(label(in_menu(tag)), Kind.ALL, tag)

    def _add(self, text: str, kind: Kind, tag: str = "") -> QAction:
        line = self._choices.addAction(text)
        line.setCheckable(True)
        line.setChecked((kind, tag) == (self.kind, self.tag))
        line.triggered.connect(lambda: self.choose(kind, tag))
        return line
