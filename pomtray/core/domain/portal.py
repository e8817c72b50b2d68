"""What a Pomerium's portal listed for a person the last time: what it lists later is held against that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from pomtray.core.light_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Portal:
    """Kept by authenticate host, in the vault."""

    user: str
    """Whom it was told: another person is told of other routes."""
    names: Mapping[str, str] = field(default_factory=dict)
    """What it called each of them, by its address as the settings file has it."""
