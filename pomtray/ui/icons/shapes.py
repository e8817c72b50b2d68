"""The shapes that the icons are made of, as paths. Straight edges lie between pixels, so they are sharp at every size.

Each takes the square that it fills, in whole pixels. A state and a mark have a body and what is cut into it.
NOTE: the first icon is drawn before the core is loaded, so states go by their names here.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Final

from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QPainterPath

from pomtray.ui.icons.plain_pen import stroker, winding_path

Shape = Callable[[QRect], QPainterPath]


def shield(box: QRect) -> QPainterPath:
    """The one silhouette: upright sides and a flat top, which are what a small icon can show sharply."""
    left, right, side = box.left(), box.left() + box.width(), box.top() + box.height() * 0.4
    tip = QPointF(box.left() + box.width() / 2, box.top() + box.height())
    low = box.top() + box.height() * 0.78
    path = QPainterPath(QPointF(left, box.top()))
    path.lineTo(right, box.top())
    path.lineTo(right, side)
    path.quadTo(QPointF(right, low), tip)
    path.quadTo(QPointF(left, low), QPointF(left, side))
    path.closeSubpath()
    return path


def tick(box: QRect) -> QPainterPath:
    return _stroked(box, 1.5, (1.5, 4), (3.375, 5.875), (6.5, 2.75))


def _disc(box: QRect) -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QRectF(box))
    return path


def _square(box: QRect) -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(QRectF(box), box.width() / 8, box.width() / 8)
    return path


def _octagon(box: QRect) -> QPainterPath:
    cut = 2.25
    corners = ((cut, 0), (8 - cut, 0), (8, cut), (8, 8 - cut), (8 - cut, 8), (cut, 8), (0, 8 - cut), (0, cut))
    return _polygon(box, *corners)


def _triangle(box: QRect) -> QPainterPath:
    return _polygon(box, (3.5, 0), (4.5, 0), (8, 8), (0, 8))


def _hourglass(box: QRect) -> QPainterPath:
    return _polygon(box, (0, 0), (8, 0), (8, 1), (5, 4), (8, 7), (8, 8), (0, 8), (0, 7), (3, 4), (0, 1))


def _open_ring(box: QRect) -> QPainterPath:
    """What goes round while one waits."""
    thick = _across(box, 2)
    inset = thick / 2
    path = QPainterPath()
    round_it = QRectF(box).adjusted(inset, inset, -inset, -inset)
    path.arcMoveTo(round_it, 90)
    path.arcTo(round_it, 90, -270)
    return stroker(thick).createStroke(path)


def _padlock(box: QRect) -> QPainterPath:
    thick, inset = max(1, round(box.width() / 6)), max(1, box.width() // 8)
    low = QRect(box)
    low.setTop(box.top() + round(box.height() * 0.4))
    bow = QRectF(box.adjusted(inset, 0, -inset, 0))
    path = QPainterPath()
    path.addRoundedRect(bow, bow.width() / 4, bow.width() / 4)
    hole = QPainterPath()
    hole.addRect(bow.adjusted(thick, thick, -thick, 0))
    body = QPainterPath()
    body.addRect(QRectF(low))
    return path.subtracted(hole).united(body)


def _page(box: QRect) -> QPainterPath:
    return _polygon(box, (0.5, 0), (5, 0), (7.5, 2.5), (7.5, 8), (0.5, 8))


def _cross(box: QRect) -> QPainterPath:
    one = _stroked(box, 1.4, (2, 2), (6, 6))
    return one.united(_stroked(box, 1.4, (6, 2), (2, 6)))


def _bar(box: QRect) -> QPainterPath:
    return _rects(box, (1.5, 3, 5, 2))


def _exclamation(box: QRect) -> QPainterPath:
    return _rects(box, (3, 2, 2, 3), (3, 6, 2, 1))


def _question(box: QRect) -> QPainterPath:
    unit = box.width() / 8
    round_it = QRectF(box.left() + 2.5 * unit, box.top() + 1.5 * unit, 3 * unit, 2.5 * unit)
    path = QPainterPath()
    path.arcMoveTo(round_it, 180)
    path.arcTo(round_it, 180, -225)
    path.lineTo(box.left() + 4 * unit, box.top() + 5.25 * unit)
    return stroker(1.25 * unit).createStroke(path).united(_rects(box, (3, 6, 2, 1)))


def _lines(box: QRect) -> QPainterPath:
    return _rects(box, (2, 3.2, 4, 1), (2, 5.2, 4, 1))


BODIES: Final[dict[str, Shape]] = {
    "question": _square,
    "failed": _triangle,
    "expired": _octagon,
    "expiring": _hourglass,
    "busy": _open_ring,
    "closed": _disc,
    "well": _disc,
    "refused": _page,
    "locked": _padlock,
}
"""By the values of `core.badge`: what stands on the shield. That of "idle" stands alone."""

CUTS: Final[dict[str, Shape]] = {
    "question": _question,
    "failed": _exclamation,
    "expired": _cross,
    "closed": _bar,
    "well": tick,
    "refused": _lines,
}


def _polygon(box: QRect, *corners: tuple[float, float]) -> QPainterPath:
    """corners: in eighths of the square."""
    path = QPainterPath(_at(box, *corners[0]))
    for corner in corners[1:]:
        path.lineTo(_at(box, *corner))
    path.closeSubpath()
    return path


def _rects(box: QRect, *rects: tuple[float, float, float, float]) -> QPainterPath:
    path = winding_path()
    for x, y, width, height in rects:
        path.addRect(QRectF(_at(box, x, y), _at(box, x + width, y + height)))
    return path


def _stroked(box: QRect, thick: float, *points: tuple[float, float]) -> QPainterPath:
    unit = box.width() / 8
    places = [QPointF(box.left() + x * unit, box.top() + y * unit) for x, y in points]
    path = QPainterPath(places[0])
    for _, place in pairwise(places):
        path.lineTo(place)
    return stroker(thick * unit).createStroke(path)


def _across(box: QRect, eighths: float) -> int:
    return max(1, int(box.width() * eighths / 8 + 0.5))


def _at(box: QRect, x: float, y: float) -> QPointF:
    """The nearest corner of pixels; what is mirrored stays so."""
    return QPointF(box.left() + _mirrored(box.width(), x), box.top() + _mirrored(box.height(), y))


def _mirrored(whole: int, eighths: float) -> int:
    near = min(eighths, 8 - eighths)
    pixels = int(whole * near / 8 + 0.5)
    return pixels if near == eighths else whole - pixels
