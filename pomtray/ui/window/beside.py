"""The list and, beside it while somebody wants them, the details of its row: under it in a narrow window.

What stands above the list stays as wide as that, so that no row moves when the details come.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from pomtray.core.details import Details
    from pomtray.ui.window.details_pane import DetailsPane


_SIDE_BY_SIDE: Final = 560
"""Pixels of a window that has room for a list whose rows can be read, and for details."""


class Beside(QSplitter):
    """What is hidden is neither loaded nor worked out."""

    intent = Signal(object)
    shown = Signal(bool)
    """Whether there are details now."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.details_of: Callable[[str], Details | None] = lambda _: None
        """Asked by the route's name; None: there is no such route."""
        self._route = ""
        self._grown = 0
        """Pixels by which the window is wider for them."""
        self._pane: DetailsPane | None = None
        self.setChildrenCollapsible(False)
        self._column = QWidget()
        self.left = QVBoxLayout(self._column)
        """The list, and what stands above it."""
        self.left.setContentsMargins(0, 0, 0, 0)
        self.addWidget(self._column)
        self.setStretchFactor(0, 1)

    @property
    def is_open(self) -> bool:
        return self._pane is not None and not self._pane.isHidden()

    def told(self, route: str) -> Details | None:
        """What is known of it now."""
        return self.details_of(route)

    def show_row(self, route: str) -> None:
        """That route is the one that a person is at; "" for none. What is known of it may be new."""
        self._route = route
        self._refresh()

    def open(self, *, wanted: bool) -> None:
        """Show the details, or take them away again; the window is as much wider meanwhile."""
        if wanted == self.is_open:
            return
        pane, list_width = self._made(), self._column.width()
        pane.setVisible(wanted)
        self._widen(pane.sizeHint().width() + self.handleWidth() if wanted else -self._grown)
        self._turn(pane)
        if wanted and self._grown:
            self.setSizes([list_width, self.width() - self.handleWidth() - list_width])
        self._refresh()
        self.shown.emit(wanted)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 Qt's name
        super().showEvent(event)
        self._refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 Qt's name
        super().resizeEvent(event)
        if self.is_open:
            self._turn(self._made())

    def _widen(self, by: int) -> None:
        """NOTE: a window that fills the screen, or is tiled, stays as it is: then the list makes room."""
        window, self._grown = self.window(), 0
        if window.isMaximized() or window.isFullScreen():
            return
        before = window.width()
        self._settle()
        wanted = QSize(before + by, window.height()).boundedTo(window.screen().availableSize())
        window.resize(wanted.expandedTo(window.minimumSizeHint()))
        self._grown = max(window.width() - before, 0)

    def _settle(self) -> None:
        """Else the window would need as much room as it did with them, or without."""
        self.refresh()
        above = self.parentWidget()
        while above is not None:
            if layout := above.layout():
                layout.activate()
            above = above.parentWidget()

    def _turn(self, pane: DetailsPane) -> None:
        is_wide = self.window().width() >= _SIDE_BY_SIDE
        wanted = Qt.Orientation.Horizontal if is_wide else Qt.Orientation.Vertical
        if wanted is not self.orientation():
            self.setOrientation(wanted)
            share, room = (pane.sizeHint().width(), self.width()) if is_wide else (self.height() // 2, self.height())
            self.setSizes([room - share, share])

    def _refresh(self) -> None:
        if self._pane is not None and self._pane.isVisible() and not self.window().isMinimized():
            self._pane.show_details(self.told(self._route) if self._route else None)

    def _made(self) -> DetailsPane:
        if self._pane is None:
            from pomtray.ui.window.details_pane import DetailsPane  # noqa: PLC0415 few need it

            self._pane = DetailsPane()
            self._pane.hide()
            self._pane.intent.connect(self.intent)
            self._pane.stale.connect(self._refresh)
            self.addWidget(self._pane)
        return self._pane
