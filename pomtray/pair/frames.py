"""Frames on the pair: four bytes of length, then one JSON object, bounded in size and depth."""

from __future__ import annotations

import json
from asyncio import IncompleteReadError, StreamReader
from typing import Any, Final

from pomtray.core.protocol.strict_json import read_object

_LENGTH: Final = 4
LARGEST: Final = 96 * 1024 * 1024
"""Bytes: a vault of 64 MiB in base64."""
_MOST: Final = 2_000_000
"""Values: some 5,000 routes and 8,000 sessions."""


class InvalidFrame(Exception):
    """What came is no frame. Quotes nothing."""


def framed(content: dict[str, Any]) -> bytes:
    """Raises `ValueError` for what is too large to be sent."""
    text = json.dumps(content, separators=(",", ":")).encode()
    if len(text) > LARGEST:
        raise ValueError("too large for the socket pair")
    return len(text).to_bytes(_LENGTH, "big") + text


async def next_frame(reader: StreamReader) -> dict[str, Any] | None:
    """None at the end. Raises `InvalidFrame`."""
    try:
        length = int.from_bytes(await reader.readexactly(_LENGTH), "big")
        if length > LARGEST:
            raise InvalidFrame
        return read_object(await reader.readexactly(length), largest=LARGEST, most=_MOST)
    except IncompleteReadError:
        return None  # also in the middle of a frame: the other process was killed
    except OSError:
        return None
    except ValueError:
        raise InvalidFrame from None
