"""Which certificate a server shows, and whose it is: also of one that is not trusted, to which nothing is sent.

It is the server's own: Python's ssl gives no more of the chain before 3.13.
"""

from __future__ import annotations

import contextlib
import ssl
from collections.abc import Mapping
from typing import Any, Final

import httpx

from pomtray.core.domain.origin import Origin
from pomtray.core.errors import PomtrayError
from pomtray.core.network.proxy import Proxy
from pomtray.core.network.tls import Tls
from pomtray.core.plain import foreign
from pomtray.core.text import phrase, with_values
from pomtray.signin.web.connection import transport
from pomtray.signin.web.http import Web
from pomtray.signin.web.trust import system_store

_SHOWN: Final = 80
_PATIENCE: Final = httpx.Timeout(10.0)
_TUNNELS: Final = {"http", "https"}


class CertificateSeen(Exception):
    """The certificate is known: the connection is given up before anything is sent."""


class CertificateWatch:
    """How far connections to a server come: a `signin.http.Watch`.

    proxy: what stands between. ends: at the certificate, by `CertificateSeen`.
    """

    def __init__(self, proxy: Proxy | None, *, ends: bool = False) -> None:
        # NOTE: an https proxy has a handshake of its own before the server's.
        tunnels = proxy is not None and proxy.scheme in _TUNNELS
        self._handshake = f"{'proxy' if tunnels else 'connection'}.start_tls.complete"
        self._ends = ends
        self.connected = False
        """To the server, or to the proxy."""
        self.encrypted = False
        self.certificate = b""
        """As DER."""
        self.version = ""
        """Of TLS."""

    async def __call__(self, event: str, info: Mapping[str, Any]) -> None:
        if event == "connection.connect_tcp.complete":
            self.connected = True
        if event == self._handshake:
            stream = info["return_value"]
            tls = stream.get_extra_info("ssl_object")
            self.encrypted, self.version = True, str(tls.version())
            self.certificate = tls.getpeercert(binary_form=True) or b""
            if self._ends:
                await stream.aclose()
                raise CertificateSeen


async def shown_by(origin: Origin, proxy: Proxy | None, everywhere: Tls) -> bytes:
    """The certificate that `origin` shows, as DER, whoever vouches for it; b"" where none could be had.

    NOTE: nobody is trusted by this: the connection ends with the handshake, and no client certificate is shown.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    watching = CertificateWatch(proxy, ends=True)
    with contextlib.suppress(CertificateSeen, httpx.HTTPError, PomtrayError, OSError):
        way = await transport(context, proxy, everywhere)
        async with httpx.AsyncClient(transport=way, trust_env=False, timeout=_PATIENCE) as client:
            await client.get(str(origin), extensions={"trace": watching})
    return watching.certificate


def described(certificate: bytes) -> str:
    """Who issued it for whom and until when, going on "it shows …"; "" where there is none."""
    from cryptography import x509  # noqa: PLC0415 seldom needed

    if not certificate:
        return ""
    try:
        read = x509.load_der_x509_certificate(certificate)
        issuer, subject = _name_text(read.issuer), _name_text(read.subject)
        until = read.not_valid_after_utc
    except ValueError:
        return phrase("a certificate that cannot be read")
    hosts, day = _hosts(read) or subject, f"{until:%Y-%m-%d}"
    if read.issuer == read.subject:
        return phrase("a certificate for {hosts}, issued by itself, valid until {day}", hosts=hosts, day=day)
    pattern = phrase("a certificate for {hosts}, issued by {issuer}, valid until {day}")
    return with_values(pattern, hosts=hosts, issuer=issuer, day=day)


def trusted(web: Web) -> str:
    """Whose authorities a certificate is held against, for what `web` asks."""
    store = system_store()
    system = phrase("the system's authorities ({store})", store=store) if store else phrase("the system's authorities")
    own = ", ".join(foreign(file) for file in web.tls.authorities)
    return phrase("{authorities} and {files}", authorities=system, files=own) if own else system


def _name_text(name: Any) -> str:
    """A distinguished name, its common name and organisation first (RFC 5280 §4.1.2.4)."""
    from cryptography.x509.oid import NameOID  # noqa: PLC0415 as above

    wanted = (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME)
    values = [str(found[0].value) for oid in wanted if (found := name.get_attributes_for_oid(oid))]
    return foreign(", ".join(dict.fromkeys(values)) or name.rfc4514_string(), _SHOWN) or phrase(
        "nobody who says a name"
    )


def _hosts(certificate: Any) -> str:
    from cryptography import x509  # noqa: PLC0415 as above

    try:
        found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, ValueError):
        return ""
    names = [*found.get_values_for_type(x509.DNSName), *map(str, found.get_values_for_type(x509.IPAddress))]
    return foreign(", ".join(names), _SHOWN)
