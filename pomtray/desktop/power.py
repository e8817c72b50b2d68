"""Sleep, resume and the network coming back, as the system bus tells them; where nobody tells, nothing happens.

logind says when the machine sleeps and wakes (`org.freedesktop.login1.Manager.PrepareForSleep`), NetworkManager
when there is a network (`StateChanged`). Windows and macOS are not asked: there, and without logind, the alarm sees
the gap in the wall clock.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable

from pomtray.desktop.bus import Bus, BusError, Signal, connect

_log = logging.getLogger(__name__)
_LOGIND = ("org.freedesktop.login1.Manager", "PrepareForSleep")
_NETWORK = ("org.freedesktop.NetworkManager", "StateChanged")
_RULES = (
    f"type='signal',sender='org.freedesktop.login1',interface='{_LOGIND[0]}',member='{_LOGIND[1]}'",
    f"type='signal',sender='org.freedesktop.NetworkManager',interface='{_NETWORK[0]}',member='{_NETWORK[1]}'",
)
_CONNECTED_SITE = 60
"""NMState: from here on more than the link is up; 70 is the whole Internet."""


def _nothing() -> None:
    pass


class Watch:
    """What `watch` started; a call too many to any of its handlers is harmless."""

    def __init__(self, bus: Bus | None) -> None:
        self._bus = bus

    async def close(self) -> None:
        if self._bus is not None:
            await self._bus.close()


async def watch(
    on_resume: Callable[[], None],
    on_sleep: Callable[[], None] = _nothing,
    on_network: Callable[[], None] = _nothing,
) -> Watch:
    """Tell the machine's sleep, resume and network until closed; a machine without a system bus is no error."""

    def received(signal: Signal) -> None:
        match ((signal.interface, signal.member), signal.body):
            case (kind, (bool(begins),)) if kind == _LOGIND:
                (on_sleep if begins else on_resume)()
            case (kind, (int(state),)) if kind == _NETWORK and state >= _CONNECTED_SITE:
                on_network()

    if sys.platform in ("win32", "darwin"):
        return Watch(None)
    try:
        return Watch(await connect("SYSTEM", received, *_RULES))
    except BusError as error:
        _log.info("sleep and network are not watched: %s", error)
        return Watch(None)
