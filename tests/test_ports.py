"""A port for a program that a test starts."""

from __future__ import annotations

import socket
import sys

import pytest

from tests.ports import held_port


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a port that is bound may not be bound again")
def test_whoever_names_the_port_listens_there_time_and_again() -> None:
    with held_port() as port:
        for _ in range(2):
            with socket.create_server(("127.0.0.1", port)), socket.create_connection(("127.0.0.1", port)):
                pass


def test_nobody_else_is_given_it() -> None:
    with held_port() as port, held_port() as other:
        assert other != port
        with socket.socket() as anyone, pytest.raises(OSError, match="in use"):
            anyone.bind(("127.0.0.1", port))
