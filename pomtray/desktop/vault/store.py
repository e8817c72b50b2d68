"""What the vault's thread does: the encrypted file and its key in the keyring.

How a save survives a crash at any moment: the new file replaces the old one whole, and only then the
keyring learns its generation. So the file's generation is the keyring's or one above it; below it, somebody
put an old file back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection
from contextlib import ExitStack, suppress
from pathlib import Path

from pomtray.core.errors import Prompt
from pomtray.desktop.vault import sealed_file, standing_files
from pomtray.desktop.vault.keyring_key import KeyringPort, VaultKey
from pomtray.desktop.vault.sealed_file import Opened, Sealed
from pomtray.desktop.vault.standing import StandingAnswer
from pomtray.desktop.vault.trouble import Trouble, VaultTrouble, on_disk

Merge = Callable[[bytes, bytes], bytes]
"""`(stored, new) -> both`: pure, called in the vault's thread. Raises `ValueError` for what it cannot read."""


class VaultStore:
    """Every call blocks: one at a time, in the vault's thread, but for `waits` and `cancel`."""

    def __init__(self, path: Path, entry: str, keyring: KeyringPort, merge: Merge) -> None:
        self._path = path
        self._entry = entry
        self._keyring = keyring
        self._merge = merge
        self._key: VaultKey | None = None
        self._no = path.with_name(f"{path.name}.declined")
        """There while the person does not want to be asked."""
        self.seen: int | None = None
        """The generation whose content the caller has; None before the first load."""
        self._tried: Collection[bytes] = ()
        """SHA-256 of what the caller tried to save by another process, which may have done it."""
        self.merged = False

    def resume(self, seen: int | None, tried: Collection[bytes]) -> None:
        """See `Vault.resume`."""
        self.seen, self._tried = seen, tried

    @property
    def waits(self) -> bool:
        return self._keyring.waits

    def cancel(self) -> None:
        self._keyring.cancel()

    def look(self) -> None:
        """Raises `VaultTrouble` where nothing could be kept now."""
        self._fetch_key()

    def unlock(self) -> None:
        self._keyring.unlock(self._entry)

    def ask_again(self) -> None:
        try:
            self._no.unlink(missing_ok=True)
        except OSError as error:
            raise on_disk(error, self._no) from error

    def decline(self) -> None:
        try:
            sealed_file.prepare_folder(self._path.parent)
            self._no.touch(0o600)
        except OSError as error:
            raise on_disk(error, self._no) from error

    def delivered(self, opened: Opened | None) -> None:
        """The caller has got this content: saving may replace it."""
        self.seen = opened.generation if opened else 0
        self.merged = False

    def load(self) -> Opened | None:
        if not sealed_file.is_there(self._path):
            return None  # nothing to open: keyring and cipher (13 MiB) wait until there is something to keep
        with ExitStack() as stack:
            with suppress(VaultTrouble):  # a file that is replaced whole can be read where no lock can be had
                stack.enter_context(sealed_file.locked(self._path))
            stored, unusable = self._stored(self._fetch_key())
            if unusable:
                self._set_aside(unusable)
                raise VaultTrouble(unusable)
            return stored

    def peek(self) -> bytes | None:
        """What is in it, None where nothing is or it cannot be opened as it is; nothing is set aside."""
        if not sealed_file.is_there(self._path):
            return None
        stored, _ = self._stored(self._fetch_key())
        return stored.data if stored else None

    def stand(self, held: bytes, answer: StandingAnswer) -> None:
        """Keep `answer`, which `held` gave; nothing where that is not what is stored now, or `peek` has got no key."""
        with sealed_file.locked(self._path):
            stored, _ = self._stored(self._key)
            if self._key is None or stored is None or stored.data != held:
                return
            try:
                answer.vault, answer.generation = standing_files.digest(self._path.read_bytes()), stored.generation
                standing_files.keep(self._path, answer, self._key.key)
            except OSError as error:
                raise on_disk(error, self._path) from error

    def save(self, data: bytes) -> None:
        with sealed_file.locked(self._path):
            key = self._fetch_key()
            stored, unusable = self._stored(key)
            if stored and stored.generation != self.seen and not self._is_tried(stored):
                data = self._united(stored.data, data)
                self.merged = True
            key = key or self._keep(VaultKey(sealed_file.new_key(), 0))
            if unusable:
                self._set_aside(unusable)
            self._write(key, Opened(max(key.generation, stored.generation if stored else 0) + 1, data))

    def _united(self, stored: bytes, new: bytes) -> bytes:
        try:
            return self._merge(stored, new)
        except ValueError:
            raise VaultTrouble(Trouble.NEWER) from None

    def _is_tried(self, stored: Opened) -> bool:
        return hashlib.sha256(stored.data).digest() in self._tried

    def forget(self) -> None:
        """Take away the file, all that lies beside it, and the key: last, since a keyring may say no.

        NOTE: the lock goes too, so nobody else may use this vault meanwhile.
        """
        try:
            for file in (self._path, *self._path.parent.glob(f"{self._path.name}.*")):
                file.unlink(missing_ok=True)
        except OSError as error:
            raise on_disk(error, self._path) from error
        self._keyring.forget(self._entry)
        self._key = self.seen = None

    def _set_aside(self, why: Trouble) -> None:
        sealed_file.set_aside(self._path, "old" if why is Trouble.OLD else "unreadable")

    def _write(self, key: VaultKey, content: Opened) -> None:
        sealed_file.write(self._path, Sealed.make(self._keyring.name(), key.key, content))
        standing_files.drop(self._path)
        if not self.merged:
            self.seen = content.generation
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

    def _fetch_key(self) -> VaultKey | None:
        """The key in the keyring; ours, should somebody have removed it there while we run."""
        try:
            text = self._keyring.get(self._entry)
        except VaultTrouble as trouble:
            if trouble.problem.prompt is Prompt.DUE and self._no.exists():
                raise VaultTrouble(Trouble.DECLINED) from trouble
            raise
        if text is not None:
            self._key = VaultKey.decode(text)
        return self._key

    def _keep(self, key: VaultKey) -> VaultKey:
        """Store `key` and see that it is there. Raises `VaultTrouble` (lying) otherwise."""
        text = key.encode()
        self._keyring.set(self._entry, text)
        if self._keyring.get(self._entry) != text:
            raise VaultTrouble(Trouble.LYING)
        self._key = key
        return key
