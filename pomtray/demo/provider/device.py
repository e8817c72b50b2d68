"""The device authorization grant: a code for the program, a code for the person (RFC 8628)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pomtray.demo.provider.clients import OAuthClient
from pomtray.demo.provider.oauth import OAuthError
from pomtray.demo.provider.tokens import Grant, Tokens
from pomtray.demo.realm import Realm

_LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
"""No vowels: no words come of it (RFC 8628 §6.1)."""
_SLOWER_FOR = timedelta(seconds=5)
DEVICE_PAGE = "/device"


@dataclass(slots=True)
class _Waiting:
    """One device that waits. `person` is None until somebody answered, and empty for a refusal."""

    client_id: str
    scopes: tuple[str, ...]
    user_code: str = field(repr=False)
    expires_at: datetime
    interval: timedelta
    person: str | None = None
    answered_at: datetime | None = None
    polled_at: datetime | None = None


class Devices:
    """The devices that wait for a person."""

    def __init__(self, realm: Realm, tokens: Tokens) -> None:
        self._realm = realm
        self._tokens = tokens
        self._waiting: dict[str, _Waiting] = {}

    def start(self, client: OAuthClient, scopes: tuple[str, ...], now: datetime) -> dict[str, object]:
        """The answer of the device authorization endpoint (RFC 8628 §3.2)."""
        options = self._realm.options
        device_code, user_code = secrets.token_urlsafe(32), _user_code()
        ends = now + options.device_code_for
        self._waiting[device_code] = _Waiting(client.id, scopes, user_code, ends, options.device_interval)
        page = f"{self._realm.provider}{DEVICE_PAGE}"
        return {
            "device_code": device_code,
            "user_code": user_code,
            "verification_uri": page,
            "verification_uri_complete": f"{page}?user_code={user_code}",
            "expires_in": int(options.device_code_for.total_seconds()),
            "interval": int(options.device_interval.total_seconds()),
        }

    def knows(self, user_code: str, now: datetime) -> bool:
        """Whether a device waits for this code, typed in whatever way (§6.1)."""
        return self._by_user_code(user_code, now) is not None

    def decide(self, user_code: str, person: str, now: datetime) -> bool:
        """The person's answer, empty for no; False where no device waits for it."""
        waiting = self._by_user_code(user_code, now)
        if waiting is None:
            return False
        waiting.person, waiting.answered_at = person, now
        return True

    def poll(self, device_code: str, client: OAuthClient, now: datetime) -> dict[str, object]:
        """Tokens, once. Raises `OAuthError` with the codes of RFC 8628 §3.5."""
        waiting = self._waiting.get(device_code)
        if waiting is None or waiting.client_id != client.id:
            raise OAuthError("invalid_grant", "this device code is not known")
        if now >= waiting.expires_at:
            raise OAuthError("expired_token", "this device code is too old")
        self._check_pace(waiting, now)
        if waiting.person is None:
            raise OAuthError("authorization_pending", "nobody answered yet")
        del self._waiting[device_code]
        if not waiting.person:
            raise OAuthError("access_denied", "the person said no")
        refreshable = "offline_access" in waiting.scopes
        signed_in_at = waiting.answered_at or now
        return self._tokens.for_grant(
            Grant(waiting.client_id, waiting.person, waiting.scopes, signed_in_at, refreshable), now
        )

    def _check_pace(self, waiting: _Waiting, now: datetime) -> None:
        before, waiting.polled_at = waiting.polled_at, now
        if before is not None and now < before + waiting.interval:
            waiting.interval += _SLOWER_FOR
            raise OAuthError("slow_down", "you ask too often")

    def _by_user_code(self, user_code: str, now: datetime) -> _Waiting | None:
        typed = _letters(user_code)
        open_ = (one for one in self._waiting.values() if one.person is None and now < one.expires_at)
        return next((one for one in open_ if _letters(one.user_code) == typed), None)


def _user_code() -> str:
    letters = "".join(secrets.choice(_LETTERS) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def _letters(user_code: str) -> str:
    return "".join(letter for letter in user_code.upper() if letter in _LETTERS)
