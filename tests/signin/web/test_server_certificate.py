"""How far a connection comes, as httpcore tells it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from pomtray.core.network.proxy import Proxy
from pomtray.core.plain import unmarked
from pomtray.signin.web import server_certificate
from pomtray.signin.web.http import Web
from pomtray.signin.web.server_certificate import CertificateWatch, described, trusted

Parts = list[tuple[x509.ObjectIdentifier, str]]
UNIT = (NameOID.ORGANIZATIONAL_UNIT_NAME, "Ops")
NAME = (NameOID.COMMON_NAME, "app.test")
CORP = (NameOID.ORGANIZATION_NAME, "Corp")


def certificate(subject: Parts, issuer: Parts) -> bytes:
    """Without other names, as DER."""
    key = generate_private_key(SECP256R1())
    made = (
        x509.CertificateBuilder()
        .subject_name(named(subject))
        .issuer_name(named(issuer))
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2027, 3, 4, tzinfo=UTC))
    )
    return made.sign(key, SHA256()).public_bytes(Encoding.DER)


def named(parts: Parts) -> x509.Name:
    return x509.Name([x509.NameAttribute(*part) for part in parts])


@pytest.mark.parametrize(
    ("subject", "issuer", "said"),
    [
        ([NAME, CORP], [CORP], "app.test, Corp, issued by Corp, valid until 2027-03-04"),
        ([NAME], [NAME], "app.test, issued by itself, valid until 2027-03-04"),
        ([NAME], [UNIT], "app.test, issued by OU=Ops, valid until 2027-03-04"),
        ([NAME], [CORP, (NameOID.COMMON_NAME, "Corp")], "app.test, issued by Corp, valid until 2027-03-04"),
        ([NAME], [], "app.test, issued by nobody who says a name, valid until 2027-03-04"),
    ],
)
def test_a_certificate_is_described_by_the_names_that_it_has(subject: Parts, issuer: Parts, said: str) -> None:
    assert unmarked(described(certificate(subject, issuer))) == f"a certificate for {said}"


def test_what_cannot_be_read_is_said_to_be_so() -> None:
    assert described(b"") == ""
    assert described(b"0") == "a certificate that cannot be read"


async def test_a_connection_that_was_begun_is_none_yet() -> None:
    watch = CertificateWatch(None)
    await watch("connection.connect_tcp.started", {})
    assert not watch.connected
    await watch("connection.connect_tcp.complete", {})
    assert (watch.connected, watch.encrypted) == (True, False)


@pytest.mark.parametrize(
    ("scheme", "event"),
    [(None, "connection"), ("socks5h", "connection"), ("http", "proxy"), ("https", "proxy")],
)
async def test_the_servers_handshake_is_the_one_within_a_tunnel(scheme: str | None, event: str) -> None:
    """An https proxy has one of its own before; through SOCKS there is but one."""
    watch = CertificateWatch(Proxy(scheme, "proxy.test", 1, "test") if scheme else None)
    for begun in {"connection", "proxy"} - {event}:
        await watch(f"{begun}.start_tls.complete", {})
    assert not watch.encrypted
    await watch(f"{event}.start_tls.complete", {"return_value": _Stream()})
    assert (watch.encrypted, watch.version, watch.certificate) == (True, "TLSv1.3", b"der")


async def test_a_server_without_a_certificate_shows_none() -> None:
    watch = CertificateWatch(None)
    await watch("connection.start_tls.complete", {"return_value": _Stream(None)})
    assert (watch.encrypted, watch.certificate) == (True, b"")


@pytest.mark.parametrize(
    ("store", "said"),
    [(Path("/etc/x.pem"), "the system's authorities (/etc/x.pem)"), (None, "the system's authorities")],
)
async def test_whose_authorities_count_is_told(monkeypatch: pytest.MonkeyPatch, store: Path | None, said: str) -> None:
    monkeypatch.setattr(server_certificate, "system_store", lambda: store)
    async with Web() as web:
        assert trusted(web) == said


class _Stream:
    """As httpcore's, and the connection within."""

    def __init__(self, certificate: bytes | None = b"der") -> None:
        self.certificate = certificate

    def get_extra_info(self, _: str) -> _Stream:
        return self

    def version(self) -> str:
        return "TLSv1.3"

    def getpeercert(self, *, binary_form: bool) -> bytes | None:
        return self.certificate if binary_form else b""
