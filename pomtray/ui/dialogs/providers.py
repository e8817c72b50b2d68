"""The identity providers of the settings file, to choose one from or to add one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QListWidgetItem, QVBoxLayout, QWidget

from pomtray.core.domain.route import Settings
from pomtray.core.errors import Problem
from pomtray.core.intent import EditEntry
from pomtray.core.plain import isolated
from pomtray.core.text import phrase
from pomtray.core.topic import Topic
from pomtray.ui.plain_label import plain_label
from pomtray.ui.rows.readable_list import ReadableList
from pomtray.ui.wording import tr
from pomtray.ui.words.program import PROVIDERS

_SIZE: Final = QSize(420, 300)
_ABOUT: Final = phrase(
    "Where people or machines sign in, for routes that do not sign in at Pomerium. Most routes need none."
)


class ProvidersDialog(QDialog):
    """`intent`: `EditEntry`."""

    intent = Signal(object)
    topic = Topic.PROVIDERS
    is_saving = False

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr(PROVIDERS).removesuffix("…"))
        self.list = ReadableList()
        self.list.setAccessibleName(self.windowTitle())
        for title, intent in _listed(settings):
            item = QListWidgetItem(title)
            item.setData(Qt.ItemDataRole.UserRole, intent)
            self.list.addItem(item)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        add = buttons.addButton(tr("Add…"), QDialogButtonBox.ButtonRole.ActionRole)
        self._edit = buttons.addButton(tr("Edit…"), QDialogButtonBox.ButtonRole.ActionRole)
        self._edit.setEnabled(self.list.count() > 0)
        self.list.setCurrentRow(0)
        add.clicked.connect(lambda: self.intent.emit(EditEntry("providers", "")))
        self._edit.clicked.connect(lambda: self._chosen(self.list.currentItem()))
        self.list.itemActivated.connect(self._chosen)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(plain_label(tr(_ABOUT)))
        layout.addWidget(self.list, 1)
        layout.addWidget(buttons)

    def sizeHint(self) -> QSize:  # noqa: N802 Qt's name
        return _SIZE

    def saved(self) -> None:
        """It changes nothing itself, and neither is it refused."""

    def refused(self, problem: Problem) -> None:
        """As above."""

    def _chosen(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.intent.emit(item.data(Qt.ItemDataRole.UserRole))


def _listed(settings: Settings) -> Iterable[tuple[str, EditEntry]]:
    """What each is called, and how it is opened."""
    for provider in settings.providers:
        yield provider.shown, EditEntry("providers", provider.name)
    for entry in settings.refused:
        if entry.table == "providers" and entry.number is not None:
            called = tr("{name} (refused)").format(name=isolated(entry.called))
            yield called, EditEntry("providers", entry.name, entry.number - 1)
