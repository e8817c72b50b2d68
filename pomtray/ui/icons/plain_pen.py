"""What the icons are drawn with, made without naming Qt's namespace.

WORKAROUND for PySide6 6.11: whoever names `Qt`, or calls what might take one of its values, has PySide6 make all of its
130 enumerations: 1.2 MiB and 30 ms. The tray without a window needs none of them, so what they would say is read, as
Qt writes it (Qt 6, "Serializing Qt Data Types").
"""

from __future__ import annotations

import struct
from functools import cache
from typing import Final, TypeVar

from PySide6.QtCore import QByteArray, QDataStream
from PySide6.QtGui import QBrush, QColor, QPainterPath, QPainterPathStroker, QPen

_T = TypeVar("_T", QBrush, QPen, QPainterPath)

_QT_4_0: Final = 7
"""The shortest of the formats that Qt reads."""
_SOLID, _RGB, _WINDING, _MOVE_TO = 1, 1, 1, 0
_FLAT_AND_MITRED: Final = 0


def brush(colour: QColor) -> QBrush:
    """One that fills with it."""
    return _read(_brush(colour.alpha(), colour.red(), colour.green(), colour.blue()), QBrush())


def stroker(width: float) -> QPainterPathStroker:
    """One with flat caps and mitred joins."""
    made = QPainterPathStroker(_pen())
    made.setWidth(width)
    return made


def winding_path() -> QPainterPath:
    """An empty one, of which what overlaps is filled too."""
    return _read(struct.pack(">iiddii", 1, _MOVE_TO, 0.0, 0.0, 0, _WINDING), QPainterPath())


@cache
def _pen() -> QPen:
    width, mitre_limit, dashes = 1.0, 2.0, 0
    style = struct.pack(">Bd", _SOLID | _FLAT_AND_MITRED, width)
    return _read(style + _brush(255, 0, 0, 0) + struct.pack(">di", mitre_limit, dashes), QPen())


def _brush(*alpha_and_colour: int) -> bytes:
    return struct.pack(">BB5H", _SOLID, _RGB, *(part * 0x101 for part in alpha_and_colour), 0)


def _read(data: bytes, into: _T) -> _T:
    stream = QDataStream(QByteArray(data))
    stream.setVersion(_QT_4_0)
    stream >> into
    return into
