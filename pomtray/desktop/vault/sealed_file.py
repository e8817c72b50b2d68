"""An authenticated-encrypted file that is replaced whole: after a crash there is the old one or the new one."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Iterator
from dataclasses import field
from pathlib import Path
from typing import Final

from pomtray.core.light_dataclass import dataclass
from pomtray.core.text import phrase
from pomtray.desktop.files import fresh_file, private_folder
from pomtray.desktop.files.file_lock import FileLock
from pomtray.desktop.vault.trouble import Trouble, VaultTrouble, on_disk

_KIND: Final = b"pomtray vault "
_MAGIC: Final = _KIND + b"1"
_BIGGEST: Final = 64 * 1024 * 1024
_GENERATION_BYTES: Final = 8
_MORE: Final = 8192
"""Bytes that a session may grow by."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What a file held. Futures show their results in logs, so the content stays out of the `repr`."""

    generation: int
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Sealed:
    """A file as it lies on the disk: who keeps its key, and the Fernet token."""

    keyring: str
    token: bytes = field(repr=False)

    def open(self, key: bytes) -> Opened:
        """Raises `VaultTrouble` (corrupt) unless `key` sealed this and every byte is as it was."""
        from cryptography.fernet import Fernet, InvalidToken  # noqa: PLC0415 27 ms

        try:
            plain = Fernet(key).decrypt(self.token)
        except InvalidToken:
            raise VaultTrouble(Trouble.CORRUPT) from None
        return Opened(int.from_bytes(plain[:_GENERATION_BYTES], "big"), plain[_GENERATION_BYTES:])

    @classmethod
    def make(cls, keyring: str, key: bytes, content: Opened) -> Sealed:
        from cryptography.fernet import Fernet  # noqa: PLC0415 as above

        plain = content.generation.to_bytes(_GENERATION_BYTES, "big") + content.data
        return cls(keyring, Fernet(key).encrypt(plain))


def new_key() -> bytes:
    """256 random bits as Fernet takes them."""
    from cryptography.fernet import Fernet  # noqa: PLC0415 as above

    return Fernet.generate_key()


def is_there(path: Path) -> bool:
    """Whether there is a file. Raises `VaultTrouble` (disk) where that cannot be seen, or it is something else."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise on_disk(error, path) from error
    if not stat.S_ISREG(found.st_mode):  # a FIFO would be waited for without end
        raise on_disk(OSError(errno.EINVAL, phrase("It is not a file"), str(path)), path)
    return True


def read(path: Path) -> Sealed | None:
    """The file at `path`, None where there is none. Raises `VaultTrouble` (disk, corrupt, newer)."""
    if not is_there(path):
        return None
    try:
        with path.open("rb") as file:
            whole = file.read(_BIGGEST + 1)
    except OSError as error:
        raise on_disk(error, path) from error
    lines = whole.split(b"\n", 2)
    if lines[0] != _MAGIC and lines[0].startswith(_KIND) and lines[0].removeprefix(_KIND).isdigit():
        raise VaultTrouble(Trouble.NEWER)
    if len(lines) != 3 or lines[0] != _MAGIC or len(whole) > _BIGGEST:  # noqa: PLR2004 magic, keyring, token
        raise VaultTrouble(Trouble.CORRUPT)
    return Sealed(lines[1].decode("utf-8", "replace"), lines[2])


def keyring_of(path: Path) -> str:
    """Which keyring has the key of the file at `path`; "" where that cannot be read."""
    with contextlib.suppress(VaultTrouble):
        sealed = read(path)
        return sealed.keyring if sealed is not None else ""
    return ""


def write(path: Path, sealed: Sealed) -> None:
    """Replace `path`; on return it is on the disk. Raises `VaultTrouble` (disk)."""
    try:
        fresh = _written(path, b"\n".join((_MAGIC, sealed.keyring.encode(), sealed.token)))
        fresh.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        raise on_disk(error, path) from error


def rehearse(path: Path) -> None:
    """Raises `VaultTrouble` (disk) where there is no room for a file a little larger than the one at `path`."""
    size = path.stat().st_size if is_there(path) else 0
    try:
        _written(path, bytes(size + _MORE)).unlink()
    except OSError as error:
        with contextlib.suppress(OSError):
            path.with_name(f"{path.name}.new").unlink(missing_ok=True)
        raise on_disk(error, path) from error


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Between processes: a command and the tray may save at the same time. It waits. Raises `VaultTrouble` (disk)."""
    prepare_folder(path.parent)
    lock = FileLock(path.with_name(f"{path.name}.lock"))
    try:
        lock.acquire(wait=True)
    except OSError as error:
        raise on_disk(error, path) from error
    try:
        yield
    finally:
        lock.release()


def _written(path: Path, data: bytes) -> Path:
    """A file beside `path` that holds `data`, on the disk."""
    fresh = path.with_name(f"{path.name}.new")
    fresh_file.write(fresh, data, sync=True)
    return fresh


def prepare_folder(folder: Path) -> None:
    """Make `folder` for this user only. Raises `VaultTrouble` (disk)."""
    try:
        private_folder.make(folder)
        if folder.stat().st_mode & 0o077:
            folder.chmod(0o700)
    except OSError as error:
        raise on_disk(error, folder) from error


def set_aside(path: Path, why: str) -> None:
    """Rename `path` to the first free `….why-N`: what cannot be used is still the person's."""
    number = 1
    while os.path.lexists(aside := path.with_name(f"{path.name}.{why}-{number}")):
        number += 1
    try:
        path.rename(aside)
    except OSError as error:
        raise on_disk(error, path) from error


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return  # Windows has no such call; NTFS journals the rename
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
