"""The tests' own sshd."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from tests.cli.forwarding.ssh_server import SSHD, sshd


@pytest.mark.skipif(SSHD is None, reason="needs sshd (Debian's openssh-server)")
@pytest.mark.timeout(20)
def test_a_connection_that_is_open_does_not_hold_its_end(tmp_path: Path) -> None:
    with sshd(tmp_path) as port:
        connection = socket.create_connection(("127.0.0.1", port), timeout=10)
        assert connection.recv(4) == b"SSH-"  # served by a process of its own
    connection.close()
