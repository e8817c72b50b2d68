"""Whether there is a tray on D-Bus, and who draws its menu, as the StatusNotifierWatcher's names of its items tell.

Not by QtDBus: PySide6's part for that takes 0.4 MiB.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Callable, Sequence
from typing import Final

from pomtray.core.view.menu_shape import TrayHost, host_of
from pomtray.desktop.bus import Body, Bus, BusError, Peer, Signal, Watched, connect

_log = logging.getLogger(__name__)
_NAME: Final = "org.kde.StatusNotifierWatcher"
_WATCHER: Final = Peer(_NAME, "/StatusNotifierWatcher", "org.freedesktop.DBus.Properties")


class TrayHostWatch:
    """Tells between `start` and `close` who draws the menu, whenever that changes; hosts come and go.

    A host that comes gets all items anew, and tells of each. on_watcher: hears at the start whether there is a watcher,
    then of each watcher or host that comes.
    """

    def __init__(self, on_change: Callable[[TrayHost], None], on_watcher: Callable[[bool], None]) -> None:
        self._on_change = on_change
        self._on_watcher = on_watcher
        self._host = TrayHost.PANEL
        self._bus: Bus | None = None

    async def start(self) -> None:
        """Listen; a desktop without a bus or a tray is no error."""
        if sys.platform in ("win32", "darwin"):
            return
        try:
            self._bus = await connect(
                "SESSION",
                self._on_signal,
                Watched(_NAME, _NAME, "StatusNotifierItemRegistered"),
                Watched(_NAME, _NAME, "StatusNotifierHostRegistered"),
            )
            self._on_watcher(self._bus.owned(_NAME))
            if self._bus.owned(_NAME):
                await self._bus.call(_WATCHER, "Get", "ss", _NAME, "RegisteredStatusNotifierItems", replied=self._read)
        except BusError as error:
            _log.info("nobody tells who draws the menu: %s", error)
            if self._bus is None:
                self._on_watcher(False)  # noqa: FBT003 a callable's

    async def close(self) -> None:
        if self._bus is not None:
            await self._bus.close()

    def _read(self, body: Body) -> None:
        match body:
            case ((_, [*items]),):
                self._on_items([item for item in items if isinstance(item, str)])

    def _on_signal(self, signal: Signal) -> None:
        match (signal.member, signal.body):
            case ("StatusNotifierItemRegistered", (str(item),)):
                self._on_items([item])
            case ("StatusNotifierHostRegistered" | "NameOwnerChanged", _) if self._is_there():
                asyncio.get_running_loop().call_soon(self._on_watcher, True)  # noqa: FBT003 as above

    def _is_there(self) -> bool:
        return self._bus is not None and self._bus.owned(_NAME)

    def _on_items(self, items: Sequence[str]) -> None:
        host = host_of(items)
        if host is not None and host is not self._host:
            self._host = host
            # From the loop: what goes wrong there must not end the connection.
            asyncio.get_running_loop().call_soon(self._on_change, host)
