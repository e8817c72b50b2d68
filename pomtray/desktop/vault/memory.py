"""A vault that forgets everything with the program: for the demo, whose Pomerium does the same."""

from __future__ import annotations


class MemoryVault:
    """Keeps the last data saved; `data` is what it holds before that."""

    def __init__(self, data: bytes | None = None) -> None:
        self._data = data

    async def load(self) -> bytes | None:
        return self._data

    async def obstacle(self) -> None:
        """There is none."""

    async def ask_again(self) -> None:
        """There is nobody to ask."""

    async def unlock(self) -> None:
        """Nothing is locked."""

    async def decline(self) -> None:
        """Nobody was asked."""

    def cancel(self) -> None:
        """Nobody is asked."""

    async def probe(self) -> None:
        """There is nothing that could fail."""

    async def save(self, data: bytes) -> None:
        self._data = data

    async def is_locked(self) -> bool:
        return False

    async def mark_locked(self) -> None:
        """No other program has it."""

    async def mark_open(self) -> None:
        """As above."""

    async def close(self) -> None:
        """There is nothing to finish."""
