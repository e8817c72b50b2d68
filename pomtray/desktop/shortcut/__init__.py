"""A key that works wherever the keyboard is: by the X server, by the desktop's portal, or not at all."""

from __future__ import annotations

from pomtray.desktop.shortcut.shortcut import GlobalShortcut

__all__ = ["GlobalShortcut"]
