"""The vault's key in the operating system's keyring. Every call blocks, and may ask the person for a password."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol, Self

from pomtray.core.light_dataclass import dataclass
from pomtray.desktop.vault.trouble import Trouble, VaultTrouble

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

    from pomtray.desktop.vault.secret_service import SecretService

_SERVICE: Final = "pomtray"
_OF_SERVICE: Final = "keyring.backends.SecretService.Keyring"
_ENTRY: Final = re.compile(r"1:([A-Za-z0-9_-]{43}=):([0-9]{1,18})\Z", re.ASCII)
_OTHER_ENTRY: Final = re.compile(r"(?!1:)[0-9]{1,4}:", re.ASCII)
"""As another version might write it."""
_REFUSED: Final = re.compile(r"keyring\.backends\.(null|fail|chainer)\.|keyrings\.alt\.|plaintext", re.IGNORECASE)


class KeyringPort(Protocol):
    """A keyring as the vault needs it. Raises `VaultTrouble`, nothing else."""

    def name(self) -> str:
        """Which keyring this is: written into the vault's file, so that another one is told apart."""

    def get(self, entry: str) -> str | None:
        """What `entry` holds, or None. Where the person would have to be asked first, it is an error and no prompt."""

    def set(self, entry: str, value: str) -> None:
        """Store `value` (under 100 ASCII characters: Windows takes 2,560 bytes). Nor is anybody asked here."""

    def forget(self, entry: str) -> None:
        """Take `entry` away, if it is there. Some programs ask the person whether to: who calls has told them."""

    def unlock(self, entry: str) -> None:
        """Have the person asked for what `get` and `set` need; returns once they have answered."""

    @property
    def waits(self) -> bool:
        """Whether the person is being asked now. In any thread."""

    def cancel(self) -> None:
        """End what `unlock` waits for, as if the person had said no. In any thread."""


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
            raise VaultTrouble(Trouble.NEWER if _OTHER_ENTRY.match(text) else Trouble.LYING)
        return cls(found[1].encode(), int(found[2]))

    def encode(self) -> str:
        return f"1:{self.key.decode()}:{self.generation}"


class SystemKeyring:
    """The first keyring of the `keyring` package's choice that really keeps secrets.

    kept_by: names the one that has the key already, "" for none. Where that is a Secret Service, which answers, and the
    person configured nothing, it is not looked for what else there is: that takes 25 ms of processor time.
    """

    def __init__(self, kept_by: Callable[[], str] = str) -> None:
        self._kept_by = kept_by
        self._chosen: KeyringPort | None = None

    def name(self) -> str:
        return self._open().name()

    def get(self, entry: str) -> str | None:
        return self._open().get(entry)

    def set(self, entry: str, value: str) -> None:
        self._open().set(entry, value)

    def forget(self, entry: str) -> None:
        self._open().forget(entry)

    def unlock(self, entry: str) -> None:
        self._open().unlock(entry)

    @property
    def waits(self) -> bool:
        return self._chosen is not None and self._chosen.waits

    def cancel(self) -> None:
        if self._chosen is not None:
            self._chosen.cancel()

    def _open(self) -> KeyringPort:
        if self._chosen is None:
            self._chosen = self._known() or _as_port(_choose())
        return self._chosen

    def _known(self) -> KeyringPort | None:
        if sys.platform != "linux" or self._kept_by() != _OF_SERVICE or _is_configured():
            return None
        found = _secret_service()
        return found if found.is_there() else None


class _OtherKeyring:
    """One of the `keyring` package's that cannot tell whether it would ask: Windows never does, macOS by itself."""

    waits = False

    def __init__(self, backend: KeyringBackend) -> None:
        self._backend = backend

    def name(self) -> str:
        return _full_name(self._backend)

    def get(self, entry: str) -> str | None:
        try:
            return self._backend.get_password(_SERVICE, entry)
        except Exception as error:  # the boundary: backends let through errors of many libraries
            raise _translated(error) from error

    def set(self, entry: str, value: str) -> None:
        try:
            self._backend.set_password(_SERVICE, entry, value)
        except Exception as error:  # as above
            raise _translated(error) from error

    def forget(self, entry: str) -> None:
        if self.get(entry) is None:
            return
        try:
            self._backend.delete_password(_SERVICE, entry)
        except Exception as error:  # as above
            raise _translated(error) from error

    def unlock(self, entry: str) -> None:
        """It asks when it is read."""

    def cancel(self) -> None:
        """Nothing is known of its prompts."""


def _as_port(backend: KeyringBackend) -> KeyringPort:
    if sys.platform != "linux" or _full_name(backend) != _OF_SERVICE:
        return _OtherKeyring(backend)
    return _secret_service()


def _secret_service() -> SecretService:
    from pomtray.desktop.vault.secret_service import SecretService  # noqa: PLC0415 38 ms

    return SecretService(_OF_SERVICE, _SERVICE)


def _is_configured() -> bool:
    """Whether the person chose a keyring for all Python programs (docs of keyring, "Configuring")."""
    settings = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return "PYTHON_KEYRING_BACKEND" in os.environ or os.path.lexists(settings / "python_keyring/keyringrc.cfg")


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

    if sys.platform != "darwin":
        # WORKAROUND: keyring loads macOS' on every system. This part of it looks for Apple's libraries with ldconfig,
        # compiler and linker, up to 30 processes, and finds none.
        sys.modules.setdefault("keyring.backends.macOS.api", None)  # type: ignore[arg-type]
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


def _translated(error: Exception) -> VaultTrouble:
    """A foreign error as ours; only its type is told, its text could hold anything."""
    name = type(error).__name__
    if name == "KeyringLocked":  # after the keyring has asked by itself
        return VaultTrouble(Trouble.DECLINED)
    return VaultTrouble(Trouble.MISSING, name)
