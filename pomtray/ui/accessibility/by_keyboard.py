"""What makes a window one for the keyboard: letters for Alt without clashes, Tab goes as the eye reads, F1 helps.

It holds for whatever a window shows, its dialogs and menus too, and is put right whenever that changes.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Final

from PySide6.QtCore import QChildEvent, QEvent, QObject, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QScrollArea,
    QToolButton,
    QWidget,
)

from pomtray.ui.accessibility.help_key import HelpKey
from pomtray.ui.accessibility.mnemonics import bare, mnemonics
from pomtray.ui.accessibility.plain_buttons import take_pictures_away
from pomtray.ui.wording import tr

_CHANGES: Final = {QEvent.Type.Show, QEvent.Type.LayoutRequest}


class ByKeyboard(QObject):
    """For one window, and for each dialog and menu that belongs to it. `intent`: `Explain`, by F1 in any of them."""

    intent = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        HelpKey(window).intent.connect(self.intent)
        self._window = window
        self._ordered: list[QWidget] = []
        self._settled = QTimer(self, singleShot=True, interval=0)
        """By then what has changed has its place."""
        self._settled.timeout.connect(self._put_right)
        scrolled = (area.widget() for area in window.findChildren(QScrollArea))
        for watched in (window, *filter(None, scrolled)):
            watched.installEventFilter(self)
        for child in window.children():
            self._take_on(child)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 Qt's name
        if event.type() in _CHANGES:
            self._settled.start()
        elif isinstance(event, QChildEvent) and event.type() is QEvent.Type.ChildPolished:
            self._take_on(event.child())
        return super().eventFilter(watched, event)

    def _take_on(self, child: QObject) -> None:
        """NOTE: polished is told each time that a widget gets another parent."""
        if child.findChild(QObject, _TAKEN_ON, Qt.FindChildOption.FindDirectChildrenOnly) is not None:
            return
        if isinstance(child, QMenu):
            _MenuByKeyboard(child).setObjectName(_TAKEN_ON)
        elif isinstance(child, QDialog) and not isinstance(child, QFileDialog):
            theirs = ByKeyboard(child)
            theirs.setObjectName(_TAKEN_ON)
            theirs.intent.connect(self.intent)

    def _put_right(self) -> None:
        take_pictures_away(self._window)
        give_letters(self._window)
        self._order()
        _name_clear_buttons(self._window)

    def _order(self) -> None:
        """Tab goes as the eye reads.

        NOTE: `nextInFocusChain` is not asked: once walked, PySide takes a window for deleted with one of its widgets.
        """
        wanted = stops(self._window)
        if wanted != self._ordered:
            self._ordered = wanted
            for before, after in pairwise(wanted):
                QWidget.setTabOrder(before, after)


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


_TAKEN_ON: Final = "by-keyboard"
_GIVEN: Final = "letter-given"
"""Property: the text with the letter that it got here."""


def give_letters(window: QWidget) -> None:
    """To what can be pressed or typed into, and is seen. Those that a text brings along come first."""
    seen = [it for it in lettered(window) if it.isVisibleTo(window)]
    texts = [bare(it.text()) if it.property(_GIVEN) == it.text() else it.text() for it in seen]
    for it, before, text in zip(seen, texts, mnemonics(texts), strict=True):
        if text != before:
            it.setProperty(_GIVEN, text)
        if it.text() != text:
            it.setText(text)


def lettered(window: QWidget) -> list[QAbstractButton | QLabel]:
    """The buttons, and the labels of fields, of `window` itself."""
    buttons = [it for it in window.findChildren(QAbstractButton) if it.window() is window]
    labels = [it for it in window.findChildren(QLabel) if it.buddy() is not None and it.window() is window]
    return [*labels, *buttons]


def stops(window: QWidget) -> list[QWidget]:
    """What is seen in `window` and takes the keyboard by Tab, in reading order."""
    seen = [it for it in window.findChildren(QWidget) if it.window() is window and it.isVisible() and _is_stop(it)]
    return list(_ordered(seen, window, window))


def _ordered(seen: list[QWidget], within: QWidget, window: QWidget) -> Iterator[QWidget]:
    """What scrolls is read whole where it stands: most of it may lie behind what stands below."""
    parts: dict[QWidget, list[QWidget]] = {}
    for it in seen:
        parts.setdefault(_scrolled_by(it, within) or it, []).append(it)
    is_leftwards = window.layoutDirection() is Qt.LayoutDirection.RightToLeft
    for part, _ in _read([(part, _place(part, window, is_leftwards=is_leftwards)) for part in parts]):
        if isinstance(part, QScrollArea) and parts[part] != [part] and (inside := part.widget()):
            yield from _ordered(parts[part], inside, window)
        else:
            yield part


def _scrolled_by(widget: QWidget, within: QWidget) -> QScrollArea | None:
    """The outermost area around `widget` that lies in `within`."""
    found: QScrollArea | None = None
    above = widget.parentWidget()
    while above is not None and above is not within:
        found = above if isinstance(above, QScrollArea) else found
        above = above.parentWidget()
    return found


def _is_stop(widget: QWidget) -> bool:
    """NOTE: fields that are a part of another one of Qt's are none of their own."""
    is_part = isinstance(widget.parent(), QAbstractSpinBox | QComboBox)
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.focusProxy() is None and not is_part


def _place(widget: QWidget, window: QWidget, *, is_leftwards: bool) -> QRect:
    """Where it begins and ends, in the direction of reading."""
    place = QRect(widget.mapTo(window, QPoint()), widget.size())
    return QRect(QPoint(window.width() - 1 - place.right(), place.y()), place.size()) if is_leftwards else place


_Placed = tuple[QWidget, QRect]


def _read(placed: list[_Placed]) -> list[_Placed]:
    """Lines from above, and in each of them columns, with lines of their own: what no gap divides stays together."""
    for divided in (_divided(placed, QRect.top, QRect.bottom), _divided(placed, QRect.left, QRect.right)):
        if len(divided) > 1:
            return [each for part in divided for each in _read(part)]
    return placed


def _divided(placed: list[_Placed], begin: Callable[[QRect], int], end: Callable[[QRect], int]) -> list[list[_Placed]]:
    parts: list[list[_Placed]] = []
    until = -sys.maxsize  # what is scrolled away lies above the window
    for each in sorted(placed, key=lambda it: begin(it[1])):
        if parts and begin(each[1]) <= until:
            parts[-1].append(each)
        else:
            parts.append([each])
        until = max(until, end(each[1]))
    return parts


def _name_clear_buttons(window: QWidget) -> None:
    """NOTE: Qt gives those in fields none."""
    for button in window.findChildren(QToolButton):
        if isinstance(button.parent(), QLineEdit) and not button.accessibleName():
            button.setAccessibleName(tr("Clear"))
