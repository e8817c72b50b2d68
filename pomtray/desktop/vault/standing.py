"""Answers that stand (`core/model/standing`), beside the vault: for a command without the app to give again.

Each is a file of its own, sealed with the vault's key, and counts for the very vault and settings that it was given by:
so whatever any program saves voids it. `standing_files` keeps them. Here nothing is imported that takes long.
"""

from __future__ import annotations

import os
import stat

TYPE_CHECKING = False  # typing takes longer than what is done here
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self

_KIND = "pomtray-answer-1"
_BETWEEN = "\0"
_BIGGEST = 256 * 1024
"""Bytes."""
_SPOILT_FOR = 600.0
"""Seconds."""


class StandingAnswer:
    """What was asked and answered, and what has to be so still. It holds the credential, which is not in its repr."""

    __slots__ = (
        "answer", "body", "generation", "host", "is_here", "place", "port", "question", "request", "scheme", "settings",
        "since", "trusted", "until", "vault",
    )  # fmt: skip

    def __init__(
        self, *, question: str, answer: str, since: int, until: int, place: str, settings: str, vault: str = "",
        generation: int = 0, scheme: str = "", host: str = "", port: int = 0, is_here: int = 0, request: str = "",
        body: str = "", trusted: str = "",
    ) -> None:  # fmt: skip
        """question: command and route, as they were given. since, until: seconds of Unix time.

        place, settings: the settings file's path, and its digest (SHA-256, hexadecimal).
        vault, generation: the vault's digest and generation.
        scheme, host, port, request, body: who says with what answer (its digest) that the session lives; "" where
        nobody is asked. is_here: 1 where that is this computer.
        trusted: files of authorities, and folders with a slash at the end, a line each.
        """
        self.question, self.answer = question, answer
        self.since, self.until = since, until
        self.place, self.settings = place, settings
        self.vault, self.generation = vault, generation
        self.scheme, self.host, self.port, self.is_here = scheme, host, port, is_here
        self.request, self.body, self.trusted = request, body, trusted

    def written(self) -> bytes | None:
        """None where it cannot be written so."""
        values = [str(getattr(self, name)) for name in self.__slots__]
        text = _BETWEEN.join((_KIND, *values))
        try:
            return text.encode() if text.count(_BETWEEN) == len(values) else None
        except UnicodeEncodeError:  # a path that is no text
            return None

    @classmethod
    def read(cls, content: bytes) -> Self:
        """Raises `ValueError` for what was not written here."""
        kind, *values = content.decode().split(_BETWEEN)
        if kind != _KIND or len(values) != len(cls.__slots__):
            raise ValueError(_KIND)
        named = dict(zip(cls.__slots__, values, strict=True))
        numbers = {name: int(named.pop(name)) for name in ("generation", "is_here", "port", "since", "until")}
        return cls(**named, **numbers)  # type: ignore[arg-type]


def place(vault: str, question: str, digest: Callable[[bytes], str]) -> str:
    """Where the answer to `question` is kept, by the path of the vault."""
    return f"{vault}.stands-{digest(question.encode())[:16]}"


def sealed(path: str) -> bytes | None:
    """What is there; None where nothing is that this user alone may read."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
            return None
        content = os.read(descriptor, _BIGGEST)
    except OSError:
        return None
    finally:
        os.close(descriptor)
    return content if 0 < len(content) < _BIGGEST else None


def spoil(path: str) -> None:
    """Leave nothing in it, since its server did not say the same: for a while none is kept there. Raises `OSError`."""
    os.truncate(path, 0)


def is_spoilt(path: str, now: float) -> bool:
    """now: Unix time in seconds."""
    try:
        found = os.lstat(path)
    except OSError:
        return False
    return found.st_size == 0 and 0 <= now - found.st_mtime < _SPOILT_FOR


def opened(content: bytes, key: bytes) -> StandingAnswer | None:
    """What `sealed` gave; None where it was sealed by another key, or is not ours."""
    from cryptography.fernet import Fernet, InvalidToken  # noqa: PLC0415 only where there is one

    try:
        return StandingAnswer.read(Fernet(key).decrypt(content))
    except (InvalidToken, ValueError):
        return None
