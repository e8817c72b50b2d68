"""Secrets on the clipboard: marked for clipboard managers, read back, cleared only while they are still ours."""

from pomtray.desktop.clipboard.clipboard import Clipboard

__all__ = ["Clipboard"]
