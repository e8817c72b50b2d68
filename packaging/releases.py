"""For which releases of Debian and Ubuntu there is a package, and which Python each has."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Release:
    """name: as in the package's version. python: of its `python3`."""

    name: str
    python: str


RELEASES = (
    Release("deb12", "3.11"),  # bookworm
    Release("deb13", "3.13"),  # trixie
    Release("ubuntu24.04", "3.12"),  # noble
)
"""NOTE: cffi is built for each Python; all else that is compiled serves every one."""
