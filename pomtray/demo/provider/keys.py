"""The provider's signing keys: made when first needed, named by `kid`, replaced on demand (RFC 7517)."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm
from jwt.types import Options

ALGORITHMS = ("RS256", "ES256")
_UNTIMED: Options = {
    "verify_exp": False,
    "verify_aud": False,
    "verify_iat": False,
    "verify_nbf": False,
    "verify_iss": False,
}
"""Times are compared with the demo's own clock, by those who ask."""

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@dataclass(frozen=True, slots=True)
class SigningKey:
    kid: str
    alg: str
    private: PrivateKey = field(repr=False)

    @classmethod
    def new(cls, alg: str) -> SigningKey:
        """Raises `KeyError` for an algorithm that is not of `ALGORITHMS`."""
        makers: dict[str, Callable[[], PrivateKey]] = {"RS256": _new_rsa, "ES256": _new_ec}
        return cls(secrets.token_hex(8), alg, makers[alg]())

    def sign(self, claims: dict[str, object], kind: str = "JWT") -> str:
        return jwt.encode(claims, self.private, self.alg, headers={"kid": self.kid, "typ": kind})

    def public(self) -> dict[str, Any]:
        """As a JSON Web Key."""
        if isinstance(self.private, rsa.RSAPrivateKey):
            key = RSAAlgorithm.to_jwk(self.private.public_key(), as_dict=True)
        else:
            key = ECAlgorithm.to_jwk(self.private.public_key(), as_dict=True)
        return {key_: value for key_, value in key.items() if key_ != "key_ops"} | {
            "kid": self.kid,
            "alg": self.alg,
            "use": "sig",
        }


class SigningKeys:
    """The newest key of each algorithm signs; older ones stay known until they are dropped."""

    def __init__(self) -> None:
        self._keys: list[SigningKey] = []

    def sign(self, claims: dict[str, object], alg: str, kind: str = "JWT") -> str:
        return self._newest(alg).sign(claims, kind)

    def jwks(self) -> dict[str, object]:
        for alg in ALGORITHMS:
            self._newest(alg)
        return {"keys": [key.public() for key in self._keys]}

    def rotate(self, *, drop_old: bool) -> None:
        """New keys sign from now on. With `drop_old` what the old ones signed is worth nothing any more."""
        new = [SigningKey.new(alg) for alg in ALGORITHMS]
        self._keys = new if drop_old else [*new, *self._keys]

    def claims(self, token: str) -> dict[str, Any] | None:
        """What one of our keys signed, at whatever time; None for everything else."""
        for key in self._keys:
            try:
                return jwt.decode(token, key.private.public_key(), algorithms=[key.alg], options=_UNTIMED)
            except jwt.InvalidTokenError:
                continue
        return None

    def _newest(self, alg: str) -> SigningKey:
        found = next((key for key in self._keys if key.alg == alg), None)
        if found is None:
            found = SigningKey.new(alg)
            self._keys.append(found)
        return found


def _new_rsa() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _new_ec() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())
