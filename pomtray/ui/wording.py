"""The language of the widgets: chosen once, at the start of a program that shows any."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pomtray.core import text as texts

if TYPE_CHECKING:
    from pomtray.core.catalogue import Catalogue

_told_in: list[Catalogue] = []
"""At most one; none for English."""


def use(catalogue: Catalogue | None) -> None:
    """Tell everything in its language from now on; None: in English."""
    _told_in[:] = [catalogue] if catalogue else []


def catalogue() -> Catalogue | None:
    """What is used; None: English."""
    return _told_in[0] if _told_in else None


def tr(pattern: str, alike: str = "", /, **values: object) -> str:
    """A text as it is shown: `pattern` as in `phrase`, or a text that is made already."""
    if not (_told_in and pattern):
        return pattern.format_map(values) if values else pattern
    text = pattern if isinstance(pattern, texts.Text) else texts.phrase(pattern, alike, **values)
    return _told_in[0].word(text)
