"""`header` and `token` of a route once more, without the app: what was answered before is given again while it stands.

That is before anything is loaded that takes long: no rules, no settings, no event loop. The rules have said how long
the answer stands (`core/model/standing`). Here it is seen that vault and settings are those of then, and the server is
asked whether the session lives. Whatever is not a clear yes is None: then the command goes on as if this had not been
tried.
"""

from __future__ import annotations

import gc
import os
import stat
import time

from pomtray.cli import quick

TYPE_CHECKING = False  # typing takes longer than what is done here
if TYPE_CHECKING:
    from collections.abc import Sequence

    from pomtray.desktop.vault.standing import StandingAnswer

COMMANDS = ("header", "token")
_LARGEST = 1024 * 1024
_LARGEST_VAULT = 64 * 1024 * 1024
"""Bytes."""
_SERVICE, _ENTRY = "pomtray", "sessions"
_KEYRING = b"keyring.backends.SecretService.Keyring"
_KIND = "1"
_INTERRUPTED = 130
"""As `commands` ends then."""
_TRUST = ("SSL_CERT_FILE", "SSL_CERT_DIR")
"""Environment variables of OpenSSL's."""


def main(arguments: Sequence[str]) -> int | None:
    """The exit status; None where it takes more than that."""
    question, settings, vault = question_of(arguments), quick.default_settings(), default_vault()
    if not question or not settings or not vault:
        return None
    gc.disable()
    try:
        answer = given(question, settings, vault)
    except KeyboardInterrupt:
        return _INTERRUPTED
    finally:
        gc.enable()
    if answer is None:
        return None
    try:
        os.write(1, answer.encode() + b"\n")
    except OSError:
        return None  # the whole command line says why
    return 0


def question_of(arguments: Sequence[str]) -> str:
    """What an answer is kept under: also by whom one trusts, where the environment says that; "" for what has none."""
    if not quick.is_plain(arguments) or arguments[0] not in COMMANDS or quick.elsewhere(None):
        return ""
    said = (*arguments, *(os.environ.get(name, "") for name in _TRUST))
    return "\n".join(said) if all(map(str.isprintable, said)) else ""


def default_vault() -> str:
    """Path of the vault of `quick.default_settings`, as `own_vault_place` says it; "" where that takes more."""
    return quick.own_file("XDG_DATA_HOME", ".local/share", "sessions.vault")


def given(question: str, settings: str, vault: str) -> str | None:
    """The answer; None where none stands. settings, vault: paths."""
    from pomtray.desktop.vault import standing  # noqa: PLC0415 few commands are asked for

    place = standing.place(vault, question, quick.digest)
    sealed = standing.sealed(place)
    if sealed is None or _is_locked(vault) or _app_runs(settings, vault):
        return None
    turn = _turn(settings, vault)
    if turn is None:
        return None
    try:
        found = _opened(sealed) if _is_kept_by_service(vault) else None
        if found is None or found.question != question:
            return None
        return _given(found, place, settings, vault)
    except OSError:
        return None
    finally:
        os.close(turn)


def _given(found: StandingAnswer, place: str, settings: str, vault: str) -> str | None:
    """Raises `OSError`."""
    if not _is_as_then(found, settings, vault):
        return None
    if not _lives(found):
        from pomtray.desktop.vault import standing  # noqa: PLC0415 it is loaded

        standing.spoil(place)
        return None
    return found.answer if _is_as_then(found, settings, vault) else None


def _is_locked(vault: str) -> bool:
    """See `lock_mark`."""
    return os.path.lexists(f"{vault}.locked")


def _app_runs(settings: str, vault: str) -> bool:
    """Whether it can be asked, at any of `socket_place.ask_addresses`: what it said to `quick` may have been a no."""
    folders = (
        os.environ.get("XDG_RUNTIME_DIR", ""),
        os.path.dirname(vault),  # noqa: PTH120 pathlib takes longer
        f"{os.environ.get('TMPDIR') or '/tmp'}/pomtray-{os.getuid()}",  # noqa: S108 as it is used where the others cannot be
    )
    name = f"pomtray-{quick.mark(settings)}.ask"
    for folder in folders:
        connection = quick.connect(f"{folder}/{name}") if folder.startswith("/") else None
        if connection is not None:
            connection.close()
            return True
    return False


def _turn(settings: str, vault: str) -> int | None:
    """What keeps out who has the turn with the vault (`desktop.vault.turn`); None while the app or a command has it."""
    import fcntl  # noqa: PLC0415 only here

    folder = os.path.dirname(vault)  # noqa: PTH120 pathlib takes longer
    try:
        descriptor = os.open(f"{folder}/turn-{quick.mark(settings)}.lock", os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor


def _content(path: str, largest: int) -> bytes | None:
    """What is in that file; None where there is none, or more."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return None
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return None
        content = file.read(largest + 1)
    return content if len(content) <= largest else None


def _is_kept_by_service(vault: str) -> bool:
    """Whether its key is in a Secret Service, and the person chose no other keyring (`keyring_key`)."""
    folder = os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")  # noqa: PTH111 as above
    is_chosen = "PYTHON_KEYRING_BACKEND" in os.environ or os.path.lexists(f"{folder}/python_keyring/keyringrc.cfg")
    content = None if is_chosen else _content(vault, _LARGEST_VAULT)
    return content is not None and content.split(b"\n", 2)[1:2] == [_KEYRING]


def _opened(sealed: bytes) -> StandingAnswer | None:
    """By the key in the keyring, where nobody has to be asked for it."""
    from pomtray.desktop.processes import core_dumps  # noqa: PLC0415 before there is a secret

    core_dumps.leave_none()
    from pomtray.desktop.vault import quick_key, standing  # noqa: PLC0415 only here

    kind, key, generation = (*(quick_key.text_of(_ENTRY, _SERVICE) or "").split(":"), "", "")[:3]
    if kind != _KIND or not generation.isdecimal():
        return None
    found = standing.opened(sealed, key.encode())
    return found if found is not None and found.generation >= int(generation) else None


def _is_as_then(found: StandingAnswer, settings: str, vault: str) -> bool:
    """Whether the rules would still decide by the same, and its time has not passed."""
    said, content = _content(settings, _LARGEST), _content(vault, _LARGEST_VAULT)
    if said is None or content is None or _is_locked(vault):
        return False
    now = (settings, quick.digest(said), quick.digest(content))
    return now == (found.place, found.settings, found.vault) and found.since <= time.time() < found.until


def _lives(found: StandingAnswer) -> bool:
    """Whether the server says so; of a provider's session its end says enough."""
    if not found.host:
        return True
    if not found.is_here:
        from pomtray.desktop.system import no_proxies  # noqa: PLC0415 only elsewhere

        if no_proxies.are_set():
            return False
    from pomtray.signin.web import asked_again  # noqa: PLC0415 only here

    trusted = found.trusted.split("\n") if found.trusted else []
    return asked_again.is_same(
        (found.host, found.port),
        found.request.encode(),
        found.body,
        quick.digest,
        trusted if found.scheme == "https" else None,
    )
