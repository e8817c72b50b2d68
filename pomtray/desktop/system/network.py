"""Whether there is a network, told by events: the kernel's on Linux, NetworkManager's where it runs, Qt's elsewhere.

The kernel says through a netlink socket that something changed (rtnetlink(7)). What it is now is read from the address
that a packet to the Internet would leave from, so an interface without a default route, a container's bridge or a
Wi-Fi scan changes nothing. NetworkManager knows besides when a connection is being made or ended.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from pomtray.desktop.bus import Body, Bus, BusError, Peer, Signal, Watched, connect

if TYPE_CHECKING:
    from PySide6.QtNetwork import QNetworkInformation

_log = logging.getLogger(__name__)
_SETTLES_FOR = 1.0
"""Seconds: a network comes and goes in a burst of events."""
_GROUPS = 0x1 | 0x10 | 0x40 | 0x100 | 0x400
"""RTMGRP_LINK, IPV4_IFADDR, IPV4_ROUTE, IPV6_IFADDR and IPV6_ROUTE of linux/rtnetlink.h."""
_BEYOND = ((socket.AF_INET, "203.0.113.1"), (socket.AF_INET6, "2001:db8::1"))
"""Addresses that only a default route leads to, reserved for documentation (RFC 5737, RFC 3849)."""
_KERNEL = 0
"""The port that the kernel's messages come from; another program's have its own (netlink(7))."""
_MANAGER = "org.freedesktop.NetworkManager"
_PEER = Peer(_MANAGER, "/org/freedesktop/NetworkManager", "org.freedesktop.DBus.Properties")
_STATE = Watched(_MANAGER, _MANAGER, "StateChanged")
_UNKNOWN = 0
_CONNECTED_SITE = 60
"""NMState: from here on there is a default route; 70 is the whole Internet."""

Addresses = tuple[str, ...]


class NetworkWatch:
    """Tells between `start` and `close` whether there is a network.

    on_change: gets False at the start where there is none, then the answer whenever it changes, and True again
    when the network became another one. settles_for: seconds from the first event to the look.
    """

    def __init__(
        self,
        on_change: Callable[[bool], None],
        *,
        addresses: Callable[[], Addresses] | None = None,
        settles_for: float = _SETTLES_FOR,
    ) -> None:
        self._on_change = on_change
        self._addresses = addresses or source_addresses
        self._settles_for = settles_for
        self._told: tuple[bool, Addresses] = (True, ())
        self._manager = ManagerState()
        self._bus: Bus | None = None
        self._socket: socket.socket | None = None
        self._elsewhere: QNetworkInformation | None = None
        self._look: asyncio.TimerHandle | None = None

    async def start(self) -> None:
        """Listen; where nobody tells anything, the network counts as there."""
        if sys.platform in ("win32", "darwin"):
            self._start_elsewhere()
            return
        self._start_kernel()
        await self._start_manager()
        self._told = now = self._now()
        if not now[0] and (self._socket is not None or self._manager.speaks):
            self._on_change(False)  # noqa: FBT003 the port's form

    async def close(self) -> None:
        if self._look is not None:
            self._look.cancel()
        if self._socket is not None:
            asyncio.get_running_loop().remove_reader(self._socket.fileno())
            self._socket.close()
            self._socket = None
        if self._elsewhere is not None:
            self._elsewhere.reachabilityChanged.disconnect(self._on_reachable)
            self._elsewhere = None
        if self._bus is not None:
            await self._bus.close()

    def _start_kernel(self) -> None:
        try:
            self._socket = _route_socket()
        except (OSError, AttributeError) as error:  # a sandbox; not Linux
            _log.info("the kernel's network events are not heard: %s", error)
            return
        asyncio.get_running_loop().add_reader(self._socket.fileno(), self._kernel_told)

    def _kernel_told(self) -> None:
        """Something changed. The messages are not read: they may be incomplete (ENOBUFS), and a look tells more."""
        try:
            while self._socket is not None:
                _, (port, _) = self._socket.recvfrom(65536)
                if port == _KERNEL:
                    self._stir()
        except BlockingIOError:
            pass
        except OSError as error:
            _log.info("the kernel's network events were too many: %s", error)
            self._stir()

    async def _start_manager(self) -> None:
        try:
            self._bus = await connect("SYSTEM", self._received, _STATE)
            if self._bus.owned(_MANAGER):  # a call to a service that does not run would start it
                await self._bus.call(_PEER, "Get", "ss", _MANAGER, "State", replied=self._state_read)
        except BusError as error:
            _log.info("NetworkManager is not heard: %s", error)

    def _state_read(self, body: Body) -> None:
        match body:
            case ((_, int(state)),):
                self._manager.told(state)

    def _received(self, signal: Signal) -> None:
        match (signal.member, signal.body):
            case ("StateChanged", (int(state),)):
                self._manager.told(state)
            case ("NameOwnerChanged", (_, _, "")):
                self._manager.left()
            case _:
                return
        self._stir()

    def _start_elsewhere(self) -> None:
        """Windows' Network List Manager and macOS' SystemConfiguration, by Qt's plugins."""
        from PySide6.QtNetwork import QNetworkInformation  # noqa: PLC0415 Linux does without

        if not QNetworkInformation.loadBackendByFeatures(QNetworkInformation.Feature.Reachability):
            _log.info("nobody tells whether there is a network")
            return
        self._elsewhere = QNetworkInformation.instance()
        self._elsewhere.reachabilityChanged.connect(self._on_reachable)
        self._on_reachable()

    def _on_reachable(self, *_: object) -> None:
        if self._elsewhere is not None:
            online = self._elsewhere.reachability() is not self._elsewhere.Reachability.Disconnected
            self._tell((online, ()))

    def _stir(self) -> None:
        """Look when the burst is over; further events meanwhile cost nothing."""
        if self._look is None:
            self._look = asyncio.get_running_loop().call_later(self._settles_for, self._settled)

    def _settled(self) -> None:
        self._look = None
        self._tell(self._now())

    def _now(self) -> tuple[bool, Addresses]:
        addresses = self._addresses()
        online = self._manager.online(there_is_a_route=bool(addresses))
        return online, addresses if online else ()

    def _tell(self, now: tuple[bool, Addresses]) -> None:
        if now != self._told:
            self._told = now
            self._on_change(now[0])


class ManagerState:
    """What NetworkManager said; it is believed once it has been connected.

    Where ifupdown or systemd-networkd has the network, NetworkManager may run beside it and say that there is none.
    """

    def __init__(self) -> None:
        self._state = _UNKNOWN
        self._manages = False

    def told(self, state: int) -> None:
        """`state` is an NMState."""
        self._state = state
        self._manages = self._manages or state >= _CONNECTED_SITE

    def left(self) -> None:
        self._state, self._manages = _UNKNOWN, False

    @property
    def speaks(self) -> bool:
        """Whether its word counts."""
        return self._manages and self._state != _UNKNOWN

    def online(self, *, there_is_a_route: bool) -> bool:
        """Whether there is a network; the kernel's word counts where NetworkManager has none."""
        return self._state >= _CONNECTED_SITE if self.speaks else there_is_a_route


def source_addresses() -> Addresses:
    """The addresses that packets to the Internet would leave from; none without a default route. Sends nothing."""
    return tuple(found for family, address in _BEYOND if (found := _source_address(family, address)))


def _source_address(family: socket.AddressFamily, beyond: str) -> str:
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((beyond, 9))  # a datagram socket: the kernel chooses the route, nothing leaves
            return str(probe.getsockname()[0])
    except OSError:
        return ""


def _route_socket() -> socket.socket:
    listener = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_CLOEXEC, socket.NETLINK_ROUTE)
    try:
        listener.settimeout(0)
        listener.bind((0, _GROUPS))
    except BaseException:
        listener.close()
        raise
    return listener
