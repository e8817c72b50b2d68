"""Origins (RFC 6454): scheme, host and port, compared exactly (`pomerium.md` §9 rule 3)."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from pomtray.core.text import phrase

_DEFAULT_PORTS = {"https": 443, "http": 80}
_PORTS = range(1, 65536)
_OWN_NAMES = frozenset({"localhost.localdomain", "ip6-localhost", "ip6-loopback"})
"""Which systems' `/etc/hosts` has besides `localhost`."""
_LONGEST = 253
"""Characters of a name (RFC 1035 §2.3.4)."""
_BRACKETS = re.compile(r"\[[0-9A-Fa-f:.]+\](:|\Z)")
_NUMBER = re.compile(r"(.*\.)?([0-9]+|0x[0-9a-f]*)\Z")
"""A host whose last label is a number: browsers read it as an IPv4 address (WHATWG URL, "ends in a number")."""
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)\Z")
_PRINTABLE = re.compile(r"[\x21-\x7e]+\Z")


@dataclass(frozen=True, slots=True, order=True)
class Origin:
    """Where a credential may go. The host is lower-case ASCII, an IPv6 address without brackets."""

    scheme: str
    host: str
    port: int

    @classmethod
    def parse(cls, url: str) -> Origin:
        """The origin of an `https` URL, or of an `http` URL on a loopback host.

        Raises `ValueError`, with a reason a person can read, for anything that two programs could
        read differently: userinfo, wildcards, trailing dots, percent-encoded hosts, odd ports.
        """
        parts = split(url)
        scheme = parts.scheme.lower()
        if scheme not in _DEFAULT_PORTS:
            raise ValueError(phrase("must start with https:// (http:// on a loopback host only)"))
        if "@" in parts.netloc:
            raise ValueError(phrase("must not contain a user name or password"))
        origin = cls(scheme, _host(parts), _port(parts, scheme))
        if scheme == "http" and not origin.is_loopback:
            raise ValueError(phrase("http:// is accepted for loopback hosts only; use https://"))
        return origin

    @property
    def is_loopback(self) -> bool:
        """True for literal 127/8, ::1 and `localhost`, nothing else."""
        if self.host in {"localhost", "::1"}:
            return True
        try:
            return ipaddress.IPv4Address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def is_this_computer(self) -> bool:
        """Whether it leads to this computer, also where it is not taken for loopback: `app.localhost`, 0.0.0.0, mapped.

        By RFC 6761 §6.3, RFC 4291 §2.5.5.2, and as systems connect to an address that is none.
        """
        if self.is_loopback or self.host in _OWN_NAMES or self.host.endswith(".localhost"):
            return True
        address = self._address
        if address is None:
            return False
        address = getattr(address, "ipv4_mapped", None) or address
        return address.is_loopback or address.is_unspecified

    @property
    def has_address(self) -> bool:
        """Whether its host is an address: no name is to be looked up, and there is no second one."""
        return self._address is not None

    @property
    def _address(self) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
        try:
            return ipaddress.ip_address(self.host)
        except ValueError:
            return None

    @property
    def is_asked(self) -> bool:
        """Whether one can connect to it; False for what a tunnel leads to."""
        return self.scheme in _DEFAULT_PORTS

    @property
    def authority(self) -> str:
        """`host` or `host:port`, the default port left out (`pomerium.md` §1: `:443` breaks the callback)."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORTS.get(self.scheme) else f"{host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}"


def split(url: str) -> SplitResult:
    """`urlsplit` for printable ASCII only. Raises `ValueError` otherwise."""
    if not _PRINTABLE.match(url):
        raise ValueError(phrase("must be printable ASCII without spaces (write other scripts as punycode)"))
    if "\\" in url:
        raise ValueError(phrase("must not contain a backslash"))
    return urlsplit(url)


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").lower()
    if "[" in parts.netloc or "]" in parts.netloc:
        return _ipv6(parts.netloc)
    if host.endswith("."):
        raise ValueError(phrase("the host must not end with a dot"))
    if not host or not all(_LABEL.match(label) for label in host.split(".")):
        raise ValueError(phrase("the host is missing or has characters that do not belong in a name"))
    if len(host) > _LONGEST:
        raise ValueError(phrase("the host is longer than a name can be"))
    if not _NUMBER.match(host):
        return host
    try:
        return str(ipaddress.IPv4Address(host))
    except ValueError:
        raise ValueError(phrase("the host must be a name or a full IP address such as 127.0.0.1")) from None


def _ipv6(netloc: str) -> str:
    """NOTE: `urlsplit` takes what stands before and after the brackets for nothing, and keeps zone ids."""
    if not _BRACKETS.match(netloc):
        raise ValueError(phrase("the host must be a full IPv6 address in brackets, without a zone"))
    return str(ipaddress.IPv6Address(netloc[1 : netloc.index("]")]))


def _port(parts: SplitResult, scheme: str) -> int:
    text = parts.netloc.rpartition("]")[2].partition(":")
    if text[1] and not re.fullmatch(r"[0-9]{1,5}", text[2]):
        raise ValueError(phrase("the port must be a number from 1 to 65535"))
    port = int(text[2]) if text[1] else _DEFAULT_PORTS[scheme]
    if port not in _PORTS:
        raise ValueError(phrase("the port must be a number from 1 to 65535"))
    return port
