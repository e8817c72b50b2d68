"""A QR code (ISO/IEC 18004) of an address: what the camera of another device reads from a screen."""

from __future__ import annotations

from typing import Final, TypeAlias

Modules: TypeAlias = tuple[tuple[bool, ...], ...]
"""Rows from the top, each from the left; a dark module is True."""
LONGEST: Final = 300
"""Bytes: what has more makes a picture that is bigger than a terminal, and that cameras read badly."""
_QUIET: Final = 4
"""Modules without anything around the code, as the standard wants them."""


def qr_code(text: str) -> Modules:
    """With the quiet zone around it. Raises `ValueError` for what is empty, or too long."""
    if not 0 < len(text.encode()) <= LONGEST:
        raise ValueError("it does not fit into a picture")
    import segno  # noqa: PLC0415 most sign-ins show none

    code = segno.make(text, error="m", micro=False, boost_error=False)
    return tuple(tuple(map(bool, row)) for row in code.matrix_iter(border=_QUIET))
