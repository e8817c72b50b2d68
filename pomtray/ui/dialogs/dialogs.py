"""The dialogs: what to paste, what signing out takes along, and what pomtray is.

Opened by a person's click only; none blocks the program.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractButton,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QMessageBox,
    QVBoxLayout,
    QWidget,
)

from pomtray import __version__
from pomtray.core.intent import Action, AppAction, RouteIntent
from pomtray.core.plain import in_lines, isolated
from pomtray.core.text import phrase
from pomtray.core.topic import Topic
from pomtray.core.view.snapshot import Snapshot
from pomtray.ui.choices import sign_out_question
from pomtray.ui.dialogs.message_box import MessageBox
from pomtray.ui.icons.icons import Icons
from pomtray.ui.plain_label import plain_label
from pomtray.ui.wording import tr

PASTE_ADDRESS: Final = phrase(
    "After the sign-in, the other browser stops at an address that begins with http://127.0.0.1 and cannot be"
    " opened there. Copy that whole address from its address bar and paste it here.\n\n"
    "It holds the session's token: give it to nobody, and paste it nowhere else."
)
PASTE_CODE: Final = phrase(
    "After the sign-in, the other browser shows a code, or stops at an address that cannot be opened there and holds"
    " “code=”. Copy the code, or that whole address from the address bar, and paste it here.\n\n"
    "It signs this program in as you: give it to nobody, and paste it nowhere else."
)
_WIDTH: Final = 460


class PasteDialog(QDialog):
    """Asks for what a browser on another machine came to. It holds a secret, so it shows as dots."""

    intent = Signal(object)
    topic = Topic.ELSEWHERE

    def __init__(self, route: str, parent: QWidget | None = None, *, code: bool = False) -> None:
        super().__init__(parent)
        self._route = route
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        title = tr("Paste the code or the address for {route}") if code else tr("Paste the address for {route}")
        self.setWindowTitle(title.format(route=isolated(route)))
        self._pasted = QLineEdit(echoMode=QLineEdit.EchoMode.Password, clearButtonEnabled=True)
        name = tr("Code or address from the other browser") if code else tr("Address from the other browser")
        self._pasted.setAccessibleName(name)
        self._pasted.setPlaceholderText(name if code else "http://127.0.0.1:…")
        self._buttons = self._make_buttons()
        layout = QVBoxLayout(self)
        layout.addWidget(plain_label(tr(PASTE_CODE if code else PASTE_ADDRESS)))
        layout.addWidget(self._pasted)
        layout.addWidget(self._buttons)
        self._pasted.textChanged.connect(self._allow)
        self._allow()
        self._pasted.setFocus()

    def sizeHint(self) -> QSize:  # noqa: N802 Qt's name
        return QSize(_WIDTH, self.heightForWidth(_WIDTH))

    def accept(self) -> None:
        text = self._pasted.text().strip()
        self._pasted.clear()
        super().accept()
        if text:
            self.intent.emit(RouteIntent(Action.PASTE, self._route, text=text))

    def _make_buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel | QDialogButtonBox.StandardButton.Ok)
        buttons.button(QDialogButtonBox.StandardButton.Ok).setText(tr("Sign in with it"))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        return buttons

    def _allow(self) -> None:
        ok = self._buttons.button(QDialogButtonBox.StandardButton.Ok)
        ok.setEnabled(bool(self._pasted.text().strip()))


class SignOutDialog(MessageBox):
    """Asks before more is signed out of than one route, and says what. Enter and Escape end nothing.

    asked: what a yes emits.
    """

    intent = Signal(object)
    topic = Topic.SIGNING_OUT

    def __init__(self, asked: RouteIntent | AppAction, snapshot: Snapshot, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.asked = asked
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(False)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setIcon(QMessageBox.Icon.Warning)
        self.setWindowTitle(tr("Sign out"))
        _name_picture(self, tr("Warning"))
        self._yes = self.addButton(tr("Sign out"), QMessageBox.ButtonRole.AcceptRole)
        cancel = self.addButton(QMessageBox.StandardButton.Cancel)
        self.setDefaultButton(cancel)
        self.setEscapeButton(cancel)
        self.buttonClicked.connect(self._clicked)
        self.show_snapshot(snapshot)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Say what it is about now; where that is nothing, nothing is left to ask."""
        question = sign_out_question(self.asked, snapshot)
        if question is None:
            self.reject()
        else:
            self.setText(in_lines("\n\n".join(question)))

    def _clicked(self, button: QAbstractButton) -> None:
        if button is self._yes:
            self.intent.emit(self.asked)


def _name_picture(box: QMessageBox, name: str) -> None:
    picture = box.findChild(QLabel, "qt_msgboxex_icon_label")
    if picture is not None:
        picture.setAccessibleName(name)


def about(icons: Icons, parent: QWidget | None = None) -> QMessageBox:
    """Name, version, licence."""
    box = MessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setModal(False)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setWindowTitle(tr("About pomtray"))
    box.setIconPixmap(icons.icon("pomtray").pixmap(QSize(64, 64), box.devicePixelRatioF()))
    _name_picture(box, "pomtray")
    box.setText(f"pomtray {__version__}")
    box.setInformativeText(
        tr("Sign-in and sessions for services behind Pomerium, from the desktop's tray.")
        + "\n\n"
        + tr("MIT License. Copyright 2026 the pomtray developers. It comes without any warranty.")
        + "\n"
        + tr("Qt for Python is used under the LGPL, version 3.")
    )
    return box
