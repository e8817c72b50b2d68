"""The dialogs: the pasted address, and what pomtray is. Opened by a person's click only; none blocks the program."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QMessageBox, QVBoxLayout, QWidget

from pomtray import __version__
from pomtray.core.intent import Action, RouteIntent
from pomtray.ui.icons import Icons
from pomtray.ui.panels import plain_label
from pomtray.ui.words import tr

PASTE_HELP = (
    "After the sign-in, the other browser stops at an address that begins with http://127.0.0.1 and cannot be"
    " opened there. Copy that whole address from its address bar and paste it here.\n\n"
    "It holds the session's token: give it to nobody, and paste it nowhere else."
)


class AddressDialog(QDialog):
    """Asks for the address at which a browser on another machine stopped. It holds a token, so it shows as dots."""

    intent = Signal(object)

    def __init__(self, route: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._route = route
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Paste the address for {route}").format(route=route))
        self._address = QLineEdit(echoMode=QLineEdit.EchoMode.Password, clearButtonEnabled=True)
        self._address.setAccessibleName(tr("Address from the other browser"))
        self._address.setPlaceholderText("http://127.0.0.1:…")
        self._buttons = self._make_buttons()
        layout = QVBoxLayout(self)
        layout.addWidget(plain_label(tr(PASTE_HELP)))
        layout.addWidget(self._address)
        layout.addWidget(self._buttons)
        self._address.textChanged.connect(self._allow)
        self._allow()
        self.resize(460, 0)

    def accept(self) -> None:
        text = self._address.text().strip()
        self._address.clear()
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
        ok.setEnabled(bool(self._address.text().strip()))


def about(icons: Icons, parent: QWidget | None = None) -> QMessageBox:
    """Name, version, licence."""
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setModal(False)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setWindowTitle(tr("About pomtray"))
    box.setIconPixmap(icons.named("pomtray").pixmap(QSize(64, 64), box.devicePixelRatioF()))
    box.setText(f"pomtray {__version__}")
    box.setInformativeText(
        tr("Sign-in and sessions for services behind Pomerium, from the desktop's tray.")
        + "\n\n"
        + tr("MIT License. Copyright 2026 the pomtray developers. It comes without any warranty.")
        + "\n"
        + tr("Qt for Python is used under the LGPL, version 3.")
    )
    return box
