"""How we say who we are at a provider's endpoints (RFC 6749 §2.3, RFC 7523, OpenID Connect Core §9)."""

from __future__ import annotations

import base64
import re
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import field
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import quote_plus

import jwt
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509 import load_pem_x509_certificate

from pomtray.core.domain.provider import Provider, TokenAuth
from pomtray.core.errors import Problem, Refused
from pomtray.core.light_dataclass import dataclass
from pomtray.core.protocol.metadata import Metadata
from pomtray.core.protocol.oauth import ErrorAnswer
from pomtray.core.protocol.skew import believed, measured
from pomtray.core.secret import Secret
from pomtray.core.text import phrase
from pomtray.signin.web.answer import Answer

ASSERTION_FOR: Final = timedelta(seconds=60)
_ASSERTION_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_CURVES: Final = {"secp256r1": "ES256", "secp384r1": "ES384", "secp521r1": "ES512"}
_CERTIFICATE: Final = re.compile(r"-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----")
_SMALLEST_RSA: Final = 2048
"""Bits (RFC 7518 §3.3)."""
_STEP: Final = "token"


@dataclass(frozen=True, slots=True)
class Proof:
    """What goes into a request: fields of the body, and the header's value."""

    fields: tuple[tuple[str, str], ...] = field(repr=False)
    authorization: Secret | None = None


class ClientAuthentication:
    """We, as a client of one provider. `secret` is the client's secret, or its private key in PEM."""

    def __init__(self, provider: Provider, secret: Secret | None, now: Callable[[], datetime]) -> None:
        self._provider = provider
        self._secret = secret
        self._now = now
        self._skew = timedelta()

    async def asking(
        self, metadata: Metadata, ask: Callable[[Proof], Awaitable[tuple[Answer, ErrorAnswer]]]
    ) -> tuple[Answer, ErrorAnswer]:
        """What `ask` brings with a proof. Raises as `proof` does.

        NOTE: an assertion is for the issuer now and was for the token endpoint before, which is all that some take; and
        it has times, which this computer's clock may tell wrongly.
        """
        usual = metadata.issuer or metadata.token_endpoint
        answer, told = await ask(self.proof(usual))
        if self._is_refused(told) and (skew := believed(measured(answer.date, self._now()))):
            self._skew = skew
            answer, told = await ask(self.proof(usual))
        if self._is_refused(told):
            answer, told = await ask(self.proof(metadata.token_endpoint))
        return answer, told

    def _is_refused(self, told: ErrorAnswer) -> bool:
        return told.code == "invalid_client" and self._provider.token_auth is TokenAuth.PRIVATE_KEY_JWT

    def proof(self, audience: str) -> Proof:
        """For one request; `audience` is whom an assertion is for. Raises `Refused` where the secret is of no use."""
        client_id = ("client_id", self._provider.client_id)
        if self._provider.token_auth is TokenAuth.NONE:
            return Proof((client_id,))
        if self._secret is None or not _is_text(self._secret):
            raise Refused(_MISSING if self._secret is None else _NO_TEXT)
        match self._provider.token_auth:
            case TokenAuth.BASIC:
                return Proof((), self._basic(self._secret))
            case TokenAuth.PRIVATE_KEY_JWT:
                assertion = ("client_assertion", self._assertion(self._secret, audience))
                return Proof((client_id, ("client_assertion_type", _ASSERTION_TYPE), assertion))
            case _:
                return Proof((client_id, ("client_secret", self._secret.reveal())))

    def secrets(self) -> tuple[str, ...]:
        """What nobody may see, should a provider quote it."""
        return () if self._secret is None else (self._secret.reveal(),)

    def _basic(self, secret: Secret) -> Secret:
        """Both are form-encoded before they are joined (§2.3.1)."""
        pair = f"{quote_plus(self._provider.client_id)}:{quote_plus(secret.reveal())}"
        return Secret(f"Basic {base64.b64encode(pair.encode()).decode()}")

    def _assertion(self, key: Secret, audience: str) -> str:
        """RFC 7523 §3."""
        made, algorithm = _private_key(key)
        now = self._now() - self._skew
        claims = {
            "iss": self._provider.client_id,
            "sub": self._provider.client_id,
            "aud": audience,
            "jti": secrets.token_urlsafe(24),
            "iat": int(now.timestamp()),
            "exp": int((now + ASSERTION_FOR).timestamp()),
        }
        return jwt.encode(claims, made, algorithm=algorithm, headers=_certificate(key))


def _is_text(secret: Secret) -> bool:
    """False for what came out of an environment that is not UTF-8."""
    return not any("\ud800" <= char <= "\udfff" for char in secret.reveal())


_Key = RSAPrivateKey | EllipticCurvePrivateKey | Ed25519PrivateKey


def _private_key(secret: Secret) -> tuple[_Key, str]:
    """The key, and the algorithm that goes with its type. Raises `Refused`, which quotes nothing of it."""
    try:
        key = load_pem_private_key(secret.reveal().encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise Refused(_NO_KEY) from None
    if isinstance(key, RSAPrivateKey) and key.key_size >= _SMALLEST_RSA:
        return key, "RS256"
    if isinstance(key, Ed25519PrivateKey):
        return key, "EdDSA"
    if isinstance(key, EllipticCurvePrivateKey) and key.curve.name in _CURVES:
        return key, _CURVES[key.curve.name]
    raise Refused(_NO_KEY)


def _certificate(secret: Secret) -> dict[str, str]:
    """`x5t#S256` where the key's file holds its certificate, by which Entra finds it (RFC 7515 §4.1.8)."""
    found = _CERTIFICATE.search(secret.reveal())
    if found is None:
        return {}
    try:
        digest = load_pem_x509_certificate(found[0].encode()).fingerprint(SHA256())
    except ValueError:
        raise Refused(_NO_KEY) from None
    return {"x5t#S256": base64.urlsafe_b64encode(digest).rstrip(b"=").decode()}


_MISSING: Final = Problem(
    phrase("The client's secret is missing"),
    phrase("The identity provider wants to know which program asks, and there is no secret to say it with."),
    phrase("Give the provider's `client_secret` in the settings, or set `token_auth` to none."),
    _STEP,
)
_NO_TEXT: Final = Problem(
    phrase("The client's secret cannot be used"),
    phrase("The client's secret is not text in UTF-8."),
    phrase("Check where the provider's `client_secret` comes from."),
    _STEP,
)
_NO_KEY: Final = Problem(
    phrase("The client's key cannot be used"),
    phrase(
        "The client's secret is not a private key in PEM without a password: RSA, an elliptic curve of "
        "NIST, or Ed25519."
    ),
    phrase("Check `client_secret`, which is the key where `token_auth` is private_key_jwt."),
    _STEP,
)
