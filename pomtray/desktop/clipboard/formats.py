"""As what a secret lies on the clipboard, marked for clipboard managers.

The marks are requests: CopyQ and clipman keep what is marked all the same (`desktop.md` "Clipboard").
"""

from __future__ import annotations

import sys
from typing import Final

TEXT: Final = "text/plain;charset=utf-8"
_TEXTS: Final = (TEXT, "text/plain", "UTF8_STRING", "STRING", "TEXT")
_WINDOWS_FORMAT: Final = 'application/x-qt-windows-mime;value="{}"'
EMPTY: Final = {"application/x-pomtray-nothing": b""}
"""Something that is no text, so that nobody keeps it for later."""


def marks() -> dict[str, bytes]:
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


def formats(secret: str) -> dict[str, bytes]:
    """What a Wayland client offers: the text by each name that programs ask for, and the marks."""
    return dict.fromkeys(_TEXTS, secret.encode("utf-8", "surrogatepass")) | marks()
