"""The program is loaded in a thread while its icon answers: a tray that waits for one icon may hold up all of them."""

from __future__ import annotations

import sys
import threading
from types import ModuleType

from PySide6.QtCore import QEventLoop, QMetaObject

_GIVES_WAY_AFTER = 0.0005
"""Seconds: loading lets the icon answer, which asks for that. Python's own are 5 ms, at each of Qt's calls."""


def load(name: str) -> ModuleType:
    """The module `name`, imported while Qt's events are taken. Raises what the import raises."""
    sys.setswitchinterval(_GIVES_WAY_AFTER)
    answering, failed = QEventLoop(), list[BaseException]()

    def loaded() -> None:
        try:
            __import__(name)
        except BaseException as error:  # noqa: BLE001 raised below, where somebody is there for it
            failed.append(error)
        finally:
            QMetaObject.invokeMethod(answering, "quit")  # from another thread it is queued

    thread = threading.Thread(target=loaded, name="load pomtray")
    thread.start()
    answering.exec()
    thread.join()
    if failed:
        raise failed[0]
    return sys.modules[name]
