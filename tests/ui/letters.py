"""The letters that Alt takes somewhere."""

from __future__ import annotations

from collections import Counter

from PySide6.QtWidgets import QMenu, QWidget

from pomtray.ui.accessibility.by_keyboard import lettered
from pomtray.ui.accessibility.mnemonics import letter


def clashes(widget: QWidget) -> list[str]:
    if isinstance(widget, QMenu):
        texts = [line.text() for line in widget.actions() if line.isVisible() and line.isEnabled()]
    else:
        texts = [it.text() for it in lettered(widget) if it.isVisibleTo(widget)]
    return [each for each, count in Counter(filter(None, map(letter, texts))).items() if count > 1]


def unlettered(widget: QWidget) -> list[str]:
    """What has none, though one is left."""
    texts = [it.text() for it in lettered(widget) if it.isVisibleTo(widget)]
    left = set(map(chr, range(ord("a"), ord("z") + 1))) - set(map(letter, texts))
    return [text for text in texts if left & set(text.casefold()) and not letter(text)]
