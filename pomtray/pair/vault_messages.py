"""What a program and its worker say to each other of the vault: the calls of the port `Vault`, as values."""

from __future__ import annotations

from dataclasses import field

from pomtray.core.light_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class VaultPlace:
    """Where the vault is, and what this program knows of it (`desktop.vault.Vault.resume`)."""

    path: str
    entry: str
    seen: int | None = None
    """The generation whose content the program has."""
    tried: frozenset[bytes] = field(default=frozenset(), repr=False)
    """SHA-256 of what it had saved since, and never heard what came of that."""


@dataclass(frozen=True, slots=True)
class Load:
    pass


@dataclass(frozen=True, slots=True)
class Loaded:
    """The vault's content, None where there is none, and its generation."""

    data: bytes | None = field(repr=False)
    seen: int | None


@dataclass(frozen=True, slots=True)
class Save:
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Saved:
    """The generation whose content the program has. Told as news, too, where a save came to its end late."""

    seen: int | None


@dataclass(frozen=True, slots=True)
class FindObstacle:
    pass


@dataclass(frozen=True, slots=True)
class AskAgain:
    pass


@dataclass(frozen=True, slots=True)
class Unlock:
    pass


@dataclass(frozen=True, slots=True)
class Decline:
    pass


@dataclass(frozen=True, slots=True)
class CancelPrompt:
    pass
