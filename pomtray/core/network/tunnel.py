"""Addresses of TCP routes: which Pomerium opens the tunnel, and what for (`pomerium.md` §10).

Written as pomerium-cli and the routes API write them: `tcp+https://NAME:PORT`, and with another server in front
`tcp+https://PROXY:PROXYPORT/NAME:PORT`. `tcp+http://` is for a Pomerium on loopback, as `http://` is.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from pomtray.core.domain.origin import Origin
from pomtray.core.light_dataclass import dataclass
from pomtray.core.text import phrase

_TUNNELLED: Final = re.compile(
    r"(?P<kind>tcp|udp)\+(?P<scheme>https?)://(?P<place>[^/]*)/?(?P<target>.*)\Z", re.IGNORECASE
)
_HAS_PORT: Final = re.compile(r":[0-9]+\Z")
_SCHEME: Final = "tcp+https"
_STRAY: Final = re.compile(r"[/?#]")


@dataclass(frozen=True, slots=True)
class Tunnel:
    """One TCP route."""

    through: Origin
    """The Pomerium that is asked."""
    target: str
    """`NAME:PORT`, what it is asked for."""
    is_direct: bool
    """Whether the address names the target only: its Pomerium is then the one of that name."""

    @property
    def place(self) -> Origin:
        """What a Pomerium tells it from its other routes by: no credential goes there."""
        return replace(_target(self.target), scheme=_SCHEME)

    def __str__(self) -> str:
        if self.is_direct:
            return f"tcp+{self.through.scheme}://{self.target}"
        return f"tcp+{self.through.scheme}://{self.through.authority}/{self.target}"


def is_tunnel(address: str) -> bool:
    return bool(_TUNNELLED.match(address.strip()))


def tunnel(address: str) -> Tunnel:
    """What `address` names. Raises `ValueError`, with a reason a person can read."""
    found = _TUNNELLED.match(address.strip())
    if found is None:
        raise ValueError(phrase("must start with tcp+https://"))
    if found["kind"].lower() == "udp":
        raise ValueError(phrase("UDP routes are not opened, TCP routes only"))
    scheme, is_direct = found["scheme"].lower(), not found["target"]
    target = _target(found["place"] if is_direct else found["target"])
    if is_direct:
        host = f"[{target.host}]" if ":" in target.host else target.host
        return Tunnel(Origin.parse(f"{scheme}://{host}"), _written(target), is_direct)
    return Tunnel(Origin.parse(f"{scheme}://{found['place']}"), _written(target), is_direct)


def _target(place: str) -> Origin:
    if not _HAS_PORT.search(place) or _STRAY.search(place):
        raise ValueError(phrase("must end with a port, like tcp+https://db.example.com:5432"))
    return Origin.parse(f"https://{place}")


def _written(target: Origin) -> str:
    """With its port, whichever it is."""
    return f"[{target.host}]:{target.port}" if ":" in target.host else f"{target.host}:{target.port}"
