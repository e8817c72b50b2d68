"""What makes a window one for the keyboard: letters for Alt without clashes, and Tab goes as the eye reads.

It holds for whatever a window shows, its dialogs and menus too, and is put right whenever that changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from PySide6.QtCore import QChildEvent, QEvent, QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QDialog,
    QFileDialog,
    QLabel,
    QLayout,
    QLineEdit,
    QMenu,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QWidget,
)

from pomtray.ui.mnemonics import mnemonics
from pomtray.ui.words import tr

_CHANGES: Final = {QEvent.Type.Show, QEvent.Type.LayoutRequest}


class ByKeyboard(QObject):
    """For one window, and for each dialog and menu that belongs to it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        scrolled = (area.widget() for area in window.findChildren(QScrollArea))
        for watched in (window, *filter(None, scrolled)):
            watched.installEventFilter(self)
        for child in window.children():
            _take_on(child)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 Qt's name
        if event.type() in _CHANGES:
            give_letters(self._window)
            order(self._window)
            _name_clear_buttons(self._window)
        elif isinstance(event, QChildEvent) and event.type() is QEvent.Type.ChildPolished:
            _take_on(event.child())
        return super().eventFilter(watched, event)


class _MenuByKeyboard(QObject):
    def __init__(self, menu: QMenu) -> None:
        super().__init__(menu)
        self._menu = menu
        menu.aboutToShow.connect(self._give)
        menu.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 Qt's name
        if event.type() is QEvent.Type.ActionChanged and self._menu.isVisible():
            self._give()
        return super().eventFilter(watched, event)

    def _give(self) -> None:
        """NOTE: lines of low priority are there to be read."""
        lines = [line for line in self._menu.actions() if _has_letter(line)]
        for line, text in zip(lines, mnemonics([line.text() for line in lines]), strict=True):
            line.setText(text)


def _has_letter(line: QAction) -> bool:
    is_read = line.priority() is QAction.Priority.LowPriority or not line.isEnabled()
    return line.isVisible() and not line.isSeparator() and not is_read


def _take_on(child: QObject) -> None:
    """NOTE: polished is told each time that a widget gets another parent."""
    if child.findChild(QObject, _TAKEN_ON, Qt.FindChildOption.FindDirectChildrenOnly) is not None:
        return
    if isinstance(child, QMenu):
        _MenuByKeyboard(child).setObjectName(_TAKEN_ON)
    elif isinstance(child, QDialog) and not isinstance(child, QFileDialog):
        ByKeyboard(child).setObjectName(_TAKEN_ON)


_TAKEN_ON: Final = "by-keyboard"


def give_letters(window: QWidget) -> None:
    """To what can be pressed or typed into, and is seen."""
    seen = [it for it in lettered(window) if it.isVisibleTo(window)]
    for it, text in zip(seen, mnemonics([it.text() for it in seen]), strict=True):
        if it.text() != text:
            it.setText(text)


def lettered(window: QWidget) -> list[QAbstractButton | QLabel]:
    """The buttons, and the labels of fields, of `window` itself."""
    buttons = [it for it in window.findChildren(QAbstractButton) if it.window() is window]
    labels = [it for it in window.findChildren(QLabel) if it.buddy() is not None and it.window() is window]
    return [*labels, *buttons]


def order(window: QWidget) -> None:
    """Tab goes as the layouts are read."""
    wanted = list(stops(window))
    if tab_order(window) != wanted:
        for before, after in pairwise(wanted):
            QWidget.setTabOrder(before, after)


def stops(widget: QWidget) -> Iterator[QWidget]:
    """What in `widget` takes the keyboard by Tab, in reading order."""
    inner = list(_parts(widget))
    if not inner and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
        yield widget
    for part in inner:
        yield from stops(part)


def _name_clear_buttons(window: QWidget) -> None:
    """NOTE: Qt gives those in fields none."""
    for button in window.findChildren(QToolButton):
        if isinstance(button.parent(), QLineEdit) and not button.accessibleName():
            button.setAccessibleName(tr("Clear"))


def tab_order(window: QWidget) -> list[QWidget]:
    """The same, as Tab goes now. It goes round: no stop is the first, so it begins with that which is read first."""
    wanted = list(stops(window))
    passed = [it for it in _chain(window) if it in set(wanted)]
    begin = passed.index(wanted[0]) if wanted else 0
    return passed[begin:] + passed[:begin]


def _chain(window: QWidget) -> Iterator[QWidget]:
    yield window
    following = window.nextInFocusChain()
    while following is not None and following is not window:
        yield following
        following = following.nextInFocusChain()


def _parts(widget: QWidget) -> Iterator[QWidget]:
    """The widgets that make up `widget`; none where it is one of Qt's own."""
    match widget:
        case QScrollArea() if (inner := widget.widget()) is not None:
            yield inner
        case QSplitter() | QStackedWidget():
            yield from filter(None, (widget.widget(place) for place in range(widget.count())))
        case _ if (layout := widget.layout()) is not None:
            yield from _laid_out(layout)


def _laid_out(layout: QLayout) -> Iterator[QWidget]:
    for place in range(layout.count()):
        item = layout.itemAt(place)
        if item and (inner := item.layout()):
            yield from _laid_out(inner)
        elif item and (widget := item.widget()):
            yield widget
