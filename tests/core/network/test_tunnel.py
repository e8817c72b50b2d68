"""Addresses of TCP routes."""

from __future__ import annotations

import pytest

from pomtray.core.domain.route import Route
from pomtray.core.network.tunnel import is_tunnel, tunnel


@pytest.mark.parametrize(
    ("address", "through", "target", "written"),
    [
        ("tcp+https://db.example.com:5432", "https://db.example.com", "db.example.com:5432", None),
        ("TCP+HTTPS://DB.example.com:443/", "https://db.example.com", "db.example.com:443", "tcp+https://db.example.com:443"),
        ("tcp+https://p.example.com:8443/db.test:22", "https://p.example.com:8443", "db.test:22", None),
        ("tcp+https://p.example.com:443/db.test:22", "https://p.example.com", "db.test:22", "tcp+https://p.example.com/db.test:22"),
        ("tcp+https://[2001:db8::1]:22", "https://[2001:db8::1]", "[2001:db8::1]:22", None),
        ("tcp+http://127.0.0.1:8080/db.test:22", "http://127.0.0.1:8080", "db.test:22", None),
    ],
)  # fmt: skip
def test_who_is_asked_for_what(address: str, through: str, target: str, written: str | None) -> None:
    found = tunnel(address)
    assert (str(found.through), found.target, str(found)) == (through, target, written or address)
    assert tunnel(str(found)) == found


def test_a_place_is_what_the_tunnel_leads_to_whoever_opens_it() -> None:
    place = tunnel("tcp+https://p.example.com/db.test:443").place
    assert (str(place), place.authority, place.is_asked) == ("tcp+https://db.test:443", "db.test:443", False)
    assert tunnel(str(place)).place == tunnel("tcp+http://127.0.0.1:8080/db.test:443").place == place
    assert tunnel("tcp+https://[2001:db8::1]:22").place.authority == "[2001:db8::1]:22"


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("https://db.example.com", "tcp"),
        ("udp+https://db.example.com:53", "UDP"),
        ("tcp+https://db.example.com", "port"),
        ("tcp+https://db.example.com:0", "port"),
        ("tcp+https://p.example.com/db.test", "port"),
        ("tcp+https://a@db.example.com:22", "user name"),
        ("tcp+https://db.example.com:22/x/y:1", "port"),
        ("tcp+https://p.example.com/db.test:22?a=b:1", "port"),
        ("tcp+http://db.example.com:22", "loopback"),
        ("tcp+https://db.example.com.:22", "dot"),
        ("tcp+https://db.example.com :22", "spaces"),
    ],
)
def test_what_is_none(address: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        tunnel(address)


def test_a_route_is_asked_at_its_pomerium() -> None:
    route = Route("db", "tcp+https://db.example.com:5432")
    assert (route.host, route.path) == ("https://db.example.com", "/")
    assert route.tunnel == tunnel(route.url)
    assert Route("app", "https://db.example.com").tunnel is None
    assert not is_tunnel("https://db.example.com")
