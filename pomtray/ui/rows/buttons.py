"""The buttons on the rows of the window's list: what the row is for now, and all else that can be done with it.

Those of a thousand rows are drawn. The two of the row that a person is at have widgets besides, unseen and in their
places: what the keyboard goes to, and what a screen reader reads.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto
from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QStyle, QStyleOptionViewItem, QWidget

from pomtray.core.intent import Action, RouteIntent
from pomtray.core.plain import unmarked
from pomtray.core.rows.choice import primary
from pomtray.core.view.snapshot import Row
from pomtray.ui.labels import label
from pomtray.ui.rows.button_faces import ButtonFaces, Look
from pomtray.ui.rows.list import MOVES, RouteList
from pomtray.ui.wording import tr
from pomtray.ui.words.actions import ON_BUTTONS, action_name

_MARGIN: Final = 8
_GAP: Final = 4
_MORE: Final = "⋯"
_On = tuple[str, "Part", Action | None]
"""Of which route, which of the two, and what it does."""


class Part(Enum):
    PRIMARY = auto()
    MORE = auto()


class RowButtons(QObject):
    """`intent`: what a button asks for. `more`: the menu of the row that a person is at is wanted, there."""

    intent = Signal(object)
    more = Signal(QPoint)

    def __init__(self, rows: RouteList, pane: QWidget) -> None:
        """pane: holds `rows`, and the widgets above them."""
        super().__init__(rows)
        self._rows = rows
        self._faces = ButtonFaces(rows)
        self._at = ""
        """Name of the route that a person is at."""
        self._hovered: _On | None = None
        self._pressed: _On | None = None
        self._size: tuple[int, int, int] | None = None
        self._stand_ins = {part: StandIn(rows, pane) for part in Part}
        for part, stand_in in self._stand_ins.items():
            stand_in.clicked.connect(self._presser(part))
            stand_in.changed.connect(rows.viewport().update)
        rows.viewport().installEventFilter(self)
        rows.verticalScrollBar().valueChanged.connect(self.place)
        rows.verticalScrollBar().rangeChanged.connect(self.place)

    def place(self) -> None:
        """Have the widgets where their row is, and say what it is for now."""
        row = self._row_at(self._rows.currentIndex())
        self._at = row.route if row else ""
        places = self._places(self._rows.visualRect(self._rows.currentIndex()))
        for part, stand_in in self._stand_ins.items():
            action = primary(row) if row else None
            has_it = row is not None and (action is not None if part is Part.PRIMARY else bool(row.actions))
            stand_in.setVisible(has_it)
            if row is not None and has_it:
                name = action_name(action, row) if part is Part.PRIMARY and action else tr("More actions")
                stand_in.name(unmarked(f"{name}: {row.route}"))
                stand_in.put(places[part])

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, row: Row) -> int:
        """Draw those of `row`; gives where they begin."""
        places, action = self._places(option.rect), primary(row)
        if not row.actions:
            return option.rect.right()
        self._faces.paint(painter, places[Part.MORE], _MORE, self._look(option, (row.route, Part.MORE, None)))
        if action is None:
            return places[Part.MORE].left()
        on = row.route, Part.PRIMARY, action
        self._faces.paint(painter, places[Part.PRIMARY], label(tr(ON_BUTTONS[action])), self._look(option, on))
        return places[Part.PRIMARY].left()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 Qt's name
        """NOTE: what the second click of a double one lands on may be another button than the first one was for."""
        match event.type():
            case QEvent.Type.MouseMove if isinstance(event, QMouseEvent):
                self._hover(self._on(event.position().toPoint()))
            case QEvent.Type.Leave:
                self._hover(None)
            case QEvent.Type.MouseButtonPress if isinstance(event, QMouseEvent):
                self._press(event)
            case QEvent.Type.MouseButtonRelease if isinstance(event, QMouseEvent):
                self._release(event)
            case QEvent.Type.MouseButtonDblClick if isinstance(event, QMouseEvent):
                return self._on(event.position().toPoint()) is not None
            case QEvent.Type.Resize:
                self.place()
            case QEvent.Type.FontChange | QEvent.Type.StyleChange | QEvent.Type.PaletteChange:
                self._size = None
                self._faces.forget()
        return super().eventFilter(watched, event)

    def _press(self, event: QMouseEvent) -> None:
        is_meant = event.button() is Qt.MouseButton.LeftButton and self._rows.is_settled
        self._pressed = self._on(event.position().toPoint()) if is_meant else None
        self._rows.is_button_held = self._pressed is not None
        self._rows.viewport().update()

    def _release(self, event: QMouseEvent) -> None:
        """A click is for what the button did as it was pressed."""
        pressed, self._pressed = self._pressed, None
        self._rows.is_button_held = False
        self._rows.viewport().update()
        if pressed is not None and pressed == self._on(event.position().toPoint()):
            self._ask(*pressed)

    def _ask(self, route: str, part: Part, action: Action | None) -> None:
        if part is Part.MORE:
            self.more.emit(self._below(part))
        elif action is not None:
            self.intent.emit(RouteIntent(action, route))

    def _presser(self, part: Part) -> Callable[[], None]:
        def press() -> None:
            row = self._row_at(self._rows.currentIndex())
            if row is not None:
                self._ask(row.route, part, primary(row) if part is Part.PRIMARY else None)

        return press

    def _below(self, part: Part) -> QPoint:
        rect = self._rows.visualRect(self._rows.currentIndex())
        return self._places(rect)[part].bottomLeft()

    def _hover(self, on: _On | None) -> None:
        if on != self._hovered:
            self._hovered = on
            self._rows.viewport().update()

    def _on(self, at: QPoint) -> _On | None:
        """The button there."""
        index = self._rows.indexAt(at)
        row = self._row_at(index)
        if row is None or not row.actions:
            return None
        places, action = self._places(self._rows.visualRect(index)), primary(row)
        if action is not None and places[Part.PRIMARY].contains(at):
            return row.route, Part.PRIMARY, action
        return (row.route, Part.MORE, None) if places[Part.MORE].contains(at) else None

    @staticmethod
    def _row_at(index: QModelIndex) -> Row | None:
        row = index.data(Qt.ItemDataRole.UserRole)
        return row if isinstance(row, Row) else None

    def _places(self, rect: QRect) -> dict[Part, QRect]:
        """In a row of that place: all rows have theirs one below the other."""
        wide, narrow, height = self._size = self._size or self._sized()
        top = rect.center().y() - height // 2
        more = QRect(rect.right() - _MARGIN - narrow, top, narrow, height)
        return {Part.MORE: more, Part.PRIMARY: QRect(more.left() - _GAP - wide, top, wide, height)}

    def _sized(self) -> tuple[int, int, int]:
        """Width of either, and height, as the style has it."""
        wanted = [self._faces.size(tr(text)) for text in ON_BUTTONS.values()]
        height = max(size.height() for size in wanted)
        return max(size.width() for size in wanted), height, height

    def _look(self, option: QStyleOptionViewItem, on: _On) -> Look:
        stand_in = self._stand_ins[on[1]] if on[0] == self._at else None
        is_down = stand_in is not None and stand_in.isDown()
        return Look(
            is_pressed=self._pressed == on or is_down,
            is_hovered=self._hovered == on,
            is_focused=stand_in is not None and stand_in.hasFocus(),
            is_active=bool(option.state & QStyle.StateFlag.State_Active),
        )


class StandIn(QPushButton):
    """A button that is drawn by somebody else: for the keyboard and for screen readers. The pointer goes through it."""

    changed = Signal()
    """It looks otherwise now."""

    def __init__(self, rows: RouteList, pane: QWidget) -> None:
        super().__init__(pane)
        self._rows, self._pane = rows, pane
        self.setAutoDefault(False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.pressed.connect(self.changed)
        self.released.connect(self.changed)
        self.hide()

    def name(self, text: str) -> None:
        if self.accessibleName() != text:
            self.setAccessibleName(text)

    def put(self, place: QRect) -> None:
        """There in the list's viewport, or at the edge that is nearest to it."""
        seen = self._rows.viewport()
        top = min(max(place.top(), 0), max(seen.height() - place.height(), 0))
        place.moveTo(seen.mapTo(self._pane, QPoint(place.left(), top)))
        self.setGeometry(place)
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 Qt's name
        """Nothing: the list draws it."""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 Qt's name
        if event.key() in MOVES:
            QGuiApplication.sendEvent(self._rows, event)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 Qt's name
        super().focusInEvent(event)
        self.changed.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 Qt's name
        super().focusOutEvent(event)
        self.changed.emit()
