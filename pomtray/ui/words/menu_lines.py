"""How long a line of a menu gets."""

from __future__ import annotations

from typing import Final

MENU_WIDTH: Final = 80
"""Characters."""


def cut(text: str) -> str:
    return text if len(text) <= MENU_WIDTH else f"{text[: MENU_WIDTH - 1].rstrip()}…"
