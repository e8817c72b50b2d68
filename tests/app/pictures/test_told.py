"""Every view is told in the language of the person: nothing that is ours stands there unmarked."""

from __future__ import annotations

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from collections.abc import Iterable, Iterator

import pytest
from PySide6.QtCore import QAbstractItemModel, QLibraryInfo, QModelIndex, Qt, QTranslator
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QMenu,
    QSpinBox,
    QWidget,
)

from pomtray.app.pictures.scenes import SCENES, shown
from pomtray.app.pictures.states import STATES, State
from pomtray.app.telling import told
from pomtray.core.text import Text
from pomtray.core.view.menu_shape import TrayHost
from pomtray.desktop.language import catalogue
from pomtray.ui import wording
from pomtray.ui.icons.icons import Icons
from pomtray.ui.menu.menu import TrayMenu
from pomtray.ui.rows.list import RouteList
from tests.texts.collecting import collected
from tests.texts.pseudo import Pseudo, texts_in, unmarked
from tests.ui.conftest import OFFSCREEN
from tests.ui.letters import clashes, unlettered

pytestmark = pytest.mark.qt_log_ignore(*OFFSCREEN, extend=True)


DATA = {
    *("pomtray", "Firefox, work", "firefox -P work {url}", "Grafana", "Reports", "Status page", "alice@demo.example"),
    *("https://grafana.example.com", "grafana.demo.example", "reports.demo.example", "authenticate.demo.example"),
    *("sign-in.partner.example", "app (app.demo.example)", "api", "wiki"),
    *("https://authenticate.example.com/api/v1/token", "login.demo.example", "denied.demo.example", "WDJB-MJHT"),
    *("app.demo.example", "sign-in.partner.example", "api, wiki"),
    *(
        "~/.cache/pomerium-cli/jwts/1f0c.jwt",
        "https://login.demo.example/device",
        "deploy.py",
        "bash",
        "kubectl",
        "GNOME Keyring",
    ),
    *("/home/alice/bin/deploy.py", "/usr/bin/python3.11", "/usr/bin/bash", "/usr/bin/kubectl", "pts/3"),
}
"""What is nobody's language."""
FOR_PICTURES = {
    *("denied, https://denied.demo.example", "192.0.2.7", "reports"),
    *("routes[1].uri (reports)", "url"),
}
"""What is written for pictures alone."""
OF_QT = {"Press shortcut"}


KEYS = {found.key for found in collected()}


class Marked(Pseudo):
    """Has what translators get, and nothing else: a text that is put together on the way to a widget is none of it."""

    def word(self, text: Text) -> str:
        return str(text) if text.key and text.key not in KEYS and len(text.values) == 0 else super().word(text)


@pytest.fixture
def pseudo() -> Iterator[None]:
    wording.use(Marked())
    yield
    wording.use(None)


def texts_of(window: QWidget) -> Iterator[str]:
    """All that it says, to the eye and to a screen reader."""
    for widget in (window, *window.findChildren(QWidget)):
        yield from (widget.toolTip(), widget.accessibleName(), widget.accessibleDescription())
        if widget.isWindow():
            yield widget.windowTitle()
        yield from _own(widget)
    yield " ".join(action.text() for action in window.findChildren(QAction))  # some are one text in lines


def _own(widget: QWidget) -> Iterator[str]:
    match widget:
        case QAbstractButton() if not isinstance(widget.parent(), QDialogButtonBox) or not _is_qt_s(widget):
            yield widget.text()
        case QLabel():
            yield widget.text()
        case QLineEdit():
            yield widget.placeholderText()
        case QComboBox():
            yield from (widget.itemText(place) for place in range(widget.count()))
        case QAbstractItemView() if not isinstance(widget, RouteList) and widget.model() is not None:
            yield from _items(widget.model())


def _is_qt_s(button: QAbstractButton) -> bool:
    box = button.parent()
    assert isinstance(box, QDialogButtonBox)
    return box.standardButton(button) is not QDialogButtonBox.StandardButton.NoButton


def _items(model: QAbstractItemModel) -> Iterator[str]:
    for row in range(model.rowCount(QModelIndex())):
        yield str(model.index(row, 0).data(Qt.ItemDataRole.DisplayRole) or "")


def english(texts: Iterator[str], state: State) -> dict[str, list[str]]:
    """What is told in no other language, with the words of it."""
    data = {text for _, text in texts_in(state.model.settings) if type(text) is not Text} | DATA | FOR_PICTURES
    found = {text: unmarked(text, data) for text in texts if text not in OF_QT}
    return {text: words for text, words in found.items() if words}


@pytest.mark.usefixtures("pseudo")
@pytest.mark.parametrize("name", sorted(SCENES.keys() - {"help"}))
def test_each_view(name: str, qapp: QApplication) -> None:
    scene = SCENES[name]
    window, view = shown(scene, Icons())
    assert english(texts_of(view), scene.state()) == {}
    view.hide()
    window.hide()
    window.deleteLater()


def whole(lines: Iterable[str]) -> str:
    """As one text, which ends where the menu cuts it off."""
    shown = ""
    for line in lines:
        shown += f" {line}"
        if line.endswith("…"):
            shown += "⟧" * (shown.count("⟦") - shown.count("⟧"))
    return shown


@pytest.mark.usefixtures("pseudo")
@pytest.mark.parametrize("host", TrayHost)
@pytest.mark.parametrize("name", STATES)
def test_each_menu(name: str, host: TrayHost, qapp: QApplication) -> None:
    state = STATES[name]()
    menu = TrayMenu(Icons())
    menu.drawn_by(host)
    menu.show_snapshot(told(state.snapshot))
    wrapped = whole(line.text() for line in menu.menu.findChildren(QAction))
    assert english(iter([wrapped]), state) == {}
    menu.menu.deleteLater()


@pytest.fixture
def german(qapp: QApplication) -> Iterator[None]:
    wording.use(catalogue("de"))
    of_qt = QTranslator(qapp)
    assert of_qt.load("qtbase_de", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    qapp.installTranslator(of_qt)
    yield
    qapp.removeTranslator(of_qt)
    wording.use(None)


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize("name", SCENES)
def test_german_has_room_and_letters(name: str, qapp: QApplication) -> None:
    window, view = shown(SCENES[name], Icons())
    assert clashes(view) == []
    if not isinstance(view, QMenu):
        assert unlettered(view) == []
    told: list[QAbstractButton | QLabel] = [*view.findChildren(QAbstractButton), *view.findChildren(QLabel)]
    assert [it.text() for it in told if it.text() and it.isVisible() and _is_cut_off(it)] == []
    assert [it for it in view.findChildren(QLineEdit) if it.isVisible() and _is_pressed(it)] == []
    view.hide()
    window.hide()
    window.deleteLater()


def _is_pressed(line: QLineEdit) -> bool:
    """NOTE: the one within a spin box is less high than one by itself."""
    return line.height() < line.minimumSizeHint().height() and not isinstance(line.parent(), QSpinBox)


def _is_cut_off(widget: QAbstractButton | QLabel) -> bool:
    if isinstance(widget, QLabel) and widget.wordWrap():
        return widget.height() < widget.heightForWidth(widget.width())
    return widget.width() < widget.minimumSizeHint().width()


@pytest.mark.usefixtures("pseudo")
def test_the_help_s_own_words_are_marked(qapp: QApplication) -> None:
    window, view = shown(SCENES["help"], Icons())
    said = {text for text in texts_of(view) if "⟦" in text}
    assert {"Back", "Find in the guide", "Contents"} <= {text.strip("⟦⟧").replace("&", "") for text in said}
    for widget in (view, window):
        widget.hide()
        widget.deleteLater()
