"""What the provider gave out: codes, access and ID tokens, refresh tokens and whence they came."""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from pomtray.demo.options import PEOPLE, POMERIUM_CLIENT, Person
from pomtray.demo.provider.clients import OAuthClient
from pomtray.demo.provider.keys import SigningKeys
from pomtray.demo.provider.oauth import OAuthError
from pomtray.demo.realm import Realm

AUDIENCE_SCOPE = "audience:server:client_id:"
"""Dex's way to an ID token for another client (`pomerium.md` §8)."""
_CODE_FOR = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Grant:
    """What a person allowed a client at one sign-in."""

    client_id: str
    person: str
    scopes: tuple[str, ...]
    signed_in_at: datetime
    refreshable: bool
    nonce: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Code:
    """The terms of an authorization code."""

    grant: Grant
    redirect_uri: str
    challenge: str
    expires_at: datetime
    family: Family


@dataclass(slots=True)
class Family:
    """Everything that came of one grant; it ends together."""

    grant: Grant
    alive: bool = True
    current: str = field(default="", repr=False)
    replaced: dict[str, datetime] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class _Access:
    family: Family
    expires_at: datetime


class Tokens:
    """Secrets are the keys of these dictionaries: nothing of them is ever printed."""

    def __init__(self, realm: Realm, keys: SigningKeys) -> None:
        self._realm = realm
        self._keys = keys
        self._codes: dict[str, Code] = {}
        self._used: dict[str, Family] = {}
        self._access: dict[str, _Access] = {}
        self._families: list[Family] = []

    def code(self, grant: Grant, redirect_uri: str, challenge: str, now: datetime) -> str:
        code = secrets.token_urlsafe(24)
        self._codes[code] = Code(grant, redirect_uri, challenge, now + _CODE_FOR, self._family(grant))
        return code

    def redeemed(self, code: str, client: OAuthClient, now: datetime) -> Code:
        """A code's terms, once. Used again, it ends what it gave (RFC 6749 §4.1.2). Raises `OAuthError`."""
        if code in self._used:
            self._used[code].alive = False
            raise OAuthError("invalid_grant", "this code was used before")
        terms = self._codes.get(code)
        if terms is None or terms.grant.client_id != client.id:
            raise OAuthError("invalid_grant", "this code is not known")
        del self._codes[code]
        self._used[code] = terms.family
        if now >= terms.expires_at:
            raise OAuthError("invalid_grant", "this code is too old")
        return terms

    def for_grant(self, grant: Grant, now: datetime) -> dict[str, object]:
        """The first tokens of a grant that needed no code: the device flow's."""
        return self.issue(self._family(grant), now)

    def issue(self, family: Family, now: datetime) -> dict[str, object]:
        """The answer to a grant just made: with the nonce, and with a refresh token where one was asked for."""
        if family.grant.refreshable:
            family.current = secrets.token_urlsafe(32)
        return self._answer(family, family.grant, now) | _refresh_token(family.current)

    def refreshed(
        self, token: str, client: OAuthClient, audience: str, scopes: tuple[str, ...], now: datetime
    ) -> dict[str, object]:
        """The next tokens of a grant. `audience` and `scopes` may be empty. Raises `OAuthError`."""
        family = self._by_refresh(token, client)
        options = self._realm.options
        if options.refuse_refresh:
            raise OAuthError("invalid_grant", "the refresh token is not accepted any more")
        if audience not in {"", POMERIUM_CLIENT, client.id}:
            raise OAuthError("invalid_target", "no such audience")
        if not set(scopes) <= set(family.grant.scopes):
            raise OAuthError("invalid_scope", "more than was granted")
        self._check_replaced(family, token, now)
        if options.rotate_refresh and family.current == token:
            family.replaced[token] = now
            family.current = secrets.token_urlsafe(32)
        grant = replace(family.grant, nonce="", scopes=scopes or family.grant.scopes)
        answer = self._answer(family, grant, now, audience if options.audience_parameter else "")
        return answer | _refresh_token(family.current if family.current != token else "")

    def machine(self, client: OAuthClient, audience: str, scopes: tuple[str, ...], now: datetime) -> dict[str, object]:
        """Client credentials: a JWT that names its audience (RFC 9068), and no refresh token (RFC 6749 §4.4.3)."""
        claims = self._claims(client.id, audience or client.id, now) | {
            "client_id": client.id,
            "jti": secrets.token_hex(16),
        }
        scope = " ".join(scopes)
        token = self._keys.sign(claims | ({"scope": scope} if scope else {}), self._alg, "at+jwt")
        return self._bearer(token, scope)

    def person(self, access_token: str, now: datetime) -> Person | None:
        """Whom the userinfo endpoint would name."""
        found = self._access.get(access_token)
        if found is None or now >= found.expires_at or not found.family.alive:
            return None
        return PEOPLE[found.family.grant.person]

    def signed(self, token: str, audiences: frozenset[str], now: datetime) -> dict[str, Any] | None:
        """The claims of a live JWT that we signed for one of these audiences."""
        claims = self._keys.claims(token)
        live = claims is not None and now.timestamp() < claims["exp"] and claims["aud"] in audiences
        return claims if live else None

    def revoke(self, token: str, client: OAuthClient) -> None:
        """RFC 7009 §2.1: a refresh token takes its grant's access tokens with it. Raises `OAuthError`."""
        family = self._owner(token)
        access = self._access.get(token)
        owner = access.family if access else family
        if owner is not None and owner.grant.client_id != client.id:
            raise OAuthError("unauthorized_client", "the token was given to another client")
        if family is not None:
            family.alive = False
        self._access.pop(token, None)

    def end_all(self) -> None:
        """As when a password changes: no grant is good any more."""
        for family in self._families:
            family.alive = False
        self._codes.clear()

    def _family(self, grant: Grant) -> Family:
        family = Family(grant)
        self._families.append(family)
        return family

    def _owner(self, token: str) -> Family | None:
        known = (one for one in self._families if token and (token == one.current or token in one.replaced))
        return next(known, None)

    def _by_refresh(self, token: str, client: OAuthClient) -> Family:
        family = self._owner(token)
        if family is None or family.grant.client_id != client.id or not family.alive:
            raise OAuthError("invalid_grant", "the refresh token is not known, or not any more")
        return family

    def _check_replaced(self, family: Family, token: str, now: datetime) -> None:
        options = self._realm.options
        if token not in family.replaced or now < family.replaced[token] + options.reuse_for:
            return
        if options.reuse_revokes:
            family.alive = False
        raise OAuthError("invalid_grant", "the refresh token was replaced by a newer one")

    def _answer(self, family: Family, grant: Grant, now: datetime, audience: str = "") -> dict[str, object]:
        access = secrets.token_urlsafe(32)
        self._access[access] = _Access(family, now + self._realm.options.token_for)
        answer = self._bearer(access, " ".join(grant.scopes))
        if "openid" in grant.scopes:
            answer["id_token"] = self._id_token(grant, access, audience or _dex_audience(grant.scopes), now)
        return answer

    def _id_token(self, grant: Grant, access: str, audience: str, now: datetime) -> str:
        person = PEOPLE[grant.person]
        claims = self._claims(person.sub, audience or grant.client_id, now) | {
            "auth_time": int(grant.signed_in_at.timestamp()),
            "at_hash": _half_hash(access),
        }
        if claims["aud"] != grant.client_id:
            claims["azp"] = grant.client_id
        if grant.nonce:
            claims["nonce"] = grant.nonce
        return self._keys.sign(claims | person_claims(person, grant.scopes), self._alg)

    def _claims(self, sub: str, audience: str, now: datetime) -> dict[str, object]:
        ends = now + self._realm.options.token_for
        times = {"iat": int(now.timestamp()), "exp": int(ends.timestamp())}
        return {"iss": str(self._realm.provider), "sub": sub, "aud": audience, **times}

    def _bearer(self, token: str, scope: str) -> dict[str, object]:
        expires_in = int(self._realm.options.token_for.total_seconds())
        answer: dict[str, object] = {"access_token": token, "token_type": "Bearer", "expires_in": expires_in}
        return answer | ({"scope": scope} if scope else {})

    @property
    def _alg(self) -> str:
        return self._realm.options.id_token_alg


def person_claims(person: Person, scopes: tuple[str, ...]) -> dict[str, object]:
    """What a scope shows of a person (OpenID Connect Core §5.4)."""
    claims: dict[str, object] = {}
    if "profile" in scopes:
        claims |= {"name": person.name, "preferred_username": person.sub, "groups": list(person.groups)}
    if "email" in scopes:
        claims |= {"email": person.email, "email_verified": True}
    return claims


def _refresh_token(token: str) -> dict[str, object]:
    return {"refresh_token": token} if token else {}


def _dex_audience(scopes: tuple[str, ...]) -> str:
    return next((one.removeprefix(AUDIENCE_SCOPE) for one in scopes if one.startswith(AUDIENCE_SCOPE)), "")


def _half_hash(token: str) -> str:
    """`at_hash` (OpenID Connect Core §3.1.3.6); both algorithms of ours hash with SHA-256."""
    return base64.urlsafe_b64encode(hashlib.sha256(token.encode()).digest()[:16]).rstrip(b"=").decode()
