"""Pomerium's sessions and the JWTs that name them (`pomerium.md` §2 and §5)."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import jwt
from jwt.types import Options

from pomtray.demo.options import PEOPLE, DemoOptions, Person

_SIGNATURE_ONLY: Options = {"verify_exp": False, "verify_aud": False, "verify_iat": False, "verify_nbf": False}


@dataclass(frozen=True, slots=True)
class Session:
    """One sign-in of one browser under one `idp_id`; it has as many JWTs as were asked for."""

    jti: str
    person: Person
    idp_id: str
    started_at: datetime
    expires_at: datetime
    nanoseconds: int
    """What a `datetime` cannot hold of `expiresAt`: 0 to 999."""
    record_version: int
    handle: str = field(repr=False)
    """What the demo's own browser cookies hold; never a JWT, so that they stay short."""

    def alive(self, now: datetime) -> bool:
        return now < self.expires_at

    @property
    def expires_at_text(self) -> str:
        """RFC 3339 with nanoseconds, as Go writes it: no zeros at the end."""
        fraction = f"{self.expires_at.microsecond:06}{self.nanoseconds:03}".rstrip("0")
        return f"{self.expires_at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}{'.' if fraction else ''}{fraction}Z"


class Sessions:
    """Every session that was not revoked, the expired ones too: the user page tells them apart."""

    def __init__(self, options: DemoOptions) -> None:
        self._options = options
        self._secret = secrets.token_bytes(32)
        self._server_version = secrets.randbits(63)
        self._by_jti: dict[str, Session] = {}

    def all(self) -> tuple[Session, ...]:
        return tuple(self._by_jti.values())

    def start(self, person: str, idp_id: str, now: datetime, session_for: timedelta | None = None) -> Session:
        session = Session(
            jti=str(uuid.uuid4()),
            person=PEOPLE[person],
            idp_id=idp_id,
            started_at=now,
            expires_at=now + (session_for or self._options.session_for),
            nanoseconds=secrets.randbelow(1000),
            record_version=len(self._by_jti) + 4,
            handle=secrets.token_urlsafe(16),
        )
        self._by_jti[session.jti] = session
        return session

    def revoke(self, jti: str) -> None:
        """Whoever names it: an administrator, a sign-out, or a provider that refuses a refresh."""
        self._by_jti.pop(jti, None)

    def drop_all(self) -> None:
        self._by_jti.clear()

    def by_jti(self, jti: str) -> Session | None:
        return self._by_jti.get(jti)

    def by_handle(self, handle: str) -> Session | None:
        """The session of a browser's own cookie."""
        sent = handle.encode()
        return next((one for one in self.all() if secrets.compare_digest(one.handle.encode(), sent)), None)

    def by_token(self, token: str) -> Session | None:
        """The session of a JWT with our signature, alive or expired; the audience is not checked (§6)."""
        try:
            claims = jwt.decode(token, self._secret, algorithms=["HS256"], options=_SIGNATURE_ONLY)
        except jwt.InvalidTokenError:
            return None
        return self._by_jti.get(str(claims.get("jti")))

    def token(self, session: Session, audience: Sequence[str], now: datetime) -> str:
        """A JWT of this session. `audience` begins with the authenticate host, which issues it."""
        claims: dict[str, object] = {"aud": list(audience)}
        if self._options.databroker_claims:
            claims["databroker_record_version"] = session.record_version
            claims["databroker_server_version"] = self._server_version
        if self._options.exp_in_jwt:
            claims["exp"] = int(session.expires_at.timestamp())
        claims |= {
            "iat": int(now.timestamp()),
            "idp_id": session.idp_id,
            "iss": audience[0],
            "jti": session.jti,
            "sub": session.person.sub,
        }
        return jwt.encode(claims, self._secret, algorithm="HS256")
