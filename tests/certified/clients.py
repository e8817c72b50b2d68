"""The clients that the certified provider knows, and how long its tokens live."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from pomtray.core.domain.provider import TokenAuth

ACCESS_FOR: Final = 300
ID_TOKEN_FOR: Final = 240
MACHINE_FOR: Final = 180
RESOURCE: Final = "urn:example:reports"
_DEVICE: Final = "urn:ietf:params:oauth:grant-type:device_code"

_Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


def _secret() -> str:
    return secrets.token_urlsafe(32)


@dataclass(frozen=True)
class Clients:
    """Our clients there. What they know each other by is new in every run."""

    secret: str = field(default_factory=_secret, repr=False)
    rsa_key: _Key = field(default_factory=lambda: rsa.generate_private_key(65537, 2048), repr=False)
    ec_key: _Key = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()), repr=False)

    def settings(self) -> dict[str, object]:
        """For the provider."""
        lives = {"AccessToken": ACCESS_FOR, "IdToken": ID_TOKEN_FOR, "ClientCredentials": MACHINE_FOR}
        return {"clients": [*self._clients()], "ttl": {**lives, "RefreshToken": 3600, "AuthorizationCode": 60}}

    def _clients(self) -> list[dict[str, Any]]:
        basic, post, key = TokenAuth.BASIC, TokenAuth.POST, TokenAuth.PRIVATE_KEY_JWT
        machine: dict[str, Any] = {"grant_types": ["client_credentials"], "response_types": [], "redirect_uris": []}
        return [
            _client("public", TokenAuth.NONE),
            _client("public-es256", TokenAuth.NONE, id_token_signed_response_alg="ES256"),
            _client("basic", basic, client_secret=self.secret),
            # RFC 6749 §2.3.1: both parts are form-encoded first, which only such an id shows.
            _client("basic +/:%", basic, client_secret=self.secret),
            _client("post", post, client_secret=self.secret),
            _client("rsa-key", key, jwks={"keys": [_public(self.rsa_key)]}),
            _client("ec-key", key, jwks={"keys": [_public(self.ec_key)]}, token_endpoint_auth_signing_alg="ES256"),
            _client("machine", basic, client_secret=self.secret, **machine),
            _client("machine-ec-key", key, jwks={"keys": [_public(self.ec_key)]}, **machine),
        ]

    def secret_of(self, client_id: str) -> str:
        """What this client says who it is with."""
        keys = {"rsa-key": self.rsa_key, "ec-key": self.ec_key, "machine-ec-key": self.ec_key}
        key = keys.get(client_id)
        return pem(key) if key else self.secret


def _client(client_id: str, auth: TokenAuth, **more: Any) -> dict[str, Any]:
    """One of the provider's clients; a native one may use any port of loopback (RFC 8252 §7.3)."""
    usual: dict[str, Any] = {
        "client_id": client_id,
        "application_type": "native",
        "token_endpoint_auth_method": auth.value,
        "grant_types": ["authorization_code", "refresh_token", _DEVICE],
        "response_types": ["code"],
        "redirect_uris": [f"http://{host}/callback" for host in ("127.0.0.1", "[::1]", "localhost")],
    }
    return usual | more


def _public(key: _Key) -> dict[str, Any]:
    public = key.public_key()
    algorithm = RSAAlgorithm if isinstance(key, rsa.RSAPrivateKey) else ECAlgorithm
    made: dict[str, Any] = json.loads(algorithm.to_jwk(public))  # type: ignore[arg-type]  # each its own kind
    return {name: value for name, value in made.items() if name != "key_ops"}


def pem(key: _Key) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
