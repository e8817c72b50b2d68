"""Entries of `NO_PROXY`: hosts that are reached without a proxy.

Names cover what lies below them, written `corp.example`, `.corp.example` or `*.corp.example` (as curl and GLib's
GSimpleProxyResolver read them). Addresses may be networks, or the beginning of one (`10.`); each entry may have a port.
"""

from __future__ import annotations

import fnmatch
import ipaddress
import re
from typing import Final

from pomtray.core.domain.origin import Origin
from pomtray.core.light_dataclass import dataclass
from pomtray.core.text import phrase

_BRACKETED: Final = re.compile(r"\[([^\]]*)\](/[0-9]+)?(?::(.*))?\Z")
_NAME: Final = re.compile(r"[a-z0-9_*?-]+(\.[a-z0-9_*?-]+)*\Z")
_SHORT: Final = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,3}){0,2})/([0-9]{1,2})\Z")
"""As macOS writes 169.254/16."""
_BEGINNING: Final = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,3}){0,2})\.\Z")
_WILD: Final = frozenset("*?")
_PORTS: Final = range(1, 65536)
_LOCAL: Final = "<local>"
"""Windows' word for names without a dot."""

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True, slots=True)
class SkippedEntry:
    """An entry that was passed over, and why."""

    source: str
    entry: str
    reason: str


@dataclass(frozen=True, slots=True)
class Exempt:
    """One entry: a name with what lies below it, a pattern with `*`, or a network."""

    name: str = ""
    network: Network | None = None
    port: int | None = None
    scheme: str = ""

    @classmethod
    def parse(cls, text: str) -> Exempt:
        """Raises `ValueError` with the reason, in words that go on "…, because"."""
        scheme, separator, rest = text.lower().rpartition("://")
        if separator:
            rest = rest.rpartition("@")[2].partition("/")[0]
        place, port = _parted(rest.removesuffix("/"))
        network = _network(place)
        return cls("" if network else _name(place), network, port, scheme)

    def covers(self, origin: Origin) -> bool:
        if self.port not in (None, origin.port) or self.scheme not in ("", origin.scheme):
            return False
        address = _address(origin.host)
        if self.network is not None:
            return address is not None and address in self.network
        if self.name == _LOCAL:
            return "." not in origin.host and address is None
        if _WILD & {*self.name}:
            return fnmatch.fnmatchcase(origin.host, self.name)
        return origin.host == self.name or (address is None and origin.host.endswith(f".{self.name}"))


def _parted(text: str) -> tuple[str, int | None]:
    """The host, and the port where there is one; an IPv6 address may come without brackets, but then has none."""
    if bracketed := _BRACKETED.match(text):
        return bracketed[1] + (bracketed[2] or ""), None if bracketed[3] is None else _port(bracketed[3])
    if text.count(":") != 1:
        return text, None
    host, _, port = text.partition(":")
    return host, _port(port)


def _port(text: str) -> int | None:
    """None for all of them."""
    if text == "*":
        return None
    if not re.fullmatch(r"[0-9]{1,5}", text) or int(text) not in _PORTS:
        raise ValueError(phrase("its port is not a number from 1 to 65535"))
    return int(text)


def _network(place: str) -> Network | None:
    """An address is a network of one. Raises `ValueError` where only an address could be meant."""
    if short := _SHORT.match(place):
        place = f"{short[1]}{'.0' * (3 - short[1].count('.'))}/{short[2]}"
    elif begins := _BEGINNING.match(place):
        labels = begins[1].count(".") + 1
        place = f"{begins[1]}{'.0' * (4 - labels)}/{8 * labels}"
    try:
        network = ipaddress.ip_network(place, strict=False)
    except ValueError:
        if "/" in place or ":" in place:
            raise ValueError(phrase("it is no address or network")) from None
        return None
    mapped = network.network_address.ipv4_mapped if isinstance(network, ipaddress.IPv6Network) else None
    return network if mapped is None else ipaddress.ip_network((mapped, max(network.prefixlen - 96, 0)))


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return None
    return (address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None) or address


def _name(place: str) -> str:
    if place in ("*", _LOCAL):
        return place
    name = place.removeprefix("*.").removeprefix(".").removesuffix(".")
    if not name.isascii():
        name = _punycode(name)
    # What ends in a number can only be an address (WHATWG URL, "ends in a number"), and it is no whole one.
    if not _NAME.match(name) or (name.rpartition(".")[2].isdigit() and not _WILD & {*name}):
        raise ValueError(phrase("it is no name, address or network"))
    return name


def _punycode(name: str) -> str:
    try:
        return name.encode("idna").decode()
    except UnicodeError:
        return ""
