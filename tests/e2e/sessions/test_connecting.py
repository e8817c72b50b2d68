"""A TCP route connected from the tray: what goes through it outlives a renewal, and after a sign-out it waits."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator
from datetime import timedelta

import pytest

from pomtray.demo import tunnels
from tests.e2e.browser import Links
from tests.e2e.bus_monitor import BusMonitor
from tests.e2e.clock import WallClock
from tests.e2e.conftest import Pomtray
from tests.e2e.demo_pomerium import DemoPomerium
from tests.e2e.desktop_session import DesktopSession
from tests.e2e.person import Person
from tests.e2e.process import PATIENCE, eventually
from tests.e2e.signing_in import sign_in
from tests.e2e.tray_host import TrayItem

pytestmark = [pytest.mark.timeout(180), pytest.mark.usefixtures("command_lines")]
_COPY = "Copy the local address ("


def place(item: TrayItem) -> tuple[str, int]:
    """Where it listens, by the menu's line."""
    line = eventually(lambda: (row := item.open().find("db")) and row.find(_COPY), "it listens")
    host, _, port = line.label.partition("(")[2].rstrip(")").rpartition(":")
    return host, int(port)


@contextlib.contextmanager
def connected(at: tuple[str, int]) -> Iterator[socket.socket]:
    with socket.create_connection(at, PATIENCE) as connection:
        assert heard(connection).startswith(b"Welcome")
        yield connection


def heard(connection: socket.socket) -> bytes:
    """A line; "" where the other side has ended it."""
    line = b""
    while not line.endswith(b"\n") and (byte := connection.recv(1)):
        line += byte
    return line


def says_back(connection: socket.socket, text: bytes) -> bool:
    connection.sendall(text + b"\n")
    return heard(connection) == text + b"\n"


def opens(at: tuple[str, int]) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(at, PATIENCE) as connection:
        return heard(connection).startswith(b"Welcome")
    return False


def sessions(demo: DemoPomerium) -> list[str]:
    return demo.do(lambda world: [session.jti for session in world.sessions])


def test_a_connection_outlives_a_renewal_and_its_port_the_session(
    desktop: DesktopSession, demo: DemoPomerium, pomtray: Pomtray, links: Links, person: Person, monitor: BusMonitor,
    clock: WallClock,
) -> None:  # fmt: skip
    pomtray.write_settings({"db": demo.do(lambda world: tunnels.address(world.route("tcp")))})
    with pomtray.in_tray() as (_, item):
        sign_in(item, "db", links, person)
        eventually(lambda: (row := item.open().find("db")) and row.find("Connect"), "signed in")
        (first,) = sessions(demo)
        item.click("db", "Connect")
        at = place(item)
        with connected(at) as connection:
            assert says_back(connection, b"before")
            clock.forward(timedelta(hours=13, minutes=50))
            monitor.wait_for_notice("db is ending soon")
            desktop.press_on_notice("Renew")
            monitor.wait_for_notice("End the session of db to renew it?")
            desktop.press_on_notice("Yes, renew")
            assert person.visit(links.next()) == 200
            eventually(lambda: sessions(demo) not in ([], [first]), "there is a new session, and no other")
            eventually(lambda: opens(at), "new ones go with the new session")
            assert says_back(connection, b"after")

            item.click("db", "Sign out")
            assert heard(connection) == b"", "it is cut off"
        assert not opens(at)
        sign_in(item, "db", links, person)
        eventually(lambda: opens(at), "it goes on at the same port")
        assert place(item) == at
        item.click("db", "Disconnect")
        eventually(lambda: not opens(at), "it is ended")
