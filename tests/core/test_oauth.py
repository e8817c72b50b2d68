"""A provider's words as values: metadata, tokens, devices, errors; and the address of a sign-in."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pomtray.core.oauth import (
    Device,
    Metadata,
    Tokens,
    authorization_url,
    challenge_of,
    discovery_url,
    read_device,
    read_error,
    read_metadata,
    read_tokens,
)
from pomtray.core.provider import Provider
from pomtray.core.secret import Credential, Secret

ISSUER = "https://idp.pom.test"
WELL_KNOWN = "/.well-known/openid-configuration"
GOOD: dict[str, object] = {"issuer": ISSUER, "token_endpoint": f"{ISSUER}/token"}


def document(**changed: object) -> bytes:
    return json.dumps(GOOD | changed).encode()


# Metadata


def test_all_that_metadata_says() -> None:
    names = ("authorization", "revocation", "device_authorization", "userinfo")
    said = document(
        **{f"{name}_endpoint": f"{ISSUER}/{name}?x=y" for name in names},
        jwks_uri="https://keys.pom.test/jwks",
        code_challenge_methods_supported=["plain", "S256"],
        authorization_response_iss_parameter_supported=True,
        token_endpoint_auth_methods_supported=["client_secret_basic"],
        nobody_asked={"for": ["this"]},
    )
    assert read_metadata(said, issuer=ISSUER) == Metadata(
        issuer=ISSUER,
        token_endpoint=f"{ISSUER}/token",
        authorization_endpoint=f"{ISSUER}/authorization?x=y",
        jwks_uri="https://keys.pom.test/jwks",
        revocation_endpoint=f"{ISSUER}/revocation?x=y",
        device_authorization_endpoint=f"{ISSUER}/device_authorization?x=y",
        userinfo_endpoint=f"{ISSUER}/userinfo?x=y",
        iss_in_response=True,
        token_auth_methods=("client_secret_basic",),
    )


def test_the_least_that_metadata_says() -> None:
    said = document(revocation_endpoint=None, authorization_response_iss_parameter_supported=None)
    assert read_metadata(said, issuer=ISSUER) == Metadata(ISSUER, f"{ISSUER}/token")


@pytest.mark.parametrize(
    ("setting", "stated"),
    [
        (ISSUER, ISSUER),
        (f"{ISSUER}/", f"{ISSUER}/"),
        (f"{ISSUER}/realms/a", f"{ISSUER}/realms/a"),
        (f"{ISSUER}{WELL_KNOWN}", ISSUER),
        (f"{ISSUER}{WELL_KNOWN}", f"{ISSUER}/"),
        (f"{ISSUER}/realms/a{WELL_KNOWN}", f"{ISSUER}/realms/a"),
    ],
)
def test_an_issuer_that_is_the_settings(setting: str, stated: str) -> None:
    assert read_metadata(document(issuer=stated), issuer=setting).issuer == stated


@pytest.mark.parametrize(
    ("setting", "stated", "reason"),
    [
        (ISSUER, f"{ISSUER}/", f'write issuer = "{ISSUER}/"'),
        (f"{ISSUER}/", ISSUER, f'write issuer = "{ISSUER}"'),
        (ISSUER, "https://IDP.pom.test", "another issuer"),
        (ISSUER, "https://evil.test", "another issuer, https://evil.test"),
        (ISSUER, f"{ISSUER}:443", "another issuer"),
        (ISSUER, f"{ISSUER}/a", "another issuer"),
        (f"{ISSUER}{WELL_KNOWN}", f"{ISSUER}//", "another issuer"),
        (f"{ISSUER}{WELL_KNOWN}", f"{ISSUER}{WELL_KNOWN}", "differs in the slash|another issuer"),
        (ISSUER, "https://evil.test\u202e\n", "https://evil.test$"),
        (f"{ISSUER}?a", f"{ISSUER}?a", "query"),
        (f"{ISSUER}#a", f"{ISSUER}#a", "query"),
        ("http://idp.pom.test", "http://idp.pom.test", "its issuer http://"),
    ],
)
def test_an_issuer_that_is_not(setting: str, stated: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read_metadata(document(issuer=stated), issuer=setting)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"issuer": None}, "it has no issuer"),
        ({"issuer": 7}, "its issuer is no text"),
        ({"token_endpoint": None}, "it has no token_endpoint"),
        ({"token_endpoint": ""}, "it has no token_endpoint"),
        ({"token_endpoint": "/token"}, "its token_endpoint must start with https"),
        ({"token_endpoint": "http://idp.pom.test/"}, "its token_endpoint http:// is accepted for loopback"),
        ({"jwks_uri": f"{ISSUER}/#x"}, "no address of an endpoint"),
        ({"jwks_uri": f"{ISSUER}/{'x' * 5000}"}, "no address of an endpoint"),
        ({"jwks_uri": "https://127.0.0.1/jwks"}, "on this computer"),
        ({"revocation_endpoint": "http://localhost:631/"}, "on this computer"),
        ({"code_challenge_methods_supported": []}, "PKCE"),
        ({"code_challenge_methods_supported": ["plain", "s256"]}, "PKCE"),
        ({"code_challenge_methods_supported": [7]}, "no list of texts"),
        ({"token_endpoint_auth_methods_supported": {"a": 1}}, "no list of texts"),
        ({"authorization_response_iss_parameter_supported": 1}, "neither true nor false"),
    ],
    ids=str,
)
def test_metadata_that_is_not_taken(changed: dict[str, object], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read_metadata(document(**changed), issuer=ISSUER)


def test_a_provider_on_this_computer() -> None:
    here = "http://127.0.0.1:8080"
    said = document(issuer=here, token_endpoint=f"{here}/token", jwks_uri="http://localhost:8081/jwks")
    assert read_metadata(said, issuer=here).jwks_uri == "http://localhost:8081/jwks"


@pytest.mark.parametrize("setting", [ISSUER, f"{ISSUER}/", f"{ISSUER}{WELL_KNOWN}"])
def test_where_metadata_is(setting: str) -> None:
    assert discovery_url(setting) == f"{ISSUER}{WELL_KNOWN}"


# Tokens


def tokens(**changed: object) -> Tokens:
    return read_tokens(json.dumps({"access_token": "a", "token_type": "Bearer"} | changed).encode())


def test_tokens() -> None:
    all_of_them = tokens(id_token="i.d.t", refresh_token="r t", expires_in=60)
    assert all_of_them == Tokens(Credential("a"), Credential("i.d.t"), Secret("r t"), timedelta(minutes=1))
    assert repr(all_of_them) == "Tokens(lasts_for=datetime.timedelta(seconds=60))"


def test_another_type_of_token() -> None:
    for kind in ("mac", "DPoP", "Bearer "):
        with pytest.raises(ValueError, match="not a bearer token"):
            tokens(token_type=kind)


def test_an_id_token_alone_needs_no_type() -> None:
    assert read_tokens(b'{"id_token":"i.d.t"}') == Tokens(id_token=Credential("i.d.t"))


@pytest.mark.parametrize("seconds", [1, "1", 10**9, "0001"])
def test_how_long_a_token_lasts(seconds: object) -> None:
    lasts_for = tokens(expires_in=seconds).lasts_for
    assert lasts_for == timedelta(seconds=min(int(str(seconds)), 3650 * 86400))


@pytest.mark.parametrize("value", [0, -1, "0", "-1", "+1", "1.0", 1.0, True, "", " 1", "1\n", "٣", [], {}])
def test_how_long_no_token_lasts(value: object) -> None:
    with pytest.raises(ValueError, match="no number of seconds"):
        tokens(expires_in=value)


@pytest.mark.parametrize("text", ["a\n", "a b", "a\0", "é", "a" * 40_000, "="])
def test_a_token_holds_what_tokens_hold(text: str) -> None:
    for name in ("access_token", "id_token"):
        with pytest.raises(ValueError, match=f"its {name} holds") as refused:
            tokens(**{name: text})
        assert text not in str(refused.value) or text == "="


def test_a_refresh_token_that_is_none() -> None:
    with pytest.raises(ValueError, match="RFC 6749"):
        tokens(refresh_token="r\n")
    with pytest.raises(ValueError, match="too long"):
        tokens(refresh_token="r" * 40_000)


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


@pytest.mark.parametrize(
    "changed",
    [{"device_code": ""}, {"user_code": "A\n"}, {"user_code": "A" * 65}, {"expires_in": None}],
    ids=str,
)
def test_what_is_no_device(changed: dict[str, object]) -> None:
    said = {"device_code": "d", "user_code": "AB", "verification_uri": "https://a.test/", "expires_in": 60}
    with pytest.raises(ValueError, match="no code to type in"):
        read_device(json.dumps(said | changed).encode())


def test_a_device_code_is_not_shown() -> None:
    device = Device(Secret("canary"), "AB", "https://a.test/", "", timedelta(1), timedelta(1))
    assert "canary" not in repr(device)


# Errors


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b'{"error":"a","error_description":"b"}', ("a", "b")),
        (b'{"error":{"code":7},"error_description":["b"]}', ("", "")),
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
    with pytest.raises(ValueError, match="no authorization endpoint"):
        address("")
