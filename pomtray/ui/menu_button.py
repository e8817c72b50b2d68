"""A button that opens a menu, and says so beside its text."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QMenu, QStyleOptionToolButton, QToolButton

_OPENS: Final = " ▾"


class MenuButton(QToolButton):
    """NOTE: some of Qt's styles draw their own sign for it over the text's end, where it looks like a comma."""

    def __init__(self, menu: QMenu | None = None, *, is_told: bool = True) -> None:
        """is_told: whether its text does not say by itself that there is a menu."""
        super().__init__()
        self._mark = _OPENS if is_told else ""
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        if menu is not None:
            self.setMenu(menu)

    def sizeHint(self) -> QSize:  # noqa: N802 Qt's name
        return super().sizeHint() + QSize(self.fontMetrics().horizontalAdvance(self._mark), 0)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 Qt's name
        return self.sizeHint()

    def initStyleOption(self, option: QStyleOptionToolButton) -> None:  # noqa: N802 Qt's name
        super().initStyleOption(option)
        option.features &= ~QStyleOptionToolButton.ToolButtonFeature.HasMenu
        option.text += self._mark
