"""The fields of a form, each for one key of the settings file, which it has as text; what is wrong stands below it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from pomtray.core.browsers import BrowserChoice
from pomtray.core.settings.entry.fields import COMMAND, ENV, FIRST_LINE, SECRETS, VAULT, Field, Kind
from pomtray.core.settings.entry.texts import command_of
from pomtray.core.text import phrase
from pomtray.ui.forms.common import Remark, choose, chosen, combo_box, select
from pomtray.ui.labels import label
from pomtray.ui.wording import tr

_WIDTH: Final = 300
"""Pixels: room for an address."""
_LINES: Final = 58
"""Pixels: room for two or three lines."""
_OWN: Final = "own"


class Entry(QWidget):
    """A field, what it means for others, and what is wrong with it."""

    changed = Signal()

    def __init__(self, field: Field) -> None:
        super().__init__()
        self.field = field
        self.main: QWidget = self
        """What takes the keyboard. NOTE: no proxy, with which Qt passes over fields as Tab goes round."""
        self._means = Remark("")
        self._fault = Remark("")
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(2)
        self._layout.addWidget(self._means)
        self._layout.addWidget(self._fault)
        self._means.hide()
        self._fault.hide()

    def text(self) -> str:
        raise NotImplementedError

    def set_text(self, text: str) -> None:
        raise NotImplementedError

    def set_fault(self, fault: str) -> None:
        """Empty where nothing is wrong."""
        self._fault.setText(f"⚠ {fault}" if fault else "")
        self._fault.setVisible(bool(fault))
        self.main.setAccessibleDescription(fault)

    def fault(self) -> str:
        return self._fault.text().removeprefix("⚠ ")

    def tell_meaning(self) -> None:
        text = self.field.means.get(self.text(), "")
        self._means.setText(tr(text))
        self._means.setVisible(bool(text))

    def _put(self, *widgets: QWidget) -> None:
        """Above what is said of it; the first one has the keyboard."""
        for place, widget in enumerate(widgets):
            self._layout.insertWidget(place, widget)
        self.main = widgets[0]
        self.main.setAccessibleName(tr(self.field.title))


class LineEntry(Entry):
    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self._line = QLineEdit()
        self._line.setPlaceholderText(tr(field.hint))
        self._line.setMinimumWidth(_WIDTH)
        self._put(self._line)
        self._line.textChanged.connect(self.changed)

    def text(self) -> str:
        return self._line.text()

    def set_text(self, text: str) -> None:
        self._line.setText(text)


class FileEntry(LineEntry):
    """A path, typed or chosen."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        button = QPushButton(tr("Choose…"), autoDefault=False)
        button.setAccessibleName(tr("Choose the file: {field}").format(field=tr(field.title)))
        button.clicked.connect(self._choose)
        line = QHBoxLayout()
        line.addWidget(self._line, 1)
        line.addWidget(button)
        self._layout.insertLayout(0, line)

    def _choose(self) -> None:
        dialog = QFileDialog(self, tr(self.field.title))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([tr("Certificates") + " (*.pem *.crt *.cer *.p12 *.pfx *.key)", tr("All files") + " (*)"])
        if self.text():
            dialog.setDirectory(str(Path(self.text()).expanduser().parent))
        dialog.fileSelected.connect(self.set_text)
        dialog.open()


class ChoiceEntry(Entry):
    """What is chosen stays also where it is none of the choices."""

    def __init__(self, field: Field, choices: Mapping[str, str]) -> None:
        super().__init__(field)
        self._box = select(choices)
        self._put(self._box)
        self._box.currentIndexChanged.connect(self.changed)

    def text(self) -> str:
        return chosen(self._box) if self._box.count() else ""

    def set_text(self, text: str) -> None:
        if self._box.findData(text) < 0:
            self._box.addItem(text, text)
        choose(self._box, text)


class FlagEntry(Entry):
    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self._box = QCheckBox(tr(field.title))
        self._put(self._box)
        self._box.toggled.connect(self.changed)

    def text(self) -> str:
        return "true" if self._box.isChecked() else "false"

    def set_text(self, text: str) -> None:
        self._box.setChecked(text == "true")


class BrowserEntry(Entry):
    """One of those that are here, or a command."""

    def __init__(self, field: Field, browsers: Sequence[BrowserChoice]) -> None:
        super().__init__(field)
        self._box = combo_box()
        self._box.addItem(tr("The default browser"), "")
        for browser in browsers:
            self._box.addItem(browser.title, command_of(browser.argv))
        self._box.addItem(tr("Another command…"), _OWN)
        self._line = QLineEdit()
        self._line.setPlaceholderText("firefox -P work {url}")
        self._line.setAccessibleName(tr("The browser's command"))
        self._put(self._box, self._line)
        self._line.hide()
        self._box.currentIndexChanged.connect(self._chosen)
        self._line.textChanged.connect(self.changed)

    def text(self) -> str:
        return self._line.text() if chosen(self._box) == _OWN else chosen(self._box)

    def set_text(self, text: str) -> None:
        is_known = self._box.findData(text) >= 0
        self._line.setText("" if is_known else text)
        choose(self._box, text if is_known else _OWN)

    def _chosen(self) -> None:
        self._line.setVisible(chosen(self._box) == _OWN)
        self.changed.emit()


class SecretEntry(Entry):
    """Where a client secret is. One for the vault is typed here, and is in no text but `typed`."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self._box = select(SECRETS)
        self._line = QLineEdit()
        self._said = Remark("")
        self._put(self._box, self._line, self._said)
        self._box.currentIndexChanged.connect(self._chosen)
        self._line.textChanged.connect(self.changed)
        self._chosen()

    def text(self) -> str:
        where = chosen(self._box)
        return where if where in {"", VAULT} else f"{where} {self._line.text()}"

    def set_text(self, text: str) -> None:
        where, _, what = text.partition(" ")
        choose(self._box, where)
        self._line.setText(what)

    def typed(self) -> str:
        """The secret, "" where none was typed. NOTE: Qt's field takes less than a secret may have, and NUL too."""
        return self._line.text().replace("\0", "") if chosen(self._box) == VAULT else ""

    def _chosen(self) -> None:
        """NOTE: a secret that was typed does not become a command or a name."""
        where = chosen(self._box)
        is_secret = where == VAULT
        if is_secret or self._line.echoMode() is QLineEdit.EchoMode.Password:
            self._line.clear()
        self._line.setEchoMode(QLineEdit.EchoMode.Password if is_secret else QLineEdit.EchoMode.Normal)
        hint, said = _ABOUT_SECRET.get(where, ("", ""))
        self._line.setPlaceholderText(tr(hint))
        self._line.setAccessibleName(tr(hint))
        self._line.setVisible(bool(where))
        self._said.setText(tr(said))
        self._said.setVisible(bool(said))
        self.changed.emit()


_ABOUT_SECRET: Final = {
    VAULT: (
        phrase("the secret; empty: as it is, or asked for at the sign-in"),
        phrase("It goes into the vault, which your keyring guards, and never into the settings file."),
    ),
    ENV: ("POMTRAY_IDP_SECRET", phrase("Read at each use. Programs that pomtray starts do not inherit it.")),
    COMMAND: (
        "secret-tool lookup service idp",
        phrase("What the program prints is the secret. No shell reads the words."),
    ),
    FIRST_LINE: (
        "pass show idp",
        phrase("The first line that the program prints is the secret. No shell reads the words."),
    ),
}


class LinesEntry(Entry):
    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self._text = QPlainTextEdit()
        self._text.setPlaceholderText(tr(field.hint))
        self._text.setTabChangesFocus(True)
        self._text.setFixedHeight(_LINES)
        self._put(self._text)
        self._text.textChanged.connect(self.changed)

    def text(self) -> str:
        return self._text.toPlainText()

    def set_text(self, text: str) -> None:
        self._text.setPlainText(text)


def entry_for(field: Field, providers: Sequence[str], browsers: Sequence[BrowserChoice]) -> Entry:
    """The field that suits `field`."""
    match field.kind:
        case Kind.FILE:
            return FileEntry(field)
        case Kind.CHOICE:
            return ChoiceEntry(field, field.choices)
        case Kind.PROVIDER:
            return ChoiceEntry(field, {name: label(name) for name in providers})
        case Kind.FLAG:
            return FlagEntry(field)
        case Kind.BROWSER:
            return BrowserEntry(field, browsers)
        case Kind.SECRET:
            return SecretEntry(field)
        case Kind.PARAMETERS:
            return LinesEntry(field)
        case _:
            return LineEntry(field)
