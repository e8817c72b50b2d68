"""How we know again what was ours on the clipboard: by a salted hash, never by the text."""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import os
from dataclasses import field, replace
from pathlib import Path

from pomtray.core.light_dataclass import dataclass
from pomtray.desktop.files import fresh_file

_log = logging.getLogger(__name__)
_LARGEST = 64 * 1024


@dataclass(frozen=True, slots=True)
class Ours:
    """What was put on the clipboard and not cleared yet, each text as its hash."""

    salt: bytes = field(default_factory=lambda: os.urandom(32), repr=False)
    hashes: frozenset[bytes] = field(default=frozenset(), repr=False)

    def __bool__(self) -> bool:
        return bool(self.hashes)

    def adding(self, text: str) -> Ours:
        return replace(self, hashes=self.hashes | {self._hashed(text)})

    def has(self, text: str | None) -> bool:
        """Whether this text is one of them."""
        return text is not None and self._hashed(text) in self.hashes

    def to_json(self) -> str:
        return json.dumps({"salt": self.salt.hex(), "hashes": sorted(one.hex() for one in self.hashes)})

    @staticmethod
    def from_json(text: str | bytes) -> Ours:
        """Raises `ValueError` where that is not what `to_json` gave."""
        match json.loads(text):
            case {"salt": str(salt), "hashes": list(hashes)} if all(isinstance(one, str) for one in hashes):
                return Ours(bytes.fromhex(salt), frozenset(map(bytes.fromhex, hashes)))
        raise ValueError("not what was written")

    def _hashed(self, text: str) -> bytes:
        lines = text.replace("\r\n", "\n")  # as Windows keeps them
        return hashlib.blake2b(lines.encode("utf-8", "surrogatepass"), key=self.salt[:64]).digest()


class LeftOver:
    """What a crash may leave on the clipboard: a file with salt and hashes, there while something of ours is.

    path: None keeps nothing. NOTE: a disk that takes nothing forbids no copy; only the next start then knows nothing.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path

    def note(self, ours: Ours) -> None:
        """Keep what was put until now; nothing, and the file goes."""
        if self._path is None:
            return
        try:
            if ours:
                self._write(self._path, ours.to_json())
            else:
                self._path.unlink(missing_ok=True)
        except OSError as error:
            _log.info("what is on the clipboard could not be noted: %s", error.strerror)

    def noted(self) -> Ours:
        """What an earlier run has left."""
        if self._path is not None:
            with contextlib.suppress(OSError, ValueError, RecursionError), self._path.open("rb") as file:
                return Ours.from_json(file.read(_LARGEST))
        return Ours()

    def _write(self, path: Path, text: str) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh_file.replace(path, text.encode("ascii"))
