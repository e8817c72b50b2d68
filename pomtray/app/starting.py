"""From the command line to the icon; the rest is loaded once that is there: what is imported here is waited for."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from pomtray.app import no_tls
from pomtray.app.language import speak
from pomtray.app.loading import load
from pomtray.core.text import phrase
from pomtray.desktop import glib_messages, qt_messages
from pomtray.desktop.files import early_log, places
from pomtray.desktop.language import catalogue, language
from pomtray.desktop.processes.ending import end_at_once_when_told
from pomtray.desktop.settings.mark import mark_of
from pomtray.desktop.sockets.second_start import send_show
from pomtray.ui.icons.first_icon import FirstIcon
from pomtray.ui.icons.pixmap_cache import keep_none

if TYPE_CHECKING:
    import argparse


def main(options: argparse.Namespace) -> int:
    """Run the tray until it is told to end; gives the exit status."""
    places.settle_environment()
    path = places.absolute(options.config) if options.config else places.settings_file()
    if options.command != "demo" and not options.hidden and _another_runs(path, search=options.search):
        return 0
    if _has_no_screen():
        return _without_screen()
    end_at_once_when_told()
    early_log.keep_until_started()
    with qt_messages.logged():
        return _started(path, options)


def _started(path: Path, options: argparse.Namespace) -> int:
    QCoreApplication.setApplicationName("pomtray")
    _be_told_apart()
    glib_messages.to_journal()
    application = QApplication(sys.argv[:1])
    speak(application)
    application.setDesktopFileName("pomtray")
    application.setQuitOnLastWindowClosed(False)
    keep_none()
    first = FirstIcon()
    load("pomtray.app.running")  # it takes longer than loading Qt
    from pomtray.app.running import run  # noqa: PLC0415 as above

    no_tls.let_in()
    return run(application, first, path, options)


def _has_no_screen() -> bool:
    """Whether Qt would abort, with words of its own about plugins."""
    if sys.platform in {"win32", "darwin"} or os.environ.get("XDG_SESSION_TYPE") == "wayland":
        return False
    return not any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET", "QT_QPA_PLATFORM")))


def _without_screen() -> int:
    from pomtray.core.catalogue import worded  # noqa: PLC0415 the icon waits for what is imported above

    told = phrase("There is no screen here to show itself on. Its commands do without one: pomtray --help")
    sys.stderr.write(f"pomtray: {worded(told, catalogue(language()))}\n")
    return 1


def _be_told_apart() -> None:
    """Windows finds a program's name and icon by an identity that its shortcut bears too.

    Microsoft Learn, "Application User Model IDs"; the shortcut is made by `packaging/windows/pomtray.iss`.
    """
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 there alone

        ctypes.windll.shell32.SetCurrentProcessExplicitAppUserModelID("pomtray")


def _another_runs(path: Path, *, search: bool) -> bool:
    """True where a program for these settings has just been brought up."""
    return send_show(mark_of(path), places.data_folder(), search=search)
