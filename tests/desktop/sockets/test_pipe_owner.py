"""Whose a named pipe is."""

from __future__ import annotations

import pytest

from pomtray.desktop.sockets.pipe_owner import is_trusted, only_for, pipe_name

ALICE = "S-1-5-21-1004336348-1177238915-682003330-1001"


def test_each_user_has_pipes_of_their_own() -> None:
    assert pipe_name("pomtray-0123456789abcdef.ask", ALICE) == rf"\\.\pipe\{ALICE}-pomtray-0123456789abcdef.ask"
    assert len(pipe_name("pomtray-0123456789abcdef.sock", "S" * 184)) <= 256


def test_a_pipe_is_open_to_its_user_alone() -> None:
    """One entry, which lets this user in, and nothing handed down."""
    assert only_for(ALICE) == f"O:{ALICE}D:P(A;;FA;;;{ALICE})"


@pytest.mark.parametrize(
    ("owner", "trusted"),
    [(ALICE, True), ("S-1-5-32-544", True), ("S-1-5-21-1-2-3-1001", False), ("S-1-5-32-545", False), ("", False)],
)
def test_users_and_administrators_are_trusted(owner: str, *, trusted: bool) -> None:
    assert is_trusted(owner, ALICE) is trusted
