"""A provider's metadata: what every sign-in needs is read strictly, the rest is left aside where it is wrong."""

from __future__ import annotations

import json

import pytest

from pomtray.core.protocol.metadata import Metadata, discovery_urls, read_metadata

ISSUER = "https://idp.pom.test"
WELL_KNOWN = "/.well-known/openid-configuration"
OAUTH_WELL_KNOWN = "/.well-known/oauth-authorization-server"
GOOD: dict[str, object] = {"issuer": ISSUER, "token_endpoint": f"{ISSUER}/token"}


def document(**changed: object) -> bytes:
    return json.dumps(GOOD | changed).encode()


def test_all_that_metadata_says() -> None:
    names = ("authorization", "revocation", "device_authorization", "userinfo", "introspection")
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
        introspection_endpoint=f"{ISSUER}/introspection?x=y",
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
        (f"{ISSUER}{OAUTH_WELL_KNOWN}", ISSUER),
        (f"{ISSUER}{OAUTH_WELL_KNOWN}/realms/a", f"{ISSUER}/realms/a"),
        (f"{ISSUER}{OAUTH_WELL_KNOWN}/realms/a", f"{ISSUER}/realms/a/"),
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
        ({"token_endpoint": f"{ISSUER}/#x"}, "its token_endpoint is no address of an endpoint"),
        ({"token_endpoint": f"{ISSUER}/{'x' * 5000}"}, "its token_endpoint is no address of an endpoint"),
        ({"token_endpoint": "http://localhost:631/"}, "its token_endpoint is on this computer"),
        ({"token_endpoint": "https://0.0.0.0:631/"}, "its token_endpoint is on this computer"),
        ({"token_endpoint": "https://idp.localhost/"}, "its token_endpoint is on this computer"),
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


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("revocation_endpoint", False, "its revocation_endpoint is no text"),
        ("userinfo_endpoint", "/userinfo", "its userinfo_endpoint must start with https"),
        ("device_authorization_endpoint", "http://idp.pom.test/device", "http:// is accepted for loopback"),
        ("jwks_uri", f"{ISSUER}/#x", "its jwks_uri is no address of an endpoint"),
        ("jwks_uri", "https://127.0.0.1/jwks", "its jwks_uri is on this computer"),
        ("introspection_endpoint", ["https://idp.pom.test/"], "its introspection_endpoint is no text"),
        ("authorization_endpoint", "javascript:alert(1)", "its authorization_endpoint must start with https"),
        ("token_endpoint_auth_methods_supported", {"a": 1}, "no list of texts"),
        ("authorization_response_iss_parameter_supported", "true", "neither true nor false"),
        ("code_challenge_methods_supported", "S256", "no list of texts"),
        ("code_challenge_methods_supported", [7], "no list of texts"),
    ],
)
def test_what_a_sign_in_can_do_without_is_left_aside(name: str, value: object, reason: str) -> None:
    page = {"authorization_endpoint": f"{ISSUER}/authorize"}
    found = read_metadata(document(**(page | {name: value})), issuer=ISSUER)
    assert [left for left, _ in found.left_aside] == [name]
    assert reason in dict(found.left_aside)[name]
    assert found.token_endpoint == f"{ISSUER}/token"
    assert not getattr(found, name, "")


def test_who_needs_what_was_left_aside_is_told_why() -> None:
    found = read_metadata(document(jwks_uri=7), issuer=ISSUER)
    with pytest.raises(ValueError, match="its jwks_uri is no text"):
        found.needed("jwks_uri")
    with pytest.raises(ValueError, match="it has no userinfo_endpoint"):
        found.needed("userinfo_endpoint")
    assert found.needed("token_endpoint") == f"{ISSUER}/token"


@pytest.mark.parametrize("methods", [[], ["plain", "s256"]])
def test_a_provider_without_pkce_has_no_page_to_sign_in_at(methods: list[str]) -> None:
    """Its machines and devices need none."""
    page = f"{ISSUER}/authorize"
    said = document(authorization_endpoint=page, code_challenge_methods_supported=methods)
    with pytest.raises(ValueError, match="PKCE"):
        read_metadata(said, issuer=ISSUER).needed("authorization_endpoint")


@pytest.mark.parametrize(
    ("setting", "urls"),
    [
        (ISSUER, (f"{ISSUER}{WELL_KNOWN}", f"{ISSUER}{OAUTH_WELL_KNOWN}")),
        (f"{ISSUER}/", (f"{ISSUER}{WELL_KNOWN}", f"{ISSUER}{OAUTH_WELL_KNOWN}")),
        (f"{ISSUER}/a/b/", (f"{ISSUER}/a/b{WELL_KNOWN}", f"{ISSUER}{OAUTH_WELL_KNOWN}/a/b")),
        (f"{ISSUER}{WELL_KNOWN}", (f"{ISSUER}{WELL_KNOWN}",)),
        (f"{ISSUER}{OAUTH_WELL_KNOWN}/a", (f"{ISSUER}{OAUTH_WELL_KNOWN}/a",)),
    ],
)
def test_where_metadata_is(setting: str, urls: tuple[str, ...]) -> None:
    assert discovery_urls(setting) == urls


def test_whose_sessions_they_are() -> None:
    assert str(Metadata(f"{ISSUER}/realms/a", "https://token.pom.test/t").origin) == ISSUER
    assert str(Metadata("", "https://token.pom.test/t").origin) == "https://token.pom.test"
