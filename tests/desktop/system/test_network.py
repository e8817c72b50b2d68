"""The network: a service that speaks as NetworkManager does, a real kernel, and a network namespace to change."""

from __future__ import annotations

import asyncio
import shutil
import socket
import struct
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from pomtray.desktop.bus import Bus, Peer
from pomtray.desktop.system import network
from pomtray.desktop.system.network import Addresses, ManagerState, NetworkWatch
from tests.desktop.buses import Serve, Service, forge, serve, system_bus

__all__ = ["serve", "system_bus"]

NAME = "org.freedesktop.NetworkManager"
CHANGED = ("/org/freedesktop/NetworkManager", NAME, "StateChanged", "u")
HOME, OFFICE, NOWHERE = ("192.0.2.7",), ("198.51.100.7", "2001:db8::7"), ()
ASLEEP, DISCONNECTED, CONNECTING, LOCAL, SITE, GLOBAL = 10, 20, 40, 50, 60, 70


class Machine:
    """Where the packets of a machine leave from, and what it told."""

    def __init__(self) -> None:
        self.addresses: Addresses = HOME
        self.told: asyncio.Queue[bool] = asyncio.Queue()
        self.looks = 0

    def look(self) -> Addresses:
        self.looks += 1
        return self.addresses

    async def next(self) -> bool:
        async with asyncio.timeout(10):
            return await self.told.get()


@pytest.fixture
def machine() -> Machine:
    return Machine()


Watch = Callable[[], Awaitable[NetworkWatch]]


@pytest.fixture
async def watch(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Watch]:
    monkeypatch.setattr(network, "_GROUPS", 0)  # what happens to this machine meanwhile is not the test's business
    started: list[NetworkWatch] = []

    async def start() -> NetworkWatch:
        found = NetworkWatch(machine.told.put_nowait, addresses=machine.look, settles_for=0.01)
        started.append(found)
        await found.start()
        return found

    yield start
    for found in started:
        await found.close()


@pytest.fixture
def no_system_bus(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nowhere/bus")


async def manager(address: str, serve: Serve, state: int) -> Service:
    service: Service = await serve(address, NAME, {"Get": lambda _: ("v", (("u", state),))})
    return service


async def test_a_network_that_is_there_at_the_start_is_not_told(
    no_system_bus: None, watch: Watch, machine: Machine
) -> None:
    await watch()
    assert machine.told.empty()


async def test_none_at_the_start_is_told(no_system_bus: None, watch: Watch, machine: Machine) -> None:
    machine.addresses = NOWHERE
    await watch()
    assert machine.told.get_nowait() is False


async def test_where_nobody_tells_it_counts_as_there(
    no_system_bus: None, watch: Watch, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.addresses = NOWHERE
    monkeypatch.delattr(socket, "AF_NETLINK")
    await watch()
    assert machine.told.empty()


async def test_a_burst_of_events_is_one_look(no_system_bus: None, watch: Watch, machine: Machine) -> None:
    found = await watch()
    machine.addresses = NOWHERE
    for _ in range(5):
        found._stir()
    assert await machine.next() is False
    assert machine.looks == 2


async def test_only_the_kernel_is_believed(no_system_bus: None, watch: Watch, machine: Machine) -> None:
    """Who may change the network may also send to our port; nobody else may."""
    found = await watch()
    assert found._socket is not None
    machine.addresses = NOWHERE
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE) as neighbour:
        try:
            neighbour.sendto(struct.pack("=IHHII", 16, 2, 0, 0, 0), found._socket.getsockname())
        except PermissionError:
            pytest.skip("the kernel lets nobody but root send here")
    await asyncio.sleep(0.05)  # longer than it would have taken
    assert machine.told.empty()
    # What the kernel itself sends, asked by us: the answer is an error, and a message all the same.
    found._socket.sendto(struct.pack("=IHHII", 16, 0xFFFF, 1, 1, 0), (0, 0))
    assert await machine.next() is False


async def test_another_network_is_told_and_the_same_one_is_not(
    no_system_bus: None, watch: Watch, machine: Machine
) -> None:
    found = await watch()
    found._settled()
    assert machine.told.empty()
    machine.addresses = OFFICE
    found._settled()
    found._settled()
    assert [machine.told.get_nowait(), machine.told.empty()] == [True, True]


async def test_closed_it_is_silent_and_holds_no_socket(no_system_bus: None, watch: Watch, machine: Machine) -> None:
    found = await watch()
    listener = found._socket
    assert listener is not None
    machine.addresses = NOWHERE
    found._stir()
    await found.close()
    assert listener.fileno() == -1
    await asyncio.sleep(0.03)  # longer than it would have taken
    assert machine.told.empty()


async def test_network_manager_is_heard(system_bus: str, serve: Serve, watch: Watch, machine: Machine) -> None:
    service = await manager(system_bus, serve, GLOBAL)
    await watch()
    for state, online in ((DISCONNECTED, False), (GLOBAL, True), (LOCAL, False), (SITE, True), (ASLEEP, False)):
        await service.emit(*CHANGED, state)
        assert await machine.next() is online


async def test_one_that_starts_later_is_heard_and_one_that_ends_is_forgotten(
    system_bus: str, serve: Serve, watch: Watch, machine: Machine
) -> None:
    machine.addresses = NOWHERE
    await watch()
    assert await machine.next() is False
    service = await manager(system_bus, serve, DISCONNECTED)
    await service.emit(*CHANGED, GLOBAL)
    assert await machine.next() is True
    await service.close()
    assert await machine.next() is False


async def test_one_that_does_not_run_is_not_called(
    system_bus: str, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A call could start it."""
    called: list[str] = []
    call = Bus.call

    async def recorded(bus: Bus, peer: Peer, *arguments: Any, **options: Any) -> Any:
        called.append(peer.name)
        return await call(bus, peer, *arguments, **options)

    monkeypatch.setattr(Bus, "call", recorded)
    await watch()
    assert set(called) == {"org.freedesktop.DBus"}


async def test_other_programs_signals_are_not_heard(
    system_bus: str, serve: Serve, watch: Watch, machine: Machine
) -> None:
    service = await manager(system_bus, serve, GLOBAL)
    await watch()
    looks = machine.looks
    await forge(system_bus, *CHANGED, DISCONNECTED)
    await service.emit("/org/freedesktop/NetworkManager", NAME, "DeviceAdded", "o", "/")
    await service.emit(*CHANGED, DISCONNECTED)
    assert await machine.next() is False
    assert machine.looks == looks + 1


@pytest.mark.parametrize(
    ("states", "route", "online"),
    [
        ((), True, True),
        ((), False, False),
        ((GLOBAL,), False, True),
        ((SITE,), False, True),
        ((GLOBAL, LOCAL), True, False),
        ((GLOBAL, CONNECTING), True, False),
        ((GLOBAL, 0), True, True),
        ((DISCONNECTED,), True, True),  # it has never been connected: somebody else manages the network
        ((DISCONNECTED,), False, False),
    ],
)
def test_who_is_believed(*, states: tuple[int, ...], route: bool, online: bool) -> None:
    state = ManagerState()
    for told in states:
        state.told(told)
    assert state.online(there_is_a_route=route) is online


_IN_A_NAMESPACE = """
import asyncio, subprocess, sys
import qasync
from PySide6.QtCore import QCoreApplication
from pomtray.desktop.system.network import NetworkWatch

async def main():
    told = asyncio.Queue()
    watch = NetworkWatch(told.put_nowait, settles_for=0.05)
    await watch.start()
    print(await told.get())
    for commands in sys.argv[1:]:
        for command in commands.split(";"):
            subprocess.run(command.split(), check=True)
        async with asyncio.timeout(10):
            print(await told.get())
    await watch.close()
    print(told.qsize())

with qasync.QEventLoop(QCoreApplication([])) as loop:
    loop.run_until_complete(main())
"""


def test_a_real_kernel_tells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, no_system_bus: None) -> None:
    """In a network of its own, on the program's own event loop."""
    program = shutil.which("unshare")
    namespace = [str(program), "--map-root-user", "--net"]
    if program is None or shutil.which("ip") is None or subprocess.run([*namespace, "true"], check=False).returncode:
        pytest.skip("needs unshare, ip and the right to make a network namespace")
    steps = (
        "ip address add 192.168.7.2/24 dev lo;ip link set lo up;ip route add default dev lo src 192.168.7.2",
        "ip address add 192.168.8.2/24 dev lo;ip route replace default dev lo src 192.168.8.2",
        "ip route delete default",
    )
    argv = [*namespace, sys.executable, "-W", "error", "-c", _IN_A_NAMESPACE, *steps]
    root = Path(network.__file__).parents[3]
    done = subprocess.run(argv, cwd=root, capture_output=True, text=True, timeout=60, check=False)
    assert (done.stdout.split(), done.stderr) == (["False", "True", "True", "False", "0"], "")


def test_a_look_sends_nothing_and_finds_an_address_or_none() -> None:
    for address in network.source_addresses():
        assert socket.getaddrinfo(address, None, flags=socket.AI_NUMERICHOST)
