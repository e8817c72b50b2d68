"""The fields of an entry of the settings file: those that are seldom needed are folded away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QToolButton, QVBoxLayout, QWidget

from pomtray.ui.forms.common import titled
from pomtray.ui.forms.fields import Entry, FlagEntry
from pomtray.ui.wording import tr


class FoldedFields(QWidget):
    """Each of `entries` by its key. `changed`: a text; `unfolded`: there is more, or less, to show."""

    changed = Signal()
    unfolded = Signal()

    def __init__(self, entries: Iterable[Entry]) -> None:
        super().__init__()
        self.entries = {entry.field.key: entry for entry in entries}
        wraps = QFormLayout.RowWrapPolicy.WrapLongRows
        self._often, self._seldom = QFormLayout(rowWrapPolicy=wraps), QFormLayout(rowWrapPolicy=wraps)
        self._more = QToolButton()
        self._folded = QWidget()
        self._lay_out()
        for entry in self.entries.values():
            entry.changed.connect(self.changed)
        self._more.toggled.connect(self._unfold)
        self._unfold(is_on=False)

    def texts(self) -> dict[str, str]:
        return {key: entry.text() for key, entry in self.entries.items()}

    def set_texts(self, texts: Mapping[str, str], keys: Iterable[str]) -> None:
        """keys: those that the entry has; it is unfolded where one of them is seldom needed."""
        for key, text in texts.items():
            self.entries[key].set_text(text)
        self._more.setChecked(any(entry.field.seldom and key in keys for key, entry in self.entries.items()))

    def show_asked(self) -> None:
        """Those that what is in the others asks for."""
        texts = self.texts()
        for entry in self.entries.values():
            self._form_of(entry).setRowVisible(entry, entry.field.is_asked(texts))
            entry.tell_meaning()

    def show_faults(self, faults: Mapping[str, str]) -> list[str]:
        """Each at its field, which is unfolded then. Gives those of no field, in words."""
        texts = self.texts()
        seen = {key for key, entry in self.entries.items() if entry.field.is_asked(texts)}
        for key, entry in self.entries.items():
            entry.set_fault(tr(faults.get(key, "")))
        if any(self.entries[key].field.seldom for key in faults if key in seen):
            self._more.setChecked(True)
        return [f"{key}: {tr(fault)}" if key else tr(fault) for key, fault in faults.items() if key not in seen]

    def _form_of(self, entry: Entry) -> QFormLayout:
        return self._seldom if entry.field.seldom else self._often

    def _lay_out(self) -> None:
        for form in (self._often, self._seldom):
            form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for key, entry in self.entries.items():
            if isinstance(entry, FlagEntry):
                self._form_of(entry).addRow(entry)
            else:
                self._form_of(entry).addRow(titled(tr(entry.field.title), entry.main), entry)
            entry.setObjectName(key)
        self._more.setText(tr("Seldom needed"))
        self._more.setCheckable(True)
        self._more.setAutoRaise(True)
        self._more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._folded.setLayout(self._seldom)
        self._seldom.setContentsMargins(0, 0, 0, 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(self._often)
        layout.addWidget(self._more)
        layout.addWidget(self._folded)

    def _unfold(self, is_on: bool) -> None:  # noqa: FBT001 Qt's signal
        self._more.setArrowType(Qt.ArrowType.DownArrow if is_on else Qt.ArrowType.RightArrow)
        self._folded.setVisible(is_on)
        self.unfolded.emit()
