"""Secrets on the clipboard: marked for clipboard managers, cleared only while they are still ours.

The marks are requests: CopyQ and clipman keep what is marked all the same (`desktop.md` "Clipboard").
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import shutil
import sys
from datetime import datetime

from PySide6.QtCore import QMimeData, QProcess
from PySide6.QtGui import QClipboard, QGuiApplication

_WINDOWS_FORMAT = 'application/x-qt-windows-mime;value="{}"'


def _marks() -> dict[str, bytes]:
    """The formats by which this platform's clipboard managers know a secret.

    Only this platform's: X11 would publish the others literally. NOTE: those of Windows and macOS are set as
    documented (learn.microsoft.com "Clipboard Formats", nspasteboard.org) and have not been tried there.
    """
    if sys.platform == "win32":
        no = (0).to_bytes(4, "little")
        names = {
            "ExcludeClipboardContentFromMonitorProcessing": b"1",
            "CanIncludeInClipboardHistory": no,
            "CanUploadToCloudClipboard": no,
        }
        return {_WINDOWS_FORMAT.format(name): value for name, value in names.items()}
    if sys.platform == "darwin":
        return {"org.nspasteboard.ConcealedType": b"1"}
    return {"x-kde-passwordManagerHint": b"secret"}


class Clipboard:
    """Holds at most one secret of ours, and of it only a salted hash."""

    def __init__(self) -> None:
        self._salt = secrets.token_bytes(32)
        self._hash: bytes | None = None
        self.clears_at: datetime | None = None
        """When what was put last is to be cleared; None once it is, or was found replaced."""

    async def put(self, secret: str, until: datetime) -> None:
        """Place `secret` on the clipboard, not in the X11 selection, to be cleared at `until`."""
        data = QMimeData()
        data.setText(secret)
        for name, value in _marks().items():
            data.setData(name, value)
        _clipboard().setMimeData(data, QClipboard.Mode.Clipboard)
        self._hash, self.clears_at = self._hashed(secret), until

    @property
    def holds_ours(self) -> bool:
        """Whether the clipboard still says what was put last, whoever keeps it now."""
        if self._hash is None:
            return False
        return hmac.compare_digest(self._hash, self._hashed(_clipboard().text(QClipboard.Mode.Clipboard)))

    def clear_if_due(self, now: datetime) -> None:
        if self.clears_at is not None and now >= self.clears_at:
            self.clear_now()

    async def clear(self) -> None:
        self.clear_now()

    def clear_now(self) -> None:
        """Empty the clipboard if it still holds ours; somebody else's text stays."""
        if self.holds_ours:
            _clipboard().clear(QClipboard.Mode.Clipboard)
            _clear_wayland()
        self._hash, self.clears_at = None, None

    def _hashed(self, text: str) -> bytes:
        return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), key=self._salt).digest()


def _clipboard() -> QClipboard:
    return QGuiApplication.clipboard()


def _clear_wayland() -> None:
    # WORKAROUND: a Wayland compositor ignores a clipboard change by a program without focus, as a tray program is.
    tool = shutil.which("wl-copy") if QGuiApplication.platformName().startswith("wayland") else None
    if tool is not None:
        QProcess.startDetached(tool, ["--clear"])
