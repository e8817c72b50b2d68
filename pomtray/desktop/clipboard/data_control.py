"""The clipboard by data-control: for programs that need no focus, where a compositor lets them.

wlroots' compositors, KWin and others: ext-data-control-v1, or wlr-data-control-unstable-v1 with the same opcodes.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from pomtray.desktop.clipboard.fingerprint import Ours
from pomtray.desktop.clipboard.formats import formats
from pomtray.desktop.clipboard.selection import Dialect, Selection
from pomtray.desktop.clipboard.way import arrived, cleared
from pomtray.desktop.wayland import DATA_CONTROL, Wayland, WaylandError

_DIALECT: Final = Dialect(
    set_selection=0, selected=1, primary=3, send=0, cancelled=1, receive=0, destroy_offer=1
)  # fmt: skip


class DataControl:
    """The connection is its own. Raises `WaylandError` where the compositor has no data-control."""

    def __init__(self, wayland: Wayland) -> None:
        name = next((name for name in DATA_CONTROL if wayland.offers(name)), DATA_CONTROL[0])
        self._selection = Selection(wayland, wayland.bind(name), wayland.bind("wl_seat"), _DIALECT)

    @staticmethod
    def is_offered(wayland: Wayland) -> bool:
        return any(wayland.offers(name) for name in DATA_CONTROL)

    async def put(self, secret: str, _hold_for: timedelta) -> bool:
        try:
            self._selection.set(formats(secret))
            return await arrived(secret, self._selection.text)
        except WaylandError:
            return False

    async def clear(self, ours: Ours) -> bool:
        """NOTE: Klipper puts back what was there before ours."""
        try:
            return await cleared(ours, self._selection.text, self._drop)
        except WaylandError:
            return False

    async def close(self) -> None:
        await self._selection.close()

    async def _drop(self) -> None:
        self._selection.unset()
