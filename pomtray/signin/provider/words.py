"""What a sign-in at an identity provider says, step by step: authorization, token, route."""

from __future__ import annotations

import math
from enum import Enum
from typing import Final

from pomtray.core.domain.access import Closed, Refusal
from pomtray.core.domain.login import Doubt, Question
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.provider import Method, Provider
from pomtray.core.domain.route import Route
from pomtray.core.errors import GrantEnded, Problem, Refused, SignInError, Unreachable
from pomtray.core.plain import foreign
from pomtray.core.text import phrase, with_values
from pomtray.signin.words import route_label

_AUTHORIZATION: Final = "authorization"
_TOKEN: Final = "token"  # noqa: S105 a step's name
_ROUTE: Final = "route"


_NOT_DESCRIBED: Final = {
    "authorization_endpoint": (
        phrase("No sign-in with a browser"),
        phrase("Check `issuer` in the settings, or sign in with a code on another device."),
    ),
    "device_authorization_endpoint": (
        phrase("No sign-in on another device"),
        phrase("Sign in with the browser on this computer."),
    ),
    "jwks_uri": (phrase("No keys to check with"), phrase("Check `issuer`, or `jwks_uri`, in the settings.")),
}


def not_described(provider: Provider, name: str, reason: str) -> Refused:
    """`name`: what the sign-in needs of the metadata; `reason`: why it is not there."""
    title, action = _NOT_DESCRIBED[name]
    sentence = phrase(
        "As {provider} is described, that cannot be done: {reason}.",
        provider=provider.shown,
        reason=foreign(reason, 300),
    )
    return Refused(Problem(title, sentence, action, "discovery"))


def nobody(seconds: float) -> Problem:
    return Problem(
        phrase("Nobody signed in"),
        phrase("No answer came within {ceil} min.", ceil=math.ceil(seconds / 60)),
        phrase(
            "Try again. If the provider's page shows an error, check `client_id` and `redirect_uri` in the settings."
        ),
        _AUTHORIZATION,
    )


def bad_answer(reason: str) -> Problem:
    return Problem(
        phrase("The browser's answer was refused"),
        phrase("What the browser brought back is not the answer to this sign-in: {reason}.", reason=reason),
        phrase("Try again; if it stays so, ask the provider's administrator."),
        _AUTHORIZATION,
    )


def bad_paste(reason: str) -> Problem:
    return Problem(
        phrase("That is not the answer"),
        phrase("What was pasted is not the answer to this sign-in: {reason}.", reason=reason),
        phrase("Copy the whole address of the page at which the browser ended, or the code that the provider showed."),
        _AUTHORIZATION,
    )


def device_late(provider: Provider) -> SignInError:
    return SignInError(
        Problem(
            phrase("The code has run out"),
            phrase("Nobody entered the code at {provider} in time.", provider=provider.shown),
            phrase("Try again."),
            _TOKEN,
        )
    )


def no_id_token(provider: Provider, reason: str) -> Refused:
    return Refused(
        Problem(
            phrase("No ID token"),
            phrase("{provider} did not say who signed in: {reason}.", provider=provider.shown, reason=reason),
            phrase("`scopes` in the settings must hold `openid`."),
            _TOKEN,
        )
    )


def no_access_token(route: Route, provider: Provider, reason: str) -> Refused:
    helps = phrase('Choose another `deliver`, such as "identity_token".')
    if route.method is Method.CLIENT_CREDENTIALS:
        helps = phrase("Ask the provider's administrator.")
    return Refused(
        Problem(
            phrase("No access token"),
            phrase("{provider} gave none that can be used: {reason}.", provider=provider.shown, reason=reason),
            helps,
            _TOKEN,
        )
    )


def no_refresh_token(provider: Provider) -> GrantEnded:
    return GrantEnded(
        Problem(
            phrase("No silent renewal"),
            phrase("{provider} gave no refresh token.", provider=provider.shown),
            phrase(
                "Sign in again. For silent renewal the client needs `offline_access` in `scopes`, or what the "
                'provider has in its place; some also want authorization_params = { prompt = "consent" }.'
            ),
            _TOKEN,
        )
    )


def no_audience(provider: Provider) -> SignInError:
    return SignInError(
        Problem(
            phrase("No token for Pomerium"),
            phrase(
                "{provider} gave an ID token for this program, and no refresh token to ask for Pomerium's with.",
                provider=provider.shown,
            ),
            phrase(
                "Add `offline_access` to `scopes`, or what the provider has in its place (some also want "
                'authorization_params = { prompt = "consent" }); or leave `pomerium_client_id` out if Pomerium '
                "takes tokens of this client."
            ),
            _TOKEN,
        )
    )


def renewed_without_id_token(provider: Provider, reason: str) -> GrantEnded:
    return GrantEnded(
        Problem(
            phrase("Renewed without an ID token"),
            phrase(
                "{provider} renews, but gives no ID token then, and the route wants one: {reason}.",
                provider=provider.shown,
                reason=reason,
            ),
            phrase('Sign in again. If the route takes access tokens, set deliver = "access_token".'),
            _TOKEN,
        )
    )


def another_issuer(provider: Provider, issuer: Origin) -> GrantEnded:
    return GrantEnded(
        Problem(
            phrase("Another provider now"),
            phrase(
                "This session is of {issuer}; the settings name another address for {provider}.",
                issuer=issuer,
                provider=provider.shown,
            ),
            phrase("Sign in again."),
            _TOKEN,
        )
    )


def another_client(provider: Provider) -> GrantEnded:
    return GrantEnded(
        Problem(
            phrase("Another client now"),
            phrase(
                "This session was given to another client; the settings name {client_id} for {provider}.",
                client_id=provider.client_id,
                provider=provider.shown,
            ),
            phrase("Sign in again."),
            _TOKEN,
        )
    )


def provider_gone(name: str) -> Problem:
    return Problem(
        phrase("The provider is not known any more"),
        phrase("The settings do not name {name} any more, so it could not be asked.", name=foreign(name)),
        phrase("Sign out there, or withdraw this program's access there."),
        "revocation",
    )


def plain_http(to: Origin, issuer: Origin) -> SignInError:
    return SignInError(
        Problem(
            phrase("The route is not encrypted"),
            phrase("A token of {issuer} was got over https and is not sent to {to}.", issuer=issuer, to=to),
            phrase("Use an https:// address for the route, and for its `exchange_url`."),
            _ROUTE,
        )
    )


class BearerNotRead(Enum):
    """Why Pomerium does not read a bearer that a route gets."""

    SIGN_IN = phrase(
        "Pomerium does not read bearer tokens on {route}: the token of {provider} would not sign in there."
    )
    ANYBODY = phrase(
        "{route} answers without any sign-in: nothing there needs the token of {provider} to let anybody in."
    )
    SERVICE = phrase("The service behind {route} checks bearer tokens itself; no Pomerium reads them before.")
    UNKNOWN = phrase(
        "Whether anybody reads bearer tokens on {route} cannot be told: it answered {status} to a made-up one."
    )


def unread(route: Route, issuer: Origin, why: BearerNotRead, status: int) -> Question:
    """`status`: of the answer to the made-up token."""
    provider = issuer.authority
    whose, place = (phrase("your {provider} token", provider=provider), phrase("your place"))
    if route.method is Method.CLIENT_CREDENTIALS:
        whose, place = phrase("a token of this machine, from {provider},", provider=provider), phrase("its place")
    meaning = with_values(why.value, route=route_label(route), provider=provider, status=status)
    return Question(
        Doubt.UNREAD,
        phrase("Give {whose} to {route}?", whose=whose, route=route_label(route)),
        phrase(
            "{meaning} It would be handed to the service behind {route}, which could use it in {place}.",
            meaning=meaning,
            route=route.shown,
            place=place,
        ),
        phrase("Yes, hand it over"),
    )


def kept_back(route: Route) -> SignInError:
    """Without the person's yes."""
    advice = (
        phrase("Ask the administrator for `bearer_token_format`.")
        if route.method is Method.CLIENT_CREDENTIALS
        else phrase(
            "Ask the administrator for `bearer_token_format`, or sign in to this route by Pomerium's own sign-in."
        )
    )
    return SignInError(
        Problem(
            phrase("The route does not take the token"),
            phrase(
                "No Pomerium reads bearer tokens on {origin}, so nothing was sent to it.", origin=route.origin.authority
            ),
            advice,
            _ROUTE,
        )
    )


def not_probed(route: Route, status: int, request_id: str) -> Unreachable:
    return Unreachable(
        unclear(
            route, phrase("{status} when asked whether it takes tokens, so none was sent", status=status), request_id
        )
    )


def unclear(route: Route, answer: str, request_id: str) -> Problem:
    """Nobody answered who could tell what the route says to a token. `answer`: the status."""
    return Problem(
        phrase("The route gives no clear answer"),
        phrase("{origin} answered {answer}.", origin=route.origin.authority, answer=answer),
        phrase("Try again in a moment."),
        _ROUTE,
        request_id,
    )


def no_route(route: Route, request_id: str) -> SignInError:
    return SignInError(Refusal(Closed.NO_SUCH_ROUTE, request_id).problem(route.place, route.method))
