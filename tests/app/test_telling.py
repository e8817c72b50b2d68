"""What goes to widgets and notices is told in the language of the run, Qt's own texts too."""

from __future__ import annotations

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator
from PySide6.QtWidgets import QApplication

from pomtray.app import language
from pomtray.app.telling import ToldSnapshots, told
from pomtray.core.catalogue import Catalogue
from pomtray.core.text import phrase
from pomtray.core.view.notice import Notice
from pomtray.ui import wording
from pomtray.ui.wording import tr
from tests.core.built import WIKI, signed_in

GERMAN = Catalogue("de", {"{route} has ended": "{route} ist beendet", "{name}, as it is": "{name}, wie es ist"})
PICTURE = signed_in(None, WIKI).snapshot


@pytest.fixture
def _german() -> Iterator[None]:
    wording.use(GERMAN)
    yield
    wording.use(None)


@pytest.mark.usefixtures("_german")
def test_a_notice_is_told() -> None:
    ended = phrase("{route} has ended", route="wiki")
    assert told({"a": Notice("a", ended, "")}) == {"a": Notice("a", "wiki ist beendet", "")}


@pytest.mark.usefixtures("_german")
def test_a_row_that_is_as_it_was_is_not_told_anew() -> None:
    ended = phrase("{route} has ended", route="wiki")
    first, *others = PICTURE.rows
    snapshot = replace(PICTURE, rows=(replace(first, note=ended), *others), status=ended)
    snapshots = ToldSnapshots()
    before = snapshots.next(snapshot)
    assert (before.rows[0].note, before.status) == ("wiki ist beendet", "wiki ist beendet")
    assert all(row is was for row, was in zip(snapshots.next(snapshot).rows, before.rows, strict=True))
    after = snapshots.next(replace(snapshot, rows=(*others, snapshot.rows[0])))
    assert after.rows[-1] is before.rows[0]


def test_english_is_told_as_it_is() -> None:
    assert ToldSnapshots().next(PICTURE) is PICTURE
    assert tr("{name}, as it is", name="this") == "this, as it is"
    assert tr("{name}, as it is").format(name="this") == "this, as it is"


@pytest.mark.usefixtures("_german")
def test_widgets_tell_their_texts_and_those_of_the_rules() -> None:
    ended = phrase("{route} has ended", route="wiki")
    assert tr(ended) == "wiki ist beendet"
    assert tr("{name}, as it is", name=ended) == "wiki ist beendet, wie es ist"
    assert tr("{name}, as it is").format(name="this") == "this, wie es ist"


def test_qt_speaks_the_language_too(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "language", lambda: "de")
    language.speak(qapp)
    try:
        assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Abbrechen"
        found = wording.catalogue()
        assert found is not None
        assert found.language == "de"
    finally:
        wording.use(None)
        for translator in qapp.findChildren(QTranslator):
            qapp.removeTranslator(translator)


def test_english_loads_nothing(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "language", lambda: "en")
    language.speak(qapp)
    assert wording.catalogue() is None
