"""The vault: what must survive the program, in one encrypted file whose key the keyring holds.

Nothing here blocks the event loop: all work is done by one thread, and whoever waits for it waits until a
deadline. Only `unlock` has the keyring ask the person, for as long as they take, and can be cancelled; other calls
meanwhile wait for that one. A no is kept, over the end of the program, until `ask_again`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from contextlib import suppress
from functools import partial
from pathlib import Path

from pomtray.core.errors import Problem, Prompt
from pomtray.desktop.vault import sealed_file
from pomtray.desktop.vault.keyring_key import KeyringPort, SystemKeyring
from pomtray.desktop.vault.local_vault import LocalVault, T
from pomtray.desktop.vault.sealed_file import Opened
from pomtray.desktop.vault.standing import StandingAnswer
from pomtray.desktop.vault.store import Merge, VaultStore
from pomtray.desktop.vault.trouble import Trouble, VaultTrouble


class Vault(LocalVault):
    """Loads and saves one piece of data. Raises `VaultTrouble`, whose `kind` tells what to say.

    `path` lies in a folder of ours (made 0700), `entry` names the key in the keyring, `merge` unites stored
    data that the caller has not seen with new data, `deadline_for` (seconds) bounds every wait.
    """

    def __init__(
        self, path: Path, entry: str, *, merge: Merge, keyring: KeyringPort | None = None, deadline_for: float = 5.0
    ) -> None:
        super().__init__(path, deadline_for=deadline_for)
        self._store = VaultStore(path, entry, keyring or SystemKeyring(partial(sealed_file.keyring_of, path)), merge)
        self._turn = asyncio.Lock()
        self._loading: asyncio.Task[Opened | None] | None = None
        self._saving: asyncio.Task[None] | None = None
        self._wanted: bytes | None = None
        self.guarded = False
        """Whether the keyring wanted the person to let this very process in."""

    @property
    def unseen(self) -> bool:
        """True where saving merged in data that `load` has not given yet: load again to take it up."""
        return self._store.merged

    @property
    def seen(self) -> int | None:
        """The generation whose content the caller has."""
        return self._store.seen

    def resume(self, seen: int | None, tried: Collection[bytes]) -> None:
        """Go on for a caller whose vault was another process's: what that one had, and what it may have saved.

        tried: SHA-256 of what the caller had saved since, and never heard what came of that.
        """
        self._store.resume(seen, tried)

    async def load(self) -> bytes | None:
        """What was saved last, None where nothing was.

        One that ran into the deadline goes on; the next call waits for the same answer. A file that is corrupt or
        old is set aside when that is told: the next call finds none.
        """
        if self._loading is None:
            self._loading = self._start(self._load_once())
        task = self._loading
        try:
            opened = await self._within(task)
        finally:
            if task.done() and self._loading is task:
                self._loading = None
        self._store.delivered(opened)
        return opened.data if opened else None

    async def peek(self) -> bytes | None:
        """What was saved last, for who saves nothing; None where nothing was, and for what `load` sets aside."""
        return await self._within(self._start(self._in_thread(self._store.peek)))

    async def stand(self, held: bytes, answer: StandingAnswer) -> None:
        """Keep `answer`, which `held` gave, until something is saved. It is no matter where that cannot be."""
        with suppress(VaultTrouble):
            await self._within(self._start(self._in_thread(lambda: self._store.stand(held, answer))))

    async def obstacle(self) -> Problem | None:
        """What the keyring has to ask the person before anything can be kept; None where it need not, or they said no.

        Raises `VaultTrouble` where asking would not help.
        """
        try:
            await self._within(self._start(self._in_thread(self._store.look)))
        except VaultTrouble as trouble:
            if trouble.problem.prompt is Prompt.DUE:
                return trouble.problem
            if trouble.problem.prompt is None:
                raise
        return None

    async def ask_again(self) -> None:
        """The person wants to be asked after all."""
        await self._within(self._start(self._in_thread(self._store.ask_again)))

    async def unlock(self) -> None:
        """Have the keyring ask the person; returns once they have agreed. Cancelled, it takes the question back."""
        try:
            await asyncio.shield(self._start(self._in_thread(self._store.unlock)))
        except VaultTrouble as trouble:
            if trouble.kind is Trouble.DECLINED:
                await self.decline()
            raise
        except asyncio.CancelledError:
            self.cancel()
            raise

    def cancel(self) -> None:
        """Take back what the keyring asks the person: `unlock` ends as after a no."""
        self._store.cancel()

    async def decline(self) -> None:
        """The person does not want to be asked."""
        await self._within(self._start(self._in_thread(self._store.decline)))

    async def save(self, data: bytes) -> None:
        """Returns once `data`, or what was given later, is on the disk and its key is known to be kept.

        Never overwrites what could not be opened. One that ran into the deadline goes on.
        """
        self._wanted = data
        if self._saving is None or self._saving.done():
            self._saving = self._start(self._save_wanted())
        await self._within(self._saving)

    async def forget(self) -> None:
        """Take it away for good, its key too. For who holds the claim to be its only program (`Instance`)."""
        await self._within(self._start(self._in_thread(self._store.forget)))

    async def settled(self) -> None:
        """Wait, without a deadline, until a call that hangs has come back, whatever came of it."""
        under_way = [task for task in (self._loading, self._saving) if task]
        if under_way:
            await asyncio.wait(under_way)

    async def close(self) -> None:
        """Stop waiting for calls that hang; their thread does not keep the program from ending."""
        self.cancel()
        under_way = [task for task in (self._loading, self._saving) if task]
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)

    async def _in_thread(self, work: Callable[[], T]) -> T:
        try:
            return await super()._in_thread(work)
        except VaultTrouble as trouble:
            self.guarded |= trouble.kind is Trouble.GUARDED
            raise

    @property
    def _waits(self) -> bool:
        return self._store.waits

    async def _load_once(self) -> Opened | None:
        async with self._turn:
            return await self._in_thread(self._store.load)

    async def _save_wanted(self) -> None:
        try:
            async with self._turn:
                while self._wanted is not None:
                    data, self._wanted = self._wanted, None
                    await self._save_once(data)
        finally:
            self._wanted = None

    async def _save_once(self, data: bytes) -> None:
        if self._loading and self._loading.done():
            self._loading = None  # nobody fetched its answer, and now it grows old
        await self._in_thread(lambda: self._store.save(data))
