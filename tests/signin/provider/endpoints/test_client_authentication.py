"""Who we say we are at a token endpoint, by each of the ways that providers know."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import unquote_plus

import jwt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from pomtray.core.domain.provider import TokenAuth
from pomtray.core.errors import Refused
from pomtray.core.protocol.metadata import Metadata
from pomtray.core.secret import Secret
from pomtray.signin.provider.endpoints import client_authentication
from pomtray.signin.provider.endpoints.token_endpoint import TokenEndpoint
from tests.signin.answering import as_json
from tests.signin.desk import MACHINE, SECRET, Desk, opened
from tests.signin.issuing import NOW, b64, pem, private_key, public_pem


@pytest.fixture
async def desk(secret_canary: Callable[[str], str]) -> AsyncIterator[Desk]:
    secret_canary(SECRET)
    async with opened() as made:
        yield made


def basic(value: str | None) -> list[str]:
    assert value is not None
    kind, _, pair = value.partition(" ")
    assert kind == "Basic"
    return [unquote_plus(part) for part in base64.b64decode(pair).decode().split(":")]


async def test_basic_authentication_encodes_both_parts(desk: Desk, secret_canary: Callable[[str], str]) -> None:
    desk.settings(client_id="app:1 é")
    desk.secret = Secret(secret_canary("a secret: with + and % é"))
    await desk.refresh()
    assert basic(desk.server.header("authorization")) == ["app:1 é", "a secret: with + and % é"]
    assert desk.form.keys() == {"grant_type", "refresh_token"}


async def test_the_secret_in_the_form(desk: Desk) -> None:
    desk.settings(token_auth=TokenAuth.POST)
    await desk.refresh()
    assert (desk.form["client_id"], desk.form["client_secret"]) == ("pomtray", SECRET)
    assert desk.server.header("authorization") is None


async def test_the_secret_in_json(desk: Desk) -> None:
    desk.settings(token_auth=TokenAuth.JSON)
    await desk.endpoint.client_credentials(replace(MACHINE, audience="api"))
    assert desk.server.header("content-type") == "application/json"
    assert json.loads(desk.server.bodies[-1]) == {
        "client_id": "pomtray",
        "client_secret": SECRET,
        "audience": "api",
        "grant_type": "client_credentials",
    }


async def test_a_secret_of_any_letters_is_sent(desk: Desk) -> None:
    desk.settings(token_auth=TokenAuth.POST)
    desk.secret = Secret("pässwörd \uff38 \U0001f600")
    await desk.refresh()
    assert desk.form["client_secret"] == desk.secret.reveal()


async def test_a_client_without_a_secret(desk: Desk) -> None:
    desk.settings(token_auth=TokenAuth.NONE)
    await desk.refresh()
    assert desk.form == {"grant_type": "refresh_token", "refresh_token": "rt-1", "client_id": "pomtray"}
    assert desk.server.header("authorization") is None


@pytest.mark.parametrize(
    ("key", "algorithm"),
    [("rsa", "RS256"), ("p256", "ES256"), ("p384", "ES384"), ("p521", "ES512"), ("ed", "EdDSA")],
)
async def test_an_assertion_is_signed_with_the_key(desk: Desk, key: str, algorithm: str) -> None:
    desk.settings(token_auth=TokenAuth.PRIVATE_KEY_JWT)
    desk.secret = Secret(pem(key))
    await desk.refresh()
    assert desk.form["client_id"] == "pomtray"
    assert desk.form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    one, header = assertion(desk, key, algorithm)
    assert (one["iss"], one["sub"], one["aud"]) == ("pomtray", "pomtray", str(desk.server.origin))
    assert (one["iat"], one["exp"] - one["iat"]) == (int(NOW.timestamp()), 60)
    assert header == {"alg": algorithm, "typ": "JWT"}
    await desk.refresh()
    assert assertion(desk, key, algorithm)[0]["jti"] != one["jti"]


def assertion(desk: Desk, key: str, algorithm: str) -> tuple[dict[str, Any], dict[str, Any]]:
    text = desk.form["client_assertion"]
    options: Any = {"verify_exp": False, "verify_iat": False, "verify_aud": False}
    found = jwt.decode_complete(text, public_pem(key), algorithms=[algorithm], options=options)
    return found["payload"], found["header"]


async def test_an_assertion_is_for_the_endpoint_where_the_issuer_is_not_enough(desk: Desk) -> None:
    desk.settings(token_auth=TokenAuth.PRIVATE_KEY_JWT)
    desk.secret = Secret(pem("p256"))
    desk.says(as_json(401, {"error": "invalid_client"}))
    with pytest.raises(Refused, match="invalid_client"):
        await desk.refresh()
    assert len(desk.server.heads) == 2
    assert assertion(desk, "p256", "ES256")[0]["aud"] == f"{desk.server.origin}/token"


async def test_where_the_settings_name_no_issuer_an_assertion_is_for_the_endpoint(desk: Desk) -> None:
    desk.settings(token_auth=TokenAuth.PRIVATE_KEY_JWT)
    address = f"{desk.server.origin}/token"
    key = Secret(pem("p256"))
    await TokenEndpoint(desk.web, desk.provider, Metadata("", address), key, lambda: NOW).refresh(Secret("rt-1"))
    assert assertion(desk, "p256", "ES256")[0]["aud"] == address


@pytest.mark.parametrize("auth", [TokenAuth.BASIC, TokenAuth.POST, TokenAuth.JSON])
async def test_a_secret_that_is_not_taken_is_sent_once(desk: Desk, auth: TokenAuth) -> None:
    """Some providers lock a client out after a few wrong ones."""
    desk.settings(token_auth=auth)
    desk.says(as_json(401, {"error": "invalid_client"}))
    with pytest.raises(Refused, match="invalid_client"):
        await desk.refresh()
    assert len(desk.server.heads) == 1


async def test_a_keys_certificate_is_named(desk: Desk) -> None:
    desk.settings(token_auth=TokenAuth.PRIVATE_KEY_JWT)
    certificate, fingerprint = certified("rsa")
    for text in (certificate + pem("rsa"), pem("rsa") + certificate):
        desk.secret = Secret(text)
        await desk.refresh()
        assert assertion(desk, "rsa", "RS256")[1]["x5t#S256"] == fingerprint


def certified(key: str) -> tuple[str, str]:
    made: Any = private_key(key)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "pomtray")])
    builder = x509.CertificateBuilder(name, name, made.public_key(), 1, NOW, NOW + timedelta(days=1))
    certificate = builder.sign(made, hashes.SHA256())
    return certificate.public_bytes(Encoding.PEM).decode(), b64(certificate.fingerprint(hashes.SHA256()))


@pytest.mark.parametrize(
    ("auth", "secret"),
    [
        (TokenAuth.BASIC, None),
        (TokenAuth.POST, None),
        (TokenAuth.JSON, None),
        (TokenAuth.PRIVATE_KEY_JWT, None),
        (TokenAuth.POST, "not \udc80 text"),
        (TokenAuth.BASIC, "not \udc80 text"),
        (TokenAuth.PRIVATE_KEY_JWT, "no key at all, and long enough"),
        (TokenAuth.PRIVATE_KEY_JWT, "rsa1024"),
        (TokenAuth.PRIVATE_KEY_JWT, "k256"),
        (TokenAuth.PRIVATE_KEY_JWT, "public"),
        (TokenAuth.PRIVATE_KEY_JWT, "certificate"),
    ],
)
async def test_a_secret_that_is_of_no_use(desk: Desk, auth: TokenAuth, secret: str | None) -> None:
    made = {
        "rsa1024": lambda: pem("rsa1024"),
        "k256": lambda: pem("k256"),
        "public": lambda: public_pem("rsa").decode(),
        "certificate": lambda: pem("rsa") + "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    }
    text = made[secret]() if secret in made else secret
    desk.settings(token_auth=auth)
    desk.secret = None if text is None else Secret(text)
    with pytest.raises(Refused) as refused:
        await desk.refresh()
    assert refused.value.problem.action
    told = {None: "_MISSING", "not \udc80 text": "_NO_TEXT"}.get(secret)
    assert told is None or refused.value.problem == getattr(client_authentication, told)
    assert refused.value.__cause__ is None
    assert text is None or text not in refused.value.problem.text()
    assert desk.server.heads == []


async def test_a_longer_key_is_as_good(desk: Desk) -> None:
    key = generate_private_key(65537, 2056)
    desk.settings(token_auth=TokenAuth.PRIVATE_KEY_JWT)
    desk.secret = Secret(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode())
    await desk.refresh()
    assert jwt.get_unverified_header(desk.form["client_assertion"])["alg"] == "RS256"
