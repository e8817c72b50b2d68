"""A provider's words as values: metadata, tokens, devices, errors; and the address of a sign-in."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pomtray.core.domain.provider import Provider
from pomtray.core.protocol.metadata import Metadata, read_metadata
from pomtray.core.protocol.oauth import (
    Device,
    Tokens,
    authorization_url,
    challenge_of,
    read_device,
    read_error,
    read_tokens,
)
from pomtray.core.secret import Credential, Secret

ISSUER = "https://idp.pom.test"

# Tokens


def tokens(**changed: object) -> Tokens:
    return read_tokens(json.dumps({"access_token": "a", "token_type": "Bearer"} | changed).encode())


def test_tokens() -> None:
    all_of_them = tokens(id_token="i.d.t", refresh_token="r t", expires_in=60)
    assert all_of_them == Tokens(Credential("a"), Credential("i.d.t"), Secret("r t"), timedelta(minutes=1))
    assert repr(all_of_them) == "Tokens(lasts_for=datetime.timedelta(seconds=60))"


def test_another_type_of_token() -> None:
    for kind in ("mac", "DPoP", "Bearer x"):
        with pytest.raises(ValueError, match="not a bearer token"):
            tokens(token_type=kind)


@pytest.mark.parametrize("kind", [None, "", "bearer", "BEARER", " Bearer ", "BearerToken"])
def test_a_bearer_token_by_any_spelling(kind: str | None) -> None:
    assert tokens(token_type=kind).access == Credential("a")


def test_a_type_is_not_needed() -> None:
    assert read_tokens(b'{"access_token":"a"}') == Tokens(Credential("a"))
    assert read_tokens(b'{"id_token":"i.d.t"}') == Tokens(id_token=Credential("i.d.t"))


@pytest.mark.parametrize("seconds", [1, "1", 10**9, "0001"])
def test_how_long_a_token_lasts(seconds: object) -> None:
    lasts_for = tokens(expires_in=seconds).lasts_for
    assert lasts_for == timedelta(seconds=min(int(str(seconds)), 3650 * 86400))


@pytest.mark.parametrize("value", [0, -1, "0", "-1", "+1", "1.0", 3599.7, True, "", " 1", "1\n", "٣", [], {}])
def test_how_long_nobody_knows(value: object) -> None:
    found = tokens(expires_in=value)
    assert found.lasts_for is None
    assert found.left_aside == (("expires_in", "its expires_in is no number of seconds"),)


@pytest.mark.parametrize("text", ["a\n", "a b", "a\0", "é", "a" * 40_000, "=", "17|abc"])
def test_a_token_holds_what_tokens_hold(text: str) -> None:
    for name, other in (("access_token", "id_token"), ("id_token", "access_token")):
        found = tokens(**{other: "i.d.t", name: text})
        assert found.lack(name) == f"its {name} holds characters that no token has, or is too long"
        assert (found.access is None, found.id_token is None) == (name == "access_token", name == "id_token")
        with pytest.raises(ValueError, match=f"its {name} holds") as refused:
            tokens(**{other: None, name: text})
        assert text not in str(refused.value) or text == "="


def test_a_token_that_is_not_there() -> None:
    assert tokens().lack("id_token") == "it has no id_token"
    with pytest.raises(ValueError, match="it holds no token"):
        tokens(access_token=None)


@pytest.mark.parametrize(("text", "reason"), [("r\n", "RFC 6749"), ("r" * 40_000, "too long"), (7, "no text")])
def test_a_refresh_token_that_is_none(text: object, reason: str) -> None:
    """The sign-in does without."""
    found = tokens(refresh_token=text)
    assert found.refresh is None
    assert reason in found.lack("refresh_token")


@given(
    st.binary(max_size=200)
    | st.recursive(st.none() | st.text() | st.integers(), st.lists).map(json.dumps).map(str.encode)
)
def test_noise_is_refused_in_words(body: bytes) -> None:
    for reader in (read_tokens, read_device, lambda said: read_metadata(said, issuer=ISSUER)):
        with pytest.raises(ValueError, match="it"):
            reader(body)
    assert read_error(body) == ("", "")


_VALUE = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.text(), max_size=2)
_NAMES = ("access_token", "id_token", "refresh_token", "token_type", "expires_in", "error", "error_description")


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(_NAMES, _VALUE)))
def test_any_answer_is_read_or_refused(said: dict[str, object]) -> None:
    body = json.dumps(said).encode()
    with suppress(ValueError):
        read = read_tokens(body)
        assert read.access or read.id_token
    assert all(part.isprintable() for part in read_error(body))


# Devices


def test_a_device() -> None:
    said = {"device_code": "d", "user_code": "AB CD", "verification_url": "https://a.test/", "expires_in": "60"}
    minute, five = timedelta(minutes=1), timedelta(seconds=5)
    assert read_device(json.dumps(said).encode()) == Device(Secret("d"), "AB CD", "https://a.test/", "", minute, five)


DEVICE = {"device_code": "d", "user_code": "AB", "verification_uri": "https://a.test/", "expires_in": 60}


def device(**changed: object) -> Device:
    return read_device(json.dumps(DEVICE | changed).encode())


@pytest.mark.parametrize("changed", [{"device_code": ""}, {"user_code": "A\n"}, {"user_code": "A" * 65}], ids=str)
def test_what_is_no_device(changed: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="no code to type in"):
        device(**changed)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"verification_uri": None}, "it has no verification_url"),
        ({"verification_uri": "http://a.test/"}, "its verification_uri http:// is accepted"),
        ({"verification_uri": f"https://a.test/{'x' * 5000}"}, "its verification_uri is too long"),
    ],
    ids=str,
)
def test_an_address_that_is_not_shown(changed: dict[str, object], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        device(**changed)


def test_an_address_is_shown_as_it_is() -> None:
    assert device(verification_uri="https://a.test/#/device").verification_uri == "https://a.test/#/device"


@pytest.mark.parametrize(
    ("value", "seconds"),
    [(None, 5), (7, 7), ("7", 7), (5.0, 5), (6.2, 7), (0, 5), (0.0, 5), (-5, 5), ("soon", 5), (True, 5), (1e300, 5)],
)
def test_how_often_is_asked(value: object, seconds: int) -> None:
    assert device(interval=value).interval_for == timedelta(seconds=seconds)


@pytest.mark.parametrize("value", [None, 0, 600.5, "", True])
def test_how_long_a_code_counts_is_not_needed(value: object) -> None:
    assert device(expires_in=value).lasts_for == timedelta(minutes=30)


def test_what_a_device_can_do_without_is_left_aside() -> None:
    found = device(verification_uri_complete="file:///etc/passwd", interval=0)
    assert found.verification_uri_complete == ""
    assert [name for name, _ in found.left_aside] == ["verification_uri_complete", "interval"]


def test_a_device_code_is_not_shown() -> None:
    assert "canary" not in repr(device(device_code="canary"))


# Errors


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b'{"error":"a","error_description":"b"}', ("a", "b")),
        (b'{"error":{"code":7},"error_description":["b"]}', ("", "")),
        (b'{"error":{"code":"x","message":"b"}}', ("x", "b")),
        (b'{"error":"a","error_description":"","message":"b"}', ("a", "b")),
        (b'{"title":"b","status":401}', ("", "b")),
        (b"[]", ("", "")),
        (b"<html>", ("", "")),
        (b'{"error":"a\\u202e\\n","error_description":"<b>b</b>\\u0000"}', ("a", "<b>b</b>")),
        (b'{"error":"a","error_description":"not rt-1 or RT-1"}', ("a", "not … or RT-1")),
        (b'{"error":"a","error_description":"not eyJhb.eyJ.x, and eyJ"}', ("a", "not …, and eyJ")),
        (b'{"error":"a","error_description":"' + b"x" * 40 + b' y"}', ("a", "… y")),
    ],
)
def test_errors(body: bytes, told: tuple[str, str]) -> None:
    assert read_error(body, hide=["rt-1"]) == told


@pytest.mark.parametrize(
    ("body", "words"),
    [(b"Not this one: rt-1.\n", "Not this one: …."), (b"\xff<b>", "\ufffd<b>"), (b"", ""), (b'{"error":"a"}', "")],
)
def test_errors_in_prose(body: bytes, words: str) -> None:
    assert read_error(body, hide=["rt-1"], prose=True).description == words
    assert read_error(body, hide=["rt-1"]).description == ""


def test_capitals_are_a_way_to_write() -> None:
    told = read_error(b'{"error":"INVALID_GRANT"}')
    assert (told.error, told.code) == ("INVALID_GRANT", "invalid_grant")


def test_errors_have_a_length() -> None:
    said = {"error": "a " * 500, "error_description": "b " * 500}
    assert [len(part) for part in read_error(json.dumps(said).encode())] == [64, 300]


@pytest.mark.parametrize("before", range(4040, 4097))
def test_no_part_of_a_long_error_shows_part_of_a_token(before: int) -> None:
    """Only so much of it is looked at; what stands around there comes to the front once all before is left out."""
    said = {"error_description": ("x" * 50 + "!") * (before // 51) + " " * (before % 51) + "y" * 60}
    told = read_error(json.dumps(said).encode())[1]
    assert "x" not in told
    assert "y" not in told


# The address of a sign-in


def test_the_challenge_of_rfc_7636() -> None:
    """Appendix B."""
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    assert challenge_of(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def address(endpoint: str, extra: tuple[tuple[str, str], ...] = (), **settings: object) -> str:
    provider = Provider("idp", ISSUER, "pom tray&", scopes=("openid", "a&b"), **settings)  # type: ignore[arg-type]
    return authorization_url(
        Metadata(ISSUER, f"{ISSUER}/token", endpoint),
        provider,
        redirect_uri="http://127.0.0.1:7/callback",
        state="s=1",
        nonce="n+1",
        challenge="c",
        extra=extra,
    )


OURS = [
    ("response_type", "code"),
    ("client_id", "pom tray&"),
    ("redirect_uri", "http://127.0.0.1:7/callback"),
    ("scope", "openid a&b"),
    ("state", "s=1"),
    ("nonce", "n+1"),
    ("code_challenge", "c"),
    ("code_challenge_method", "S256"),
]


@pytest.mark.parametrize(
    ("endpoint", "before"),
    [
        (f"{ISSUER}/authorize", []),
        (f"{ISSUER}/authorize?", []),
        (f"{ISSUER}/authorize?p=1", [("p", "1")]),
    ],
)
def test_where_the_browser_goes(endpoint: str, before: list[tuple[str, str]]) -> None:
    url = address(endpoint)
    assert url.startswith(f"{ISSUER}/authorize?")
    assert "+" not in url
    assert parse_qsl(urlsplit(url).query, strict_parsing=True) == [*before, *OURS]


def test_parameters_are_added_and_ours_stay() -> None:
    params = (("state", "evil"), ("code_challenge_method", "plain"), ("prompt", "none"), ("audience", "x"))
    url = address(f"{ISSUER}/a", (("prompt", "login"), ("nonce", "evil")), authorization_params=params)
    assert parse_qsl(urlsplit(url).query) == [*OURS, ("prompt", "login"), ("audience", "x")]


def test_a_provider_for_machines_only() -> None:
    with pytest.raises(ValueError, match="it has no authorization_endpoint"):
        address("")
