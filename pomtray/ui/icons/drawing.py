"""Drawing the icons: the shield in every state, and on it the state as a badge of its own shape and colour.

Nothing says what colour a panel or its menu has, and a line there is highlighted as the person passes it. So there
each shape has a light face and a dark outline that differ by more than 9:1: one of both differs from any ground by
3:1 (WCAG 2.1, 1.4.11). In our own windows the ground is known, and the colours are those that suit it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPixmap

from pomtray.core.domain.icon_style import IconStyle
from pomtray.ui.icons.contrast import contrast
from pomtray.ui.icons.drawn import OF_PANELS, OF_WINDOWS
from pomtray.ui.icons.plain_pen import brush, stroker
from pomtray.ui.icons.shapes import BODIES, CUTS, shield, tick

_OF_ROWS: Final = (24, 32, 48, 96)
"""Pixels, and twice that for HiDPI screens: of the window's rows, where many states may come to be seen with one key
stroke."""

ENOUGH: Final = 3.0
"""The contrast of what is needed to understand a picture (WCAG 2.1, 1.4.11)."""


_NOTHING: Final = QColor(0, 0, 0, 0)
_FACES: Final = {"well": "green", "failed": "red", "expired": "red", "question": "blue", "busy": "blue"}


class Colours(NamedTuple):
    """What an icon is drawn in."""

    shield: str
    green: str
    amber: str
    red: str
    blue: str
    cut: str = ""
    """What is cut into a badge; empty: nothing, the ground shows."""
    outline: str = ""
    """Round every shape; empty: a gap of that width between them."""

    def of(self, what: str) -> QColor:
        return QColor({"green": self.green, "red": self.red, "blue": self.blue}.get(_FACES.get(what, ""), self.amber))

    def on(self, ground: QColor) -> float:
        """How much the face that differs least from the ground does so."""
        faces = (self.shield, self.green, self.amber, self.red, self.blue)
        return min(contrast(QColor(face), ground) for face in faces)


def _one(colour: str, cut: str = "", outline: str = "") -> Colours:
    return Colours(colour, colour, colour, colour, colour, cut, outline)


ON_LIGHT: Final = Colours("#57606a", "#1a7f37", "#8a5a00", "#cf222e", "#0b62cc", "#ffffff")
ON_DARK: Final = Colours("#d0d7de", "#56d364", "#f0b429", "#ff8f87", "#79c0ff", "#000000")
ON_ANY: Final = Colours("#f6f8fa", "#56d364", "#f0b429", "#ff8f87", "#79c0ff", "#000000", "#000000")
ONE_ON_LIGHT: Final = _one("#24292f")
ONE_ON_DARK: Final = _one("#f6f8fa")
ONE_ON_ANY: Final = _one("#f6f8fa", "#000000", "#000000")
MASK: Final = _one("#000000")
"""For a system that colours the icon itself by its opacity."""
_OWN: Final = Colours("#2da44e", "", "", "", "", "#ffffff", "#0f3d1e")
"""The program's own icon."""


def colours(ground: QColor | None, style: IconStyle = IconStyle.COLOUR) -> Colours:
    """What stands out from the ground; from any, where it is neither dark nor light.

    None: it is not known, unless the person has said what suits it.
    """
    has_colours = style is IconStyle.COLOUR
    light, dark, other = (ON_LIGHT, ON_DARK, ON_ANY) if has_colours else (ONE_ON_LIGHT, ONE_ON_DARK, ONE_ON_ANY)
    if ground is None:
        return {IconStyle.LIGHT: dark, IconStyle.DARK: light}.get(style, other)
    best = max(light, dark, key=lambda one: one.on(ground))
    return best if best.on(ground) >= ENOUGH else other


def state_icon(badge: str, mark: str | None, look: Colours, *, of_row: bool = False) -> QIcon:
    """The shield with its badge below on the right, and above that what is wrong with the program."""
    return _icon(lambda picture: picture.state(badge, mark), look, _OF_ROWS if of_row else OF_PANELS)


def sign_icon(what: str, look: Colours) -> QIcon:
    """The badge or the mark alone."""
    return _icon(lambda picture: picture.sign(what), look)


def own_icon() -> QIcon:
    """The program's: as `resources/icons/pomtray.svg`."""
    return _icon(_Picture.own, _OWN, OF_WINDOWS)


def _icon(draw: Callable[[_Picture], None], look: Colours, sizes: tuple[int, ...] = OF_PANELS) -> QIcon:
    icon = QIcon()
    for size in sizes:
        pixmap = QPixmap(size, size)
        pixmap.fill(_NOTHING)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw(_Picture(painter, size, look))
        painter.end()
        icon.addPixmap(pixmap)
    return icon


class _Picture:
    def __init__(self, painter: QPainter, size: int, look: Colours) -> None:
        self._painter = painter
        self._size = size
        self._look = look
        self._line = int(size / 16 + 0.25)
        """Pixels of an outline or gap."""

    def state(self, badge: str, mark: str | None) -> None:
        self._put(shield(self._shield_box()), QColor(self._look.shield), QPainterPath())
        if badge in BODIES:
            self._put_in_corner(badge, 2 * round(self._size / 4), low=True)
        if mark is not None:
            self._put_in_corner(mark, round(self._size * 5 / 16), low=False)

    def sign(self, what: str) -> None:
        self._put_shape(what, self._within(self._line))

    def own(self) -> None:
        box = self._shield_box().translated(self._line, 0)
        middle = QRect(box.left(), box.top() + (box.height() - box.width()) * 3 // 8, box.width(), box.width())
        self._put(shield(box), QColor(self._look.shield), tick(middle))

    def _within(self, line: int) -> QRect:
        return QRect(line, line, self._size - 2 * line, self._size - 2 * line)

    def _shield_box(self) -> QRect:
        box = self._within(self._line)
        return box.adjusted(0, 0, -2 * self._line, 0)

    def _put_in_corner(self, what: str, side: int, *, low: bool) -> None:
        far = self._size - self._line - side
        self._put_shape(what, QRect(far, far if low else self._line, side, side))

    def _put_shape(self, what: str, box: QRect) -> None:
        self._put(BODIES[what](box), self._look.of(what), CUTS[what](box) if what in CUTS else QPainterPath())

    def _put(self, body: QPainterPath, face: QColor, cut: QPainterPath) -> None:
        self._fill(_grown(body, self._line), self._look.outline)
        self._painter.fillPath(body, brush(face))
        self._fill(cut, self._look.cut)

    def _fill(self, path: QPainterPath, colour: str) -> None:
        """Where there is no colour, make it transparent."""
        over, clear = (
            QPainter.CompositionMode.CompositionMode_SourceOver,
            QPainter.CompositionMode.CompositionMode_Clear,
        )
        self._painter.setCompositionMode(over if colour else clear)
        self._painter.fillPath(path, brush(QColor(colour or "black")))
        self._painter.setCompositionMode(over)


def _grown(path: QPainterPath, by: int) -> QPainterPath:
    return stroker(2 * by).createStroke(path).united(path)
