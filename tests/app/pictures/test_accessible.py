"""Every view in both languages as a screen reader and a keyboard get it: names, letters, and the order of Tab."""

from __future__ import annotations

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QMenu, QPushButton, QSplitter, QWidget

from pomtray.ui.accessibility.by_keyboard import stops
from tests.app.pictures.views import VIEWS, on_screen
from tests.ui.conftest import OFFSCREEN
from tests.ui.letters import clashes, unlettered
from tests.ui.tabbing import passed_by_tab

pytestmark = pytest.mark.qt_log_ignore(*OFFSCREEN, extend=True)

_NAMED = {
    QAccessible.Role.Button,
    QAccessible.Role.ButtonDropDown,
    QAccessible.Role.ButtonMenu,
    QAccessible.Role.CheckBox,
    QAccessible.Role.ComboBox,
    QAccessible.Role.Dialog,
    QAccessible.Role.EditableText,
    QAccessible.Role.Graphic,
    QAccessible.Role.Link,
    QAccessible.Role.List,
    QAccessible.Role.ListItem,
    QAccessible.Role.MenuItem,
    QAccessible.Role.PageTab,
    QAccessible.Role.RadioButton,
    QAccessible.Role.SpinBox,
    QAccessible.Role.Table,
    QAccessible.Role.Tree,
    QAccessible.Role.TreeItem,
    QAccessible.Role.Window,
}


@pytest.fixture
def view(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[QWidget]:
    with on_screen(*request.param) as view:
        yield view


def below(face: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    """What is seen of it. NOTE: what Qt makes of its own within a box has that box's name."""
    if face.state().invisible:
        return
    yield face
    if isinstance(face.object(), QAbstractSpinBox | QComboBox):
        return
    for place in range(face.childCount()):
        child = face.child(place)
        if child is not None and child.isValid():
            yield from below(child)


def nameless(view: QWidget) -> list[str]:
    found = below(QAccessible.queryAccessibleInterface(view))
    asked = [face for face in found if face.role() in _NAMED]
    assert asked
    return [f"{face.role()} {face.object()}" for face in asked if not face.text(QAccessible.Text.Name)]


@pytest.mark.parametrize("view", VIEWS, indirect=True, ids=" ".join)
def test_each_view(view: QWidget) -> None:
    assert nameless(view) == []
    assert clashes(view) == []
    if isinstance(view, QMenu):
        return
    assert view.windowTitle()
    assert unlettered(view) == []
    passed = list(dict.fromkeys(passed_by_tab(view)))  # within a page it leads from link to link
    assert passed == [it for it in stops(view) if it.isEnabled()]
    if not view.findChildren(QSplitter):
        lines = [it.mapTo(view, QPoint()).y() // 8 for it in stops(view)]
        assert lines == sorted(lines), "downwards"


def test_the_test_sees_what_has_no_name(qapp: QApplication) -> None:
    button = QPushButton()
    button.show()
    assert len(nameless(button)) == 1
    button.setAccessibleName("Go")
    assert nameless(button) == []
    button.hide()
    button.deleteLater()
