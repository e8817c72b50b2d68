"""A private authority, and servers and people with certificates of it."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import trustme
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    pkcs12,
)
from cryptography.x509 import load_pem_x509_certificate

PASSPHRASE = "canary-passphrase"


class Authority:
    def __init__(self, folder: Path, name: str = "corp") -> None:
        self._authority = trustme.CA()
        self._folder = folder
        self.file = str(folder / f"{name}-ca.pem")
        self._authority.cert_pem.write_to_path(self.file)

    def server(
        self, *, wants_certificate: bool = False, host: str = "127.0.0.1", begins_in: timedelta = timedelta()
    ) -> ssl.SSLContext:
        """begins_in: the certificate counts for two hours from then on."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        begins_at = datetime.now(UTC) - timedelta(hours=1) + begins_in
        ends_at = begins_at + timedelta(hours=2)
        self._authority.issue_cert(host, not_before=begins_at, not_after=ends_at).configure_cert(context)
        if wants_certificate:
            context.verify_mode = ssl.CERT_REQUIRED
            self._authority.configure_trust(context)
        return context

    def person(self, *, passphrase: str = "") -> tuple[str, str, str]:
        """A certificate: as PEM, its key as PEM, both as PKCS#12."""
        issued = self._authority.issue_cert("alice@corp.test")
        names = [str(self._folder / f"{'locked-' if passphrase else ''}alice.{kind}") for kind in ("crt", "key", "p12")]
        certificate = load_pem_x509_certificate(issued.cert_chain_pems[0].bytes())
        key = load_pem_private_key(issued.private_key_pem.bytes(), None)
        lock: KeySerializationEncryption = (
            BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
        )
        Path(names[0]).write_bytes(certificate.public_bytes(Encoding.PEM))
        Path(names[1]).write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock))
        packed = pkcs12.serialize_key_and_certificates(b"alice", key, certificate, None, lock)  # type: ignore[arg-type]
        Path(names[2]).write_bytes(packed)
        return names[0], names[1], names[2]
