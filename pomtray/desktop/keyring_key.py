"""The vault's key in the operating system's keyring. Every call blocks, and may ask the person for a password."""

from __future__ import annotations

import re
import sys
from contextlib import closing, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol, Self

from pomtray.desktop.vault_trouble import Trouble, VaultTrouble

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

_SERVICE: Final = "pomtray"
_ENTRY: Final = re.compile(r"1:([A-Za-z0-9_-]{43}=):([0-9]{1,18})\Z", re.ASCII)
_REFUSED: Final = re.compile(r"keyring\.backends\.(null|fail|chainer)\.|keyrings\.alt\.|plaintext", re.IGNORECASE)
_DEFAULT_COLLECTION: Final = "/org/freedesktop/secrets/aliases/default"


class KeyringPort(Protocol):
    """A keyring as the vault needs it. Raises `VaultTrouble`, nothing else."""

    def name(self) -> str:
        """Which keyring this is: written into the vault's file, so that another one is told apart."""

    def get(self, entry: str, *, ask: bool) -> str | None:
        """What `entry` holds, or None. Unless `ask`, a locked keyring is an error and no prompt."""

    def set(self, entry: str, value: str) -> None:
        """Store `value` (under 100 ASCII characters: Windows takes 2,560 bytes)."""


@dataclass(frozen=True, slots=True)
class VaultKey:
    """What the keyring holds: a Fernet key (256 random bits) and the generation of the last file saved."""

    key: bytes = field(repr=False)
    generation: int

    @classmethod
    def decode(cls, text: str) -> Self:
        """Raises `VaultTrouble` for what we never wrote."""
        found = _ENTRY.match(text)
        if not found:
            raise VaultTrouble(Trouble.LYING)
        return cls(found[1].encode(), int(found[2]))

    def encode(self) -> str:
        return f"1:{self.key.decode()}:{self.generation}"


class SystemKeyring:
    """The first keyring of the `keyring` package's choice that really keeps secrets."""

    def __init__(self) -> None:
        self._backend: KeyringBackend | None = None

    def name(self) -> str:
        return _full_name(self._open())

    def get(self, entry: str, *, ask: bool) -> str | None:
        try:
            backend = self._open()
            locked = not ask and _is_locked(backend)
            found = None if locked else backend.get_password(_SERVICE, entry)
        except Exception as error:  # the boundary: backends let through errors of many libraries
            raise _translated(error) from error
        if locked:
            raise VaultTrouble(Trouble.LOCKED)
        return found

    def set(self, entry: str, value: str) -> None:
        try:
            self._open().set_password(_SERVICE, entry, value)
        except Exception as error:  # as above
            raise _translated(error) from error

    def _open(self) -> KeyringBackend:
        if self._backend is None:
            self._backend = _choose()
        return self._backend


def _choose() -> KeyringBackend:
    """The keyring the person configured, else the best one. Raises `VaultTrouble` where it would not keep a secret.

    `keyring.get_keyring` remembers for ever what it found first; one that starts later must be found too.
    """
    from keyring import core  # noqa: PLC0415 100 ms, so not before the icon shows

    configured = core.load_env() or core.load_config()
    backends = _viable() if configured is None or _is_chain(configured) else [configured]
    kept = [backend for backend in backends if not is_refused(backend)]
    if not kept:
        names = ", ".join(_full_name(backend) for backend in backends if backend.priority > 0)
        raise VaultTrouble(Trouble.MISSING, f"refused: {names}" if names else "")
    return kept[0]


def _viable() -> list[KeyringBackend]:
    """Every keyring there is now, best first. A chain is not one of them: it would read from all its parts."""
    from keyring import backend  # noqa: PLC0415 as above

    backend.get_all_keyring()  # loads the plugins, once
    found: list[KeyringBackend] = []
    for kind in backend.KeyringBackend.get_viable_backends():
        with suppress(TypeError):  # abstract ones
            found.append(kind())
    chosen = [one for one in found if not _is_chain(one)]
    return sorted(chosen, key=lambda one: float(one.priority), reverse=True)


def is_refused(backend: object) -> bool:
    """True for keyrings that keep nothing, or keep it readable; told by name, their heirs included."""
    return any(_REFUSED.search(f"{kind.__module__}.{kind.__qualname__}") for kind in type(backend).__mro__)


def _is_chain(backend: object) -> bool:
    return type(backend).__module__ == "keyring.backends.chainer"


def _full_name(backend: object) -> str:
    return f"{type(backend).__module__}.{type(backend).__qualname__}"


def _is_locked(backend: KeyringBackend) -> bool:
    """Whether reading would prompt, as far as it can be known without prompting."""
    if sys.platform != "linux" or type(backend).__module__ != "keyring.backends.SecretService":
        return False
    import secretstorage  # noqa: PLC0415 38 ms

    with closing(secretstorage.dbus_init()) as bus:
        try:
            return bool(secretstorage.Collection(bus, _DEFAULT_COLLECTION).is_locked())
        except secretstorage.ItemNotFoundException:
            return False


def _translated(error: Exception) -> VaultTrouble:
    """A foreign error as ours; only its type is told, its text could hold anything."""
    if isinstance(error, VaultTrouble):
        return error
    name = type(error).__name__
    if name == "PromptDismissedException":
        return VaultTrouble(Trouble.DECLINED)
    locked = name in {"KeyringLocked", "LockedException"}
    return VaultTrouble(Trouble.LOCKED) if locked else VaultTrouble(Trouble.MISSING, name)
