"""Qt's cache of pixmaps is for windows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QPixmap, QPixmapCache
from PySide6.QtWidgets import QApplication

from pomtray.ui.icons import pixmap_cache


@pytest.fixture(autouse=True)
def _as_before(qapp: QApplication) -> Iterator[None]:
    yield
    pixmap_cache.keep_for_windows()


def test_without_a_window_nothing_is_kept_and_no_timer_looks_through_it() -> None:
    pixmap = QPixmap(16, 16)
    QPixmapCache.insert("before", pixmap)
    pixmap_cache.keep_none()
    assert not QPixmapCache.find("before")
    assert not QPixmapCache.insert("an icon", pixmap)
    pixmap_cache.keep_for_windows()
    assert QPixmapCache.insert("an icon", pixmap)


def test_windows_have_what_qt_gives_them() -> None:
    limit = QPixmapCache.cacheLimit()
    pixmap_cache.keep_none()
    pixmap_cache.keep_for_windows()
    assert QPixmapCache.cacheLimit() == limit
