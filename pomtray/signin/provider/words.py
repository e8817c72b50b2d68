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
from pomtray.signin.words import route_label

_AUTHORIZATION: Final = "authorization"
_TOKEN: Final = "token"  # noqa: S105 a step's name
_ROUTE: Final = "route"


def bad_redirect_uri(text: str, reason: str) -> SignInError:
    return SignInError(
        Problem(
            "The redirect URI cannot be used",
            f"`redirect_uri` {foreign(text)}: it {reason}.",
            "Write an address of this computer, such as http://127.0.0.1:0/callback, that the provider allows too.",
            _AUTHORIZATION,
        )
    )


def no_redirect_uri() -> SignInError:
    return SignInError(Problem("No redirect URI", "The provider has no `redirect_uri`.", "", _AUTHORIZATION))


def port_taken(port: int, owner: str) -> SignInError:
    """`owner`: who listens there, "" where that is not known."""
    who = f"{owner} listens there" if owner else "another program listens there, or this one may not"
    return SignInError(
        Problem(
            f"Port {port} is taken",
            f"The provider sends the browser to port {port} of this computer, but {who}.",
            "End that first, or add another `redirect_uri` that the provider allows.",
            _AUTHORIZATION,
        )
    )


def no_listener(host: str) -> SignInError:
    return SignInError(
        Problem(
            "No place to return to",
            f"This computer does not let the program listen on {host}.",
            "Use http://127.0.0.1:0/callback as `redirect_uri`.",
            _AUTHORIZATION,
        )
    )


_NOT_DESCRIBED: Final = {
    "authorization_endpoint": (
        "No sign-in with a browser",
        "Check `issuer` in the settings, or sign in with a code on another device.",
    ),
    "device_authorization_endpoint": ("No sign-in on another device", "Sign in with the browser on this computer."),
    "jwks_uri": ("No keys to check with", "Check `issuer`, or `jwks_uri`, in the settings."),
}


def not_described(provider: Provider, name: str, reason: str) -> Refused:
    """`name`: what the sign-in needs of the metadata; `reason`: why it is not there."""
    title, action = _NOT_DESCRIBED[name]
    sentence = f"As {provider.shown} is described, that cannot be done: {foreign(reason, 300)}."
    return Refused(Problem(title, sentence, action, "discovery"))


def nobody(seconds: float) -> Problem:
    return Problem(
        "Nobody signed in",
        f"No answer came within {math.ceil(seconds / 60)} min.",
        "Try again. If the provider's page shows an error, check `client_id` and `redirect_uri` in the settings.",
        _AUTHORIZATION,
    )


def bad_answer(reason: str) -> Problem:
    return Problem(
        "The browser's answer was refused",
        f"What the browser brought back is not the answer to this sign-in: {reason}.",
        "Try again; if it stays so, ask the provider's administrator.",
        _AUTHORIZATION,
    )


def bad_paste(reason: str) -> Problem:
    return Problem(
        "That is not the answer",
        f"What was pasted is not the answer to this sign-in: {reason}.",
        "Copy the whole address of the page at which the browser ended, or the code that the provider showed.",
        _AUTHORIZATION,
    )


def device_late(provider: Provider) -> SignInError:
    return SignInError(
        Problem("The code has run out", f"Nobody entered the code at {provider.shown} in time.", "Try again.", _TOKEN)
    )


def no_id_token(provider: Provider, reason: str) -> Refused:
    return Refused(
        Problem(
            "No ID token",
            f"{provider.shown} did not say who signed in: {reason}.",
            "`scopes` in the settings must hold `openid`.",
            _TOKEN,
        )
    )


def no_access_token(route: Route, provider: Provider, reason: str) -> Refused:
    helps = 'Choose another `deliver`, such as "identity_token".'
    if route.method is Method.CLIENT_CREDENTIALS:
        helps = "Ask the provider's administrator."
    return Refused(Problem("No access token", f"{provider.shown} gave none that can be used: {reason}.", helps, _TOKEN))


def no_refresh_token(provider: Provider) -> GrantEnded:
    return GrantEnded(
        Problem(
            "No silent renewal",
            f"{provider.shown} gave no refresh token.",
            "Sign in again. For silent renewal the client needs `offline_access` in `scopes`, or what the provider "
            'has in its place; some also want authorization_params = { prompt = "consent" }.',
            _TOKEN,
        )
    )


def no_audience(provider: Provider) -> SignInError:
    return SignInError(
        Problem(
            "No token for Pomerium",
            f"{provider.shown} gave an ID token for this program, and no refresh token to ask for Pomerium's with.",
            "Add `offline_access` to `scopes`, or what the provider has in its place (some also want "
            'authorization_params = { prompt = "consent" }); or leave `pomerium_client_id` out if Pomerium takes '
            "tokens of this client.",
            _TOKEN,
        )
    )


def renewed_without_id_token(provider: Provider, reason: str) -> GrantEnded:
    return GrantEnded(
        Problem(
            "Renewed without an ID token",
            f"{provider.shown} renews, but gives no ID token then, and the route wants one: {reason}.",
            'Sign in again. If the route takes access tokens, set deliver = "access_token".',
            _TOKEN,
        )
    )


def another_issuer(provider: Provider, issuer: Origin) -> GrantEnded:
    return GrantEnded(
        Problem(
            "Another provider now",
            f"This session is of {issuer}; the settings name another address for {provider.shown}.",
            "Sign in again.",
            _TOKEN,
        )
    )


def another_client(provider: Provider) -> GrantEnded:
    return GrantEnded(
        Problem(
            "Another client now",
            f"This session was given to another client; the settings name {provider.client_id} for {provider.shown}.",
            "Sign in again.",
            _TOKEN,
        )
    )


def provider_gone(name: str) -> Problem:
    return Problem(
        "The provider is not known any more",
        f"The settings do not name {foreign(name)} any more, so it could not be asked.",
        "Sign out there, or withdraw this program's access there.",
        "revocation",
    )


def plain_http(to: Origin, issuer: Origin) -> SignInError:
    return SignInError(
        Problem(
            "The route is not encrypted",
            f"A token of {issuer} was got over https and is not sent to {to}.",
            "Use an https:// address for the route, and for its `exchange_url`.",
            _ROUTE,
        )
    )


class Unread(Enum):
    """Why Pomerium does not read a bearer that a route gets."""

    SIGN_IN = "Pomerium does not read bearer tokens on {route}: the token of {provider} would not sign in there."
    ANYBODY = "{route} answers without any sign-in: nothing there needs the token of {provider} to let anybody in."
    SERVICE = "The service behind {route} checks bearer tokens itself; no Pomerium reads them before."
    UNKNOWN = "Whether anybody reads bearer tokens on {route} cannot be told: it answered {status} to a made-up one."


def unread(route: Route, issuer: Origin, why: Unread, status: int) -> Question:
    """`status`: of the answer to the made-up token."""
    provider = issuer.authority
    whose, place = (f"your {provider} token", "your place")
    if route.method is Method.CLIENT_CREDENTIALS:
        whose, place = f"a token of this machine, from {provider},", "its place"
    meaning = why.value.format(route=route_label(route), provider=provider, status=status)
    return Question(
        Doubt.UNREAD,
        f"Give {whose} to {route_label(route)}?",
        f"{meaning} It would be handed to the service behind {route.shown}, which could use it in {place}.",
        "Yes, hand it over",
    )


def kept_back(route: Route) -> SignInError:
    """Without the person's yes."""
    own = "" if route.method is Method.CLIENT_CREDENTIALS else ", or sign in to this route by Pomerium's own sign-in"
    return SignInError(
        Problem(
            "The route does not take the token",
            f"No Pomerium reads bearer tokens on {route.origin.authority}, so nothing was sent to it.",
            f"Ask the administrator for `bearer_token_format`{own}.",
            _ROUTE,
        )
    )


def not_probed(route: Route, status: int, request_id: str) -> Unreachable:
    return Unreachable(unclear(route, f"{status} when asked whether it takes tokens, so none was sent", request_id))


def unclear(route: Route, answer: str, request_id: str) -> Problem:
    """Nobody answered who could tell what the route says to a token. `answer`: the status."""
    return Problem(
        "The route gives no clear answer",
        f"{route.origin.authority} answered {answer}.",
        "Try again in a moment.",
        _ROUTE,
        request_id,
    )


def no_route(route: Route, request_id: str) -> SignInError:
    return SignInError(Refusal(Closed.NO_SUCH_ROUTE, request_id).problem(route.origin, route.method))
