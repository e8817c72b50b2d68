"""The vault: what must survive the program, in one encrypted file whose key the keyring holds.

Nothing here blocks the event loop: all work is done by one thread, and whoever waits for it waits until a
deadline. A keyring that asks the person for a password hangs until they answer; later calls then wait for
that one instead of starting another.

How a save survives a crash at any moment: the new file replaces the old one whole, and only then the
keyring learns its generation. So the file's generation is the keyring's or one above it; below it, somebody
put an old file back.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import Callable, Coroutine, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

from pomtray.desktop import sealed_file
from pomtray.desktop.daemon_thread import DaemonThread
from pomtray.desktop.file_lock import FileLock
from pomtray.desktop.keyring_key import KeyringPort, SystemKeyring, VaultKey
from pomtray.desktop.sealed_file import Opened, Sealed
from pomtray.desktop.vault_trouble import Trouble, VaultTrouble, on_disk

T = TypeVar("T")
Merge = Callable[[bytes, bytes], bytes]
"""`(stored, new) -> both`: pure, called in the vault's thread."""


def vault_place(config: Path, default_config: Path, data_folder: Path) -> tuple[Path, str]:
    """The vault's file and keyring entry for one settings file: each `--config` has its own."""
    place = os.path.normcase(os.path.realpath(config))
    if place == os.path.normcase(os.path.realpath(default_config)):
        return data_folder / "sessions.vault", "sessions"
    mark = hashlib.sha256(os.fsencode(place)).hexdigest()[:16]
    return data_folder / f"sessions-{mark}.vault", f"sessions-{mark}"


class Vault:
    """Loads and saves one piece of data. Raises `VaultTrouble`, whose `kind` tells what to say.

    `path` lies in a folder of ours (made 0700), `entry` names the key in the keyring, `merge` unites stored
    data that the caller has not seen with new data, `deadline_for` (seconds) bounds every wait.
    """

    def __init__(
        self, path: Path, entry: str, *, merge: Merge, keyring: KeyringPort | None = None, deadline_for: float = 5.0
    ) -> None:
        self._store = _Store(path, entry, keyring or SystemKeyring(), merge)
        self._deadline_for = deadline_for
        self._thread = DaemonThread("vault")
        self._turn = asyncio.Lock()
        self._loading: asyncio.Task[Opened | None] | None = None
        self._saving: asyncio.Task[None] | None = None
        self._wanted: bytes | None = None

    @property
    def unseen(self) -> bool:
        """True where saving merged in data that `load` has not given yet: load again to take it up."""
        return self._store.merged

    async def load(self, *, ask: bool = False) -> bytes | None:
        """What was saved last, None where nothing was.

        The first call makes a locked keyring ask for its password; later ones do so only if `ask`, so that
        trying again does not nag. One that ran into the deadline goes on; the next call waits for the same
        answer. A file that is corrupt or old is set aside when that is told: the next call finds none.
        """
        if self._loading is None:
            self._loading = self._start(self._load_once(ask=ask))
        task = self._loading
        try:
            opened = await self._within(task)
        finally:
            if task.done() and self._loading is task:
                self._loading = None
        self._store.delivered(opened)
        return opened.data if opened else None

    def ask_again(self) -> None:
        """The person tries again: a locked keyring may ask for its password once more."""
        self._store.ask_again()

    async def save(self, data: bytes) -> None:
        """Returns once `data`, or what was given later, is on the disk and its key is known to be kept.

        Never overwrites what could not be opened. One that ran into the deadline goes on.
        """
        self._wanted = data
        if self._saving is None or self._saving.done():
            self._saving = self._start(self._save_wanted())
        await self._within(self._saving)

    async def probe(self) -> None:
        """Raises `VaultTrouble` where it is plain, with nothing saved and no keyring asked, that a save would fail."""
        await self._within(self._start(self._probe()))

    async def settled(self) -> None:
        """Wait, without a deadline, until a call that hangs has come back, whatever came of it."""
        under_way = [task for task in (self._loading, self._saving) if task and not task.done()]
        if under_way:
            await asyncio.wait(under_way)

    async def close(self) -> None:
        """Stop waiting for calls that hang; their thread does not keep the program from ending."""
        under_way = [task for task in (self._loading, self._saving) if task and not task.done()]
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)

    async def _load_once(self, *, ask: bool) -> Opened | None:
        async with self._turn:
            return await asyncio.wrap_future(self._thread.submit(lambda: self._store.load(ask=ask)))

    async def _probe(self) -> None:
        async with self._turn:
            await asyncio.wrap_future(self._thread.submit(self._store.probe))

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
        await asyncio.wrap_future(self._thread.submit(lambda: self._store.save(data)))

    def _start(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        task = asyncio.get_running_loop().create_task(work)
        task.add_done_callback(lambda done: done.cancelled() or done.exception())  # may end unwatched
        return task

    async def _within(self, task: asyncio.Task[T]) -> T:
        try:
            async with asyncio.timeout(self._deadline_for):
                return await asyncio.shield(task)
        except TimeoutError:
            raise VaultTrouble(Trouble.SLOW) from None


class _Store:
    """The work itself: blocking, one call at a time, in the vault's thread."""

    def __init__(self, path: Path, entry: str, keyring: KeyringPort, merge: Merge) -> None:
        self._path = path
        self._entry = entry
        self._keyring = keyring
        self._merge = merge
        self._key: VaultKey | None = None
        self._asked = False
        self._seen: int | None = None
        """The generation whose content the caller has; None before the first load."""
        self.merged = False

    def ask_again(self) -> None:
        self._asked = False

    def delivered(self, opened: Opened | None) -> None:
        """The caller has got this content: saving may replace it."""
        self._seen = opened.generation if opened else 0
        self.merged = False

    def load(self, *, ask: bool) -> Opened | None:
        if not (ask or self._asked or sealed_file.is_there(self._path)):
            return None  # nothing to open: keyring and cipher (13 MiB) wait until there is something to keep
        with ExitStack() as stack:
            with suppress(VaultTrouble):  # a file that is replaced whole can be read where no lock can be had
                stack.enter_context(self._locked())
            stored, unusable = self._stored(self._fetch_key(ask=ask))
            if unusable:
                self._set_aside(unusable)
                raise VaultTrouble(unusable)
            return stored

    def probe(self) -> None:
        with self._locked():
            pass

    def save(self, data: bytes) -> None:
        with self._locked():
            key = self._fetch_key(ask=False)
            stored, unusable = self._stored(key)
            if stored and stored.generation != self._seen:
                data = self._merge(stored.data, data)
                self.merged = True
            key = key or self._keep(VaultKey(sealed_file.new_key(), 0))
            if unusable:
                self._set_aside(unusable)
            self._write(key, Opened(max(key.generation, stored.generation if stored else 0) + 1, data))

    def _set_aside(self, why: Trouble) -> None:
        sealed_file.set_aside(self._path, "old" if why is Trouble.OLD else "unreadable")

    def _write(self, key: VaultKey, content: Opened) -> None:
        sealed_file.write(self._path, Sealed.make(self._keyring.name(), key.key, content))
        if not self.merged:
            self._seen = content.generation
        self._keep(VaultKey(key.key, content.generation))

    def _stored(self, key: VaultKey | None) -> tuple[Opened | None, Trouble | None]:
        """What the file holds, or why it is to be set aside. Raises where it must stay where it is."""
        try:
            sealed = sealed_file.read(self._path)
            return (self._open(sealed, key) if sealed else None), None
        except VaultTrouble as trouble:
            if trouble.kind in {Trouble.CORRUPT, Trouble.OLD}:
                return None, trouble.kind
            raise

    def _open(self, sealed: Sealed, key: VaultKey | None) -> Opened:
        foreign = sealed.keyring != self._keyring.name()
        if key is None:
            raise VaultTrouble(Trouble.OTHER if foreign else Trouble.CORRUPT)
        try:
            opened = sealed.open(key.key)
        except VaultTrouble as trouble:
            raise (VaultTrouble(Trouble.OTHER) if foreign else trouble) from None
        if opened.generation < key.generation:
            raise VaultTrouble(Trouble.OLD)
        return opened

    def _fetch_key(self, *, ask: bool) -> VaultKey | None:
        """The key in the keyring; ours, should somebody have removed it there while we run."""
        ask, self._asked = ask or not self._asked, True
        text = self._keyring.get(self._entry, ask=ask)
        if text is not None:
            self._key = VaultKey.decode(text)
        return self._key

    def _keep(self, key: VaultKey) -> VaultKey:
        """Store `key` and see that it is there. Raises `VaultTrouble` (lying) otherwise."""
        text = key.encode()
        self._keyring.set(self._entry, text)
        if self._keyring.get(self._entry, ask=False) != text:
            raise VaultTrouble(Trouble.LYING)
        self._key = key
        return key

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Between processes: a command and the tray may save at the same time."""
        sealed_file.prepare_folder(self._path.parent)
        lock = FileLock(self._path.with_name(f"{self._path.name}.lock"))
        try:
            lock.acquire(wait=True)
        except OSError as error:
            raise on_disk(error, self._path) from error
        try:
            yield
        finally:
            lock.release()
