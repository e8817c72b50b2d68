"""The language of this run, chosen before anything is shown; of Qt's own texts too."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from pomtray.desktop.language import catalogue, language
from pomtray.ui import wording


def speak(application: QCoreApplication) -> None:
    """Tell everything in the desktop's language from now on; English where we have no other."""
    found = catalogue(language())
    if found is None:
        return
    wording.use(found)
    from PySide6.QtCore import QLibraryInfo, QTranslator  # noqa: PLC0415 English needs neither

    of_qt = QTranslator(application)
    if of_qt.load(f"qtbase_{found.language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(of_qt)
