"""Another machine's pomtray, asked at the socket that `pomtray forward` there has brought here by SSH."""

from __future__ import annotations

import os
import stat
from typing import Any, Final

from pomtray.cli import quick
from pomtray.cli.asking import UNREACHABLE, No, answered, note
from pomtray.core.text import joined, phrase

_ASKED: Final = frozenset(
    {
        *("status", "routes", "header", "token", "curl", "exec", "env", "get", "kube-credential", "git-credential"),
        *("tcp", "proxy", "mcp"),
    }
)
_HERE: Final = frozenset({None, "window", "demo", "desktop", "completion"})
"""They are about no session: the variable says nothing to them."""


def refused(command: str | None) -> bool:
    """Whether it is not asked there, which is told then: nothing of this machine is used in its place."""
    if command in _ASKED | _HERE:
        return False
    note(
        phrase(
            "{variable} is set, and does not lead to `pomtray {command}`. "
            "Do that on the machine that it leads to, or unset {variable} to do it on this one.",
            variable=quick.ELSEWHERE,
            command=command,
        )
    )
    return True


def ask(said: dict[str, object], place: str) -> dict[str, Any]:
    """The last line of the answer. Raises `No`. place: path of the socket."""
    way = phrase(
        "Start `pomtray forward` on the other machine again, or unset {variable} to ask this one.",
        variable=quick.ELSEWHERE,
    )
    if problem := _distrust(place):
        raise No(UNREACHABLE, phrase("The other machine is not asked"), joined(" ", (problem, way)))
    connection = quick.connect(place)
    frame = answered(said, connection) if connection is not None else None
    if frame is None:
        raise No(
            UNREACHABLE,
            phrase("No answer over SSH"),
            joined(" ", (phrase("Nobody answers at {place}.", place=place), way)),
        )
    return frame


def _distrust(place: str) -> str:
    """Why the socket is not used, "" where it is this user's alone. Who listens there `quick.connect` finds out."""
    try:
        found, folder = os.lstat(place), os.lstat(os.path.dirname(place))  # noqa: PTH120 as `quick`
    except OSError:
        return phrase("{variable}: {place} is not there.", variable=quick.ELSEWHERE, place=place)
    if not stat.S_ISSOCK(found.st_mode):
        return phrase("{variable}: {place} is no socket.", variable=quick.ELSEWHERE, place=place)
    if {found.st_uid, folder.st_uid} != {os.getuid()} or (found.st_mode | folder.st_mode) & 0o077:
        return phrase(
            "{variable}: {place} is not yours alone, or its folder is not.", variable=quick.ELSEWHERE, place=place
        )
    return ""
