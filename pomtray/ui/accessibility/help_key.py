"""F1: help with what is in front, wherever in a window the keyboard is."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from pomtray.core.intent import Explain
from pomtray.core.topic import Topic


class HelpKey(QObject):
    """For one window or dialog. What explains a widget is its `topic`, a `Topic`, or else that of what is around it."""

    intent = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        QShortcut(QKeySequence("F1"), window, self._ask)

    def _ask(self) -> None:
        self.intent.emit(Explain(topic_around(self._window.focusWidget() or self._window)))


def topic_around(widget: QWidget) -> Topic:
    """What explains `widget`."""
    at: QWidget | None = widget
    while at is not None:
        topic = getattr(at, "topic", None)
        if isinstance(topic, Topic):
            return topic
        at = at.parentWidget()
    return Topic.GUIDE
