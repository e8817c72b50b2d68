"""A client certificate, put where TLS can take it: PEM, or PKCS#12.

Python's ssl takes files only (`SSLContext.load_cert_chain`), so what a PKCS#12 file holds goes into one that only this
process can name, where there is such a thing, and its key is encrypted there all the same.
"""

from __future__ import annotations

import os
import secrets
import ssl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from pomtray.core.errors import Problem, Unreachable
from pomtray.core.network.tls import Tls
from pomtray.core.plain import foreign
from pomtray.core.report import About
from pomtray.core.secret import Secret
from pomtray.core.text import joined, phrase

_PEM: Final = b"-----BEGIN "
_ENCRYPTED: Final = b"ENCRYPTED"
"""In PKCS#8's first line, and in OpenSSL's older header (`Proc-Type: 4,ENCRYPTED`)."""
_MISMATCH: Final = "KEY_VALUES_MISMATCH"
_LARGEST: Final = 1024 * 1024


class KeyLocked(Exception):
    """The key has a passphrase, and the one that was given does not open it."""


def load(context: ssl.SSLContext, tls: Tls, passphrase: Secret | None) -> None:
    """Give `context` the client certificate of `tls`. Raises `KeyLocked`, or `Unreachable` where it cannot be used."""
    try:
        certificate, key = _read(tls.certificate), _read(tls.locked_file)
        if _PEM in certificate:
            _load_pem(context, tls, passphrase, locked=_ENCRYPTED in key)
        else:
            _load_pkcs12(context, certificate, passphrase)
    except (OSError, ValueError) as error:
        raise Unreachable(_unusable(tls, error)) from None


def _read(file: str) -> bytes:
    with Path(file).open("rb") as opened:
        return opened.read(_LARGEST)


def _load_pem(context: ssl.SSLContext, tls: Tls, passphrase: Secret | None, *, locked: bool) -> None:
    # NOTE: without a password OpenSSL would ask for one on the terminal.
    password = passphrase.reveal() if passphrase is not None else ""
    if locked and not password:
        raise KeyLocked
    try:
        context.load_cert_chain(tls.certificate, tls.key or None, password=lambda: password)
    except ssl.SSLError as error:
        if locked and error.reason != _MISMATCH:
            raise KeyLocked from None
        raise


def _load_pkcs12(context: ssl.SSLContext, data: bytes, passphrase: Secret | None) -> None:
    from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415 few have one
        BestAvailableEncryption,
        Encoding,
        PrivateFormat,
        pkcs12,
    )

    password = passphrase.reveal().encode() if passphrase is not None else None
    try:
        found = pkcs12.load_pkcs12(data, password)
    except ValueError as error:
        if "password" in str(error).lower():
            raise KeyLocked from None
        raise
    if found.key is None or found.cert is None:
        raise ValueError(phrase("it holds no certificate with its key"))
    chain = [found.cert, *found.additional_certs]
    certificates = b"".join(one.certificate.public_bytes(Encoding.PEM) for one in chain)
    once = secrets.token_hex(32)
    key = found.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(once.encode()))
    with _file_of(certificates + key) as file:
        context.load_cert_chain(file, password=once)


@contextmanager
def _file_of(data: bytes) -> Iterator[str]:
    """A file's name for a moment: of memory on Linux (memfd_create(2)), elsewhere readable by this user only."""
    number, file = _opened()
    try:
        with open(number, "wb", closefd=False) as opened:
            opened.write(data)
        yield file
    finally:
        os.close(number)
        if not file.startswith("/proc/"):
            with suppress(OSError):
                Path(file).unlink()


def _opened() -> tuple[int, str]:
    with suppress(AttributeError, OSError):
        number = os.memfd_create("certificate")
        return number, f"/proc/self/fd/{number}"
    return tempfile.mkstemp()


def _unusable(tls: Tls, error: Exception) -> Problem:
    file = error.filename if isinstance(error, OSError) and isinstance(error.filename, str) else tls.certificate
    match error:
        case FileNotFoundError():
            reason = phrase("there is no such file")
        case ssl.SSLError(reason=reason) if reason == _MISMATCH:
            reason = phrase("the key is not that of the certificate")
        case PermissionError():
            reason = phrase("it may not be read")
        case _:
            reason = phrase("it is neither PEM nor PKCS#12 with a certificate and its key")
    return Problem(
        phrase("The client certificate cannot be used"),
        joined("", (joined(": ", (foreign(file), reason)), ".")),
        phrase("Check `client_cert` and `client_key` in the settings."),
        About.CERTIFICATE,
    )


def locked(tls: Tls) -> Problem:
    """Nobody is there to be asked for the passphrase."""
    return Problem(
        phrase("The client certificate is locked"),
        phrase(
            "The key in {file} has a passphrase, and the vault does not hold it.",
            file=foreign(tls.locked_file),
        ),
        phrase("Sign in: it is asked for then."),
        About.CERTIFICATE,
    )
