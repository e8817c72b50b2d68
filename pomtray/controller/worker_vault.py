"""The port `Vault`, performed by the worker; what the vault knows of this program outlives the worker here."""

from __future__ import annotations

import hashlib
from typing import Any, Final, Protocol

from pomtray.controller.worker_client import Worker
from pomtray.core.errors import Problem, VaultError
from pomtray.core.text import phrase
from pomtray.pair import vault_messages as of_vault
from pomtray.pair.peer import PeerGone

_TRIES: Final = 2
"""A worker that ends in the middle of a call is made good by the next: all calls but `unlock` can be repeated."""
_ENDED: Final = Problem(
    phrase("Sessions cannot be saved"),
    phrase("The process of pomtray that encrypts them and asks the keyring ended twice before it had an answer."),
    phrase("Quit pomtray and start it again."),
)


class LocalVault(Protocol):
    """What can be known of a vault with neither keyring nor cipher."""

    async def is_there(self) -> bool:
        """Whether there is a file, or something in its place."""
        ...

    async def probe(self) -> None:
        """As the port."""
        ...

    async def is_locked(self) -> bool:
        """As the port."""
        ...

    async def mark_locked(self) -> None:
        """As the port."""
        ...

    async def mark_open(self) -> None:
        """As the port."""
        ...

    async def close(self) -> None: ...


class WorkerVault:
    """path, entry: as `desktop.vault.Vault`. here: the same vault, as far as this process looks at it."""

    def __init__(self, worker: Worker, path: str, entry: str, here: LocalVault) -> None:
        self._worker = worker
        self._path = path
        self._entry = entry
        self._here = here
        self._seen: int | None = None
        self._tried: frozenset[bytes] = frozenset()

    @property
    def place(self) -> of_vault.VaultPlace:
        """For a worker that begins."""
        return of_vault.VaultPlace(self._path, self._entry, self._seen, self._tried)

    def saved(self, saved: of_vault.Saved) -> None:
        """A save came to its end: in time, or late."""
        self._seen, self._tried = saved.seen, frozenset()

    async def load(self) -> bytes | None:
        if not await self._here.is_there():
            self._seen = 0
            return None
        loaded: of_vault.Loaded = await self._asked(of_vault.Load())
        self._seen = loaded.seen
        return loaded.data

    async def obstacle(self) -> Problem | None:
        problem: Problem | None = await self._asked(of_vault.FindObstacle())
        return problem

    async def ask_again(self) -> None:
        await self._asked(of_vault.AskAgain())

    async def unlock(self) -> None:
        await self._asked(of_vault.Unlock(), tries=1)

    async def decline(self) -> None:
        await self._asked(of_vault.Decline())

    def cancel(self) -> None:
        self._worker.tell(of_vault.CancelPrompt())

    async def probe(self) -> None:
        await self._here.probe()

    async def save(self, data: bytes) -> None:
        """NOTE: a worker that ends may have saved it: the next must not take that for somebody else's."""
        self._tried |= {hashlib.sha256(data).digest()}
        self.saved(await self._asked(of_vault.Save(data)))

    async def is_locked(self) -> bool:
        return await self._here.is_locked()

    async def mark_locked(self) -> None:
        await self._here.mark_locked()

    async def mark_open(self) -> None:
        await self._here.mark_open()

    async def close(self) -> None:
        await self._here.close()

    async def _asked(self, call: object, tries: int = _TRIES) -> Any:
        for _ in range(tries):
            try:
                return await self._worker.call(call)
            except PeerGone:
                continue
        raise VaultError(_ENDED)
