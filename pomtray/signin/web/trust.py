"""Whom the system trusts, loaded once for a context.

On Windows and macOS the system itself judges each chain, through truststore. On Linux the authorities are files:
truststore reads all of them again for every connection, some 40 ms of processor time each, so OpenSSL gets them here.
"""

from __future__ import annotations

import contextlib
import os
import re
import ssl
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from pomtray.core.errors import Problem, Unreachable
from pomtray.core.plain import foreign
from pomtray.core.report import About
from pomtray.core.text import joined, phrase

_JUDGES: Final = sys.platform in {"win32", "darwin"}
_BUNDLES: Final = (
    "/etc/ssl/certs/ca-certificates.crt",  # Debian, Ubuntu
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",  # Fedora, RHEL
    "/etc/ssl/cert.pem",  # Alpine, Arch
    "/etc/pki/tls/cert.pem",
    "/etc/ssl/ca-bundle.pem",  # SUSE
)
"""Where a Python whose OpenSSL was built for another place finds them."""
_HASHED: Final = re.compile(r"[0-9a-fA-F]{8}\.[0-9]")


def trusting() -> ssl.SSLContext:
    """A context that trusts whom the system trusts, and checks the host's name. It blocks for some 40 ms.

    One that trusts nobody where what there is cannot be read: then each connection is refused (`trusts_nobody`).
    """
    if sys.platform == "win32" or sys.platform == "darwin":
        import truststore  # noqa: PLC0415 only there

        return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    store = system_store()
    if _is_openssls(store):
        context.set_default_verify_paths()
    elif store is not None:
        with contextlib.suppress(OSError):
            context.load_verify_locations(cafile=store)
    return context


def trusting_by_folder() -> ssl.SSLContext:
    """As `trusting`; where the system has a folder of authorities, OpenSSL takes from that whom it needs when it does.

    That is at once, and trusts nobody whom `trusting` does not: who is not trusted here may be trusted there.
    """
    folder = folder_of_authorities()
    if not folder:
        return trusting()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(capath=folder)
    return context


def folder_of_authorities() -> str:
    """The folder where OpenSSL finds whom the system trusts, by name; "" where there is none, or the system judges.

    Nor where the environment names a file alone: whom that has is not in the folder.
    """
    folder = ssl.get_default_verify_paths().capath
    if folder is None or _JUDGES or ("SSL_CERT_FILE" in os.environ and "SSL_CERT_DIR" not in os.environ):
        return ""
    return folder if _has_certificates(Path(folder)) else ""


def trust_also(context: ssl.SSLContext, authorities: Iterable[str]) -> None:
    """Trust the authorities of these files too. Raises `Unreachable` for one that cannot be used."""
    for file in authorities:
        try:
            context.load_verify_locations(cafile=file)
        except OSError as error:
            raise Unreachable(_unreadable(file, error)) from error


def system_store() -> Path | None:
    """The file or folder that says whom the system trusts; None where there is none, or the system judges by itself.

    `SSL_CERT_FILE` and `SSL_CERT_DIR` come first, then what OpenSSL was built with.
    """
    if _JUDGES:
        return None
    paths = ssl.get_default_verify_paths()
    if paths.cafile:
        return Path(paths.cafile)
    if paths.capath and _has_certificates(Path(paths.capath)):
        return Path(paths.capath)
    return next((Path(name) for name in _BUNDLES if Path(name).is_file()), None)


def stores() -> tuple[Path, ...]:
    """The files and folders that tell whom the system trusts, to be looked at for changes."""
    paths = ssl.get_default_verify_paths()
    places = (system_store(), *(Path(name) for name in (paths.cafile, paths.capath) if name))
    return () if _JUDGES else tuple(dict.fromkeys(place for place in places if place is not None))


def trusts_nobody(context: ssl.SSLContext) -> Problem | None:
    """Why a context of `trusting`, as it came, trusts nobody; None where it trusts somebody.

    Of a folder OpenSSL reads what it needs when it needs it.
    """
    store = system_store()
    if _JUDGES or context.cert_store_stats()["x509"] or (store is not None and store.is_dir()):
        return None
    if store is None:
        return _no_authorities(phrase("There is no file of authorities on this system"))
    readable = os.access(store, os.R_OK)
    if readable:
        return _no_authorities(phrase("{store} holds no certificate", store=store))
    return _no_authorities(phrase("{store} cannot be read", store=store))


def _is_openssls(store: Path | None) -> bool:
    paths = ssl.get_default_verify_paths()
    return store is not None and str(store) in {paths.cafile, paths.capath}


def _has_certificates(folder: Path) -> bool:
    return folder.is_dir() and any(_HASHED.fullmatch(path.name) for path in folder.iterdir())


def _no_authorities(why: str) -> Problem:
    return Problem(
        phrase("The system's authorities cannot be used"),
        phrase("{why}, so no server's certificate can be checked.", why=why),
        phrase("Install the package `ca-certificates` or mend that file; `SSL_CERT_FILE` can name another one."),
        About.ENCRYPTION,
    )


def _unreadable(path: str, error: OSError) -> Problem:
    match error:
        case FileNotFoundError():
            reason = phrase("there is no such file")
        case PermissionError():
            reason = phrase("it may not be read")
        case _:
            reason = phrase("it cannot be read as PEM")
    return Problem(
        phrase("The CA file cannot be used"),
        joined("", (joined(": ", (foreign(path), reason)), ".")),
        phrase("Give the path of a PEM file as `ca`."),
        About.ENCRYPTION,
    )
