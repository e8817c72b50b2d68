"""What crosses the proxy, head by head."""

from __future__ import annotations

import pytest

from pomtray.core.domain.origin import Origin
from pomtray.forward.crossing import Denied, Headers, Place, answered, asked, with_credential

PLACE = Place("127.0.0.1", 8080, "canary-secret")
ROUTE = Origin.parse("https://app.example.com")
HOST = (b"host", b"127.0.0.1:8080")


def ask(target: bytes = b"/canary-secret/x", *headers: tuple[bytes, bytes]) -> Headers:
    return with_credential(asked(PLACE, ROUTE, b"GET", target, [HOST, *headers]), "Authorization", "Pomerium token")


@pytest.mark.parametrize(
    ("target", "sent"),
    [
        (b"/canary-secret", b"/"),
        (b"/canary-secret/", b"/"),
        (b"/canary-secret?a=b", b"/?a=b"),
        (b"/canary-secret//evil.example/x", b"//evil.example/x"),
        (b"/canary-secret/../x", b"/../x"),
        (b"/canary-secret/%2e%2e", b"/%2e%2e"),
    ],
)
def test_the_rest_of_the_target_is_the_routes(target: bytes, sent: bytes) -> None:
    assert asked(PLACE, ROUTE, b"GET", target, [HOST]).target == sent


@pytest.mark.parametrize(
    "target", [b"/", b"//canary-secret/", b"/canary-secre", b"/canary-secret%2f", b"/x/canary-secret"]
)
def test_nothing_else_is_the_secret(target: bytes) -> None:
    with pytest.raises(Denied, match="secret"):
        asked(PLACE, ROUTE, b"GET", target, [HOST])


@pytest.mark.parametrize(
    ("location", "seen"),
    [
        (b"https://app.example.com.evil.example/", b"https://app.example.com.evil.example/"),
        (b"https://app.example.com:8443/", b"https://app.example.com:8443/"),
        (b"https://app.example.com@evil.example/", b"https://app.example.com@evil.example/"),
        (b"https://app.example.com?x", b"http://127.0.0.1:8080/canary-secret/?x"),
        (b"/\\evil.example", b"/\\evil.example"),
        (b"", b""),
    ],
)
def test_where_an_answer_leads(location: bytes, seen: bytes) -> None:
    request = asked(PLACE, ROUTE, b"GET", b"/canary-secret/x", [HOST])
    assert (b"location", seen) in answered(request, ROUTE, [(b"Location", location)])


def test_a_providers_token_takes_the_place_of_the_clients_own() -> None:
    request = asked(PLACE, ROUTE, b"GET", b"/canary-secret/x", [HOST, (b"authorization", b"Basic own")])
    named = [
        value
        for name, value in with_credential(request, "Authorization", "Bearer a")
        if name.lower() == b"authorization"
    ]
    assert named == [b"Bearer a"]


def test_what_speaks_for_a_whole_host_stays_away() -> None:
    request = asked(PLACE, ROUTE, b"GET", b"/canary-secret/x", [HOST])
    found = answered(
        request, ROUTE, [(b"Strict-Transport-Security", b"max-age=1"), (b"Connection", b"x-a"), (b"X-A", b"1")]
    )
    assert found == [(b"referrer-policy", b"no-referrer")]


def test_only_websocket_is_an_upgrade() -> None:
    def upgrades(connection: bytes, to: bytes) -> bool:
        headers = [HOST, (b"connection", connection), (b"upgrade", to)]
        return asked(PLACE, ROUTE, b"GET", b"/canary-secret/x", headers).upgrades

    assert upgrades(b"keep-alive, Upgrade", b"WebSocket")
    assert not upgrades(b"Upgrade", b"h2c")
    assert not upgrades(b"Upgrade", b"websocket, h2c")
    assert not upgrades(b"close", b"websocket")


def test_reprs_hold_no_secret() -> None:
    request = asked(PLACE, ROUTE, b"GET", b"/canary-secret/x?canary-query", [HOST, (b"authorization", b"canary-own")])
    assert "canary" not in repr(PLACE) + repr(request)
