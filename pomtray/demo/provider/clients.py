"""The clients registered at the provider, and how each proves who it is (RFC 6749 §2.3, RFC 7523 §3)."""

from __future__ import annotations

import base64
import binascii
import secrets
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote_plus

import jwt
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from pomtray.core.protocol.claims import payload_of
from pomtray.core.secret import Credential
from pomtray.demo.options import POMERIUM_CLIENT, ROBOT
from pomtray.demo.provider.keys import SigningKey
from pomtray.demo.provider.oauth import OAuthError, Parameters
from pomtray.demo.realm import Ask

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
AUTH_METHODS = ("none", "client_secret_basic", "client_secret_post", "private_key_jwt")
_LONGEST_ASSERTION = 3600
_PERSON_GRANTS = frozenset({"authorization_code", "refresh_token", DEVICE_GRANT})
_BY_SECRET = frozenset({"client_secret_basic", "client_secret_post", "client_secret_json"})

PUBLIC = "pomtray-demo"
CONFIDENTIAL = "pomtray-demo-secret"
KEYED = "pomtray-demo-key"


@dataclass(frozen=True, slots=True)
class OAuthClient:
    """Empty `methods`: a public client, which proves nothing."""

    id: str
    grants: frozenset[str]
    methods: frozenset[str] = frozenset()
    secret: str = field(default="", repr=False)
    key: SigningKey | None = None


class OAuthClients:
    """Fixed names, secrets of this run. The secrets hold what the Basic scheme must escape (RFC 6749 §2.3.1)."""

    def __init__(self) -> None:
        self._used: set[str] = set()
        self._key: SigningKey | None = None
        self._all = {
            client.id: client
            for client in (
                OAuthClient(POMERIUM_CLIENT, frozenset(), _BY_SECRET, _secret()),
                OAuthClient(PUBLIC, _PERSON_GRANTS),
                OAuthClient(CONFIDENTIAL, _PERSON_GRANTS, _BY_SECRET, _secret()),
                OAuthClient(ROBOT, frozenset({"client_credentials"}), _BY_SECRET, _secret()),
            )
        }

    def get(self, client_id: str) -> OAuthClient | None:
        if client_id == KEYED and KEYED not in self._all:
            # Made only when asked for: a key takes its time.
            grants = _PERSON_GRANTS | {"client_credentials"}
            key = SigningKey.new("RS256")
            self._all[KEYED] = OAuthClient(KEYED, grants, frozenset({"private_key_jwt"}), _pem(key), key)
        return self._all.get(client_id)

    def authenticated(self, ask: Ask, sent: Parameters, audiences: frozenset[str]) -> OAuthClient:
        """The client that sent this request. Raises `OAuthError`; 401 is for those who could not prove it.

        `audiences` are what an assertion may be made out to: the issuer and the endpoint.
        """
        ways = [
            way
            for way, used in (
                ("client_secret_basic", bool(ask.header("authorization"))),
                ("client_secret_json" if sent.as_json else "client_secret_post", bool(sent.get("client_secret"))),
                ("private_key_jwt", bool(sent.get("client_assertion"))),
            )
            if used
        ]
        if len(ways) > 1:
            raise OAuthError("invalid_request", "more than one way of client authentication")
        way = ways[0] if ways else "none"
        client_id, secret = _claimed(way, ask, sent)
        client = self.get(client_id)
        if client is None or way not in (client.methods or {"none"}):
            raise OAuthError("invalid_client", "this client is not known, or not by this way of authentication", 401)
        if way == "private_key_jwt":
            self._check_assertion(client, sent, ask, audiences)
        elif not secrets.compare_digest(client.secret.encode(), secret.encode(errors="replace")):
            raise OAuthError("invalid_client", "the client's secret is wrong", 401)
        return client

    def _check_assertion(self, client: OAuthClient, sent: Parameters, ask: Ask, audiences: frozenset[str]) -> None:
        claims = _assertion(client, sent)
        now = ask.now.timestamp()
        named = claims.get("aud")
        named = {str(one) for one in (named if isinstance(named, list) else [named])}
        sound = (
            claims.get("iss") == claims.get("sub") == client.id
            and bool(audiences & named)
            and isinstance(claims.get("exp"), int | float)
            and now < claims["exp"] <= now + _LONGEST_ASSERTION
            and isinstance(claims.get("jti"), str)
            and claims["jti"] not in self._used
        )
        if not sound:
            raise OAuthError("invalid_client", "the client's assertion is not acceptable", 401)
        self._used.add(claims["jti"])


def _claimed(way: str, ask: Ask, sent: Parameters) -> tuple[str, str]:
    if way == "client_secret_basic":
        return _basic(ask.header("authorization"))
    if way != "private_key_jwt":
        return sent.need("client_id"), sent.get("client_secret")
    try:
        claims = payload_of(Credential(sent.get("client_assertion")))
    except ValueError:
        raise OAuthError("invalid_client", "the client's assertion cannot be read", 401) from None
    return str(claims.get("sub")), ""


def _basic(header: str) -> tuple[str, str]:
    """Both parts are form-encoded before they are joined (RFC 6749 §2.3.1)."""
    scheme, _, coded = header.partition(" ")
    try:
        client_id, colon, secret = base64.b64decode(coded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        colon = ""
    if scheme.lower() != "basic" or not colon:
        raise OAuthError("invalid_client", "the Authorization header is not Basic", 401)
    return unquote_plus(client_id), unquote_plus(secret)


def _assertion(client: OAuthClient, sent: Parameters) -> dict[str, Any]:
    if client.key is None or sent.get("client_assertion_type") != ASSERTION:
        raise OAuthError("invalid_request", "client_assertion_type is missing or not known")
    options: jwt.types.Options = {"verify_exp": False, "verify_aud": False, "verify_iat": False, "verify_nbf": False}
    try:
        key = client.key.private.public_key()
        return jwt.decode(sent.get("client_assertion"), key, algorithms=[client.key.alg], options=options)
    except jwt.InvalidTokenError:
        raise OAuthError("invalid_client", "the client's assertion is not signed with its key", 401) from None


def _secret() -> str:
    return f"{secrets.token_urlsafe(24)}+/%:="


def _pem(key: SigningKey) -> str:
    return key.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
