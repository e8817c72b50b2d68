"""Makes ID tokens as a provider does, and as an attacker would."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from jwt.algorithms import get_default_algorithms

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
ISSUER = "https://idp.pom.test"
CLIENT = "pomtray"

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey


@cache
def private_key(name: str) -> PrivateKey:
    """Made once a run: `name` tells the kind, what follows it tells keys of a kind apart."""
    match name.split("/", maxsplit=1)[0]:
        case "rsa":
            return rsa.generate_private_key(65537, 2048)
        case "rsa1024":
            return rsa.generate_private_key(65537, 1024)  # noqa: S505 what the program must refuse
        case "p256":
            return ec.generate_private_key(ec.SECP256R1())
        case "p384":
            return ec.generate_private_key(ec.SECP384R1())
        case "p521":
            return ec.generate_private_key(ec.SECP521R1())
        case "k256":
            return ec.generate_private_key(ec.SECP256K1())
        case _:
            return ed25519.Ed25519PrivateKey.generate()


def pem(name: str) -> str:
    return private_key(name).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def public_pem(name: str) -> bytes:
    return private_key(name).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def jwk(name: str, **members: object) -> dict[str, object]:
    algorithm = {"rsa": "RS256", "rsa1024": "RS256", "ed": "EdDSA"}.get(name.split("/", maxsplit=1)[0], "ES256")
    made: Any = get_default_algorithms()[algorithm]
    key = made.to_jwk(private_key(name).public_key(), as_dict=True)
    key.pop("key_ops", None)
    return {**key, "kid": name, **members}


def seconds(after: float = 0) -> int:
    return int(NOW.timestamp() + after)


def claims(**changed: object) -> dict[str, object]:
    """Good ones; a value of None leaves a claim out."""
    good: dict[str, object] = {
        "iss": ISSUER,
        "aud": CLIENT,
        "sub": "alice",
        "exp": seconds(300),
        "iat": seconds(),
        "nonce": "n-1",
        "email": "alice@pom.test",
        "name": "Alice",
    }
    return {name: value for name, value in (good | changed).items() if value is not None}


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@dataclass(frozen=True)
class Token:
    """What is signed, and how."""

    payload: dict[str, object] | bytes = field(default_factory=claims)
    key: str = "rsa"
    algorithm: str = "RS256"
    header: dict[str, object] = field(default_factory=dict)

    def text(self) -> str:
        payload = self.payload if isinstance(self.payload, bytes) else json.dumps(self.payload).encode()
        head = {"alg": self.algorithm, "typ": "JWT", "kid": self.key} | self.header
        raw = json.dumps({name: value for name, value in head.items() if value is not None}).encode()
        return signed(raw, payload, self.key, self.algorithm)


def signed(header: bytes, payload: bytes, key: str, algorithm: str) -> str:
    """PyJWT signs only what it understands itself; this signs anything."""
    text = f"{b64(header)}.{b64(payload)}"
    how: Any = jwt.PyJWS().get_algorithm_by_name(algorithm)
    return f"{text}.{b64(how.sign(text.encode(), private_key(key)))}"
