"""What an address that a person wants to add turned out to be."""

from __future__ import annotations

from dataclasses import dataclass

from pomtray.core.errors import Problem
from pomtray.core.origin import Origin


@dataclass(frozen=True, slots=True)
class Recognised:
    """NOTE: what a server says of itself. It decides nothing; a sign-in asks and checks anew."""

    origin: Origin
    authenticate: Origin | None
    """Where one signs in; None where it is no Pomerium, or did not answer."""
    problem: Problem | None = None
    """What it is instead, or why signing in would fail from here."""
