"""What a route makes of `Authorization: Bearer TOKEN` (`pomerium.md` §7, §8)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from pomtray.demo.older_exchange import OlderExchange
from pomtray.demo.options import BearerFormat, RoutePlan
from pomtray.demo.provider.tokens import Tokens
from pomtray.demo.realm import Ask

_BEARER = "Bearer "


@dataclass(frozen=True, slots=True)
class Bearers:
    """Whom a bearer token names, by the route's format."""

    tokens: Tokens
    exchange: OlderExchange

    def subject(self, plan: RoutePlan, ask: Ask) -> str | None:
        """A person's `sub`, a machine's client id; None for a token that the route does not take."""
        token = bearer(ask)
        match plan.bearer:
            case BearerFormat.DEFAULT:
                return None
            case BearerFormat.EXCHANGE:
                return self.exchange.person(token, ask.now)
            case BearerFormat.ACCESS_TOKEN:
                person = self.tokens.person(token, ask.now)
                return person.sub if person else None
            case BearerFormat.IDENTITY_TOKEN:
                claims = self.tokens.signed(token, plan.audiences, ask.now)
                # A machine's token is signed by the provider too and is no ID token.
                return claims["sub"] if claims and "client_id" not in claims else None
            case BearerFormat.JWT:
                claims = self.tokens.signed(token, plan.audiences, ask.now)
                return claims["sub"] if claims else None
            case _:
                assert_never(plan.bearer)


def bearer(ask: Ask) -> str:
    """The bearer token of a request, or nothing."""
    value = ask.header("authorization")
    return value.removeprefix(_BEARER) if value.startswith(_BEARER) else ""
