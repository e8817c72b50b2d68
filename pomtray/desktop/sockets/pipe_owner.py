"""Whose one of Windows' named pipes is: its name, who may open it, and whom a client trusts."""

from __future__ import annotations

from typing import Final

_ADMINISTRATORS: Final = "S-1-5-32-544"
"""They own what a program makes that runs as administrator ("Well-known SIDs"), and can read what is this user's."""


def pipe_name(name: str, user: str) -> str:
    r"""Of a pipe of that user's on this machine. user: the SID.

    NOTE: at most 256 characters, none of them a backslash ("CreateNamedPipeW function"); a SID has 184 at most.
    """
    return rf"\\.\pipe\{user}-{name}"


def only_for(user: str) -> str:
    """The security descriptor: that user's own, open to nobody else, whatever is handed down.

    In the "Security Descriptor String Format"; FA is all access ("ACE Strings"). Without it everybody could read
    ("Named Pipe Security and Access Rights").
    """
    return f"O:{user}D:P(A;;FA;;;{user})"


def is_trusted(owner: str, user: str) -> bool:
    """Whether what is that owner's may be asked by that user."""
    return owner in {user, _ADMINISTRATORS}
