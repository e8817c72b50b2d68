"""The older exchange: an ID token for an opaque one (`pomerium.md` §8)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from pomtray.demo.answers import error_page, json_answer, route_not_found
from pomtray.demo.options import POMERIUM_CLIENT, Exchange
from pomtray.demo.provider.tokens import Tokens
from pomtray.demo.realm import Ask, Realm
from pomtray.demo.signing import parse_query
from pomtray.serve.http import Response

EXCHANGE = "/api/v1/token"


@dataclass(frozen=True, slots=True)
class _Exchanged:
    person: str
    ends_at: datetime


class OlderExchange:
    """Tokens given out, opaque and good until the end of the ID token they came from."""

    def __init__(self, realm: Realm, tokens: Tokens) -> None:
        self._realm = realm
        self._tokens = tokens
        self._given: dict[str, _Exchanged] = {}

    def answer(self, ask: Ask) -> Response:
        match self._realm.options.exchange:
            case Exchange.GONE:
                return route_not_found(ask)
            case Exchange.CSRF:
                return error_page(ask, 403, "CSRF Failure")
            case Exchange.SERVED:
                return self._exchanged(ask) if ask.method == "POST" else route_not_found(ask)

    def person(self, token: str, now: datetime) -> str | None:
        found = self._given.get(token)
        return found.person if found and now < found.ends_at else None

    def end_all(self) -> None:
        self._given.clear()

    def _exchanged(self, ask: Ask) -> Response:
        is_form = ask.header("content-type").startswith("application/x-www-form-urlencoded")
        form = dict(parse_query(ask.request.body.decode("utf-8", "surrogateescape"))) if is_form else {}
        if not form.get("id_token"):
            return error_page(ask, 400)
        claims = self._tokens.signed(form["id_token"], frozenset({POMERIUM_CLIENT}), ask.now)
        if claims is None:
            return error_page(ask, 500)
        token = secrets.token_urlsafe(48)
        ends_at = datetime.fromtimestamp(claims["exp"], UTC)
        self._given[token] = _Exchanged(claims["sub"], ends_at)
        return json_answer({"Token": token, "Expiry": f"{ends_at:%Y-%m-%dT%H:%M:%SZ}"})
