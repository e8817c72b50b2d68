"""What forwarding needs of the rest of the program."""

from __future__ import annotations

from typing import Protocol

from pomtray.core.errors import Problem


class Credentials(Protocol):
    """The credential of one route, as it is at the moment."""

    async def header(self) -> tuple[str, str]:
        """Name and value, for one request. Raises `PomtrayError` where the person has to sign in, or to wait."""
        ...

    async def over(self) -> Problem:
        """Returns once there is none any more that was there: signed out, or ended."""
        ...
