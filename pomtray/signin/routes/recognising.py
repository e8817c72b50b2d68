"""Is an address behind a Pomerium, and where does one sign in? Asked without any credential."""

from __future__ import annotations

from typing import Final

from pomtray.core.domain.route import Route
from pomtray.core.errors import PomtrayError, Unreachable
from pomtray.core.protocol.sign_in_url import check_sign_in_url
from pomtray.core.settings.recognised import Recognised
from pomtray.signin.pomerium.login_api import login_url
from pomtray.signin.web.http import Web, reach

_NOWHERE: Final = "http://127.0.0.1:9/"
"""The login API wants a place to return to. The address that it gives is not opened, and nobody listens here."""


async def recognise(web: Web, route: Route) -> Recognised:
    """What the origin of `route` is, asked as its sign-in asks. Never raises for an answer or a lack of one."""
    web, origin = web.of(route), route.origin
    try:
        text = await login_url(web, route, _NOWHERE)
        authenticate = check_sign_in_url(text, route=origin, redirect_uri=_NOWHERE).authenticate
    except PomtrayError as error:
        return Recognised(origin, None, error.problem, isinstance(error, Unreachable))
    try:
        if authenticate != origin:
            await reach(web, authenticate, "/.well-known/pomerium")
    except PomtrayError as error:
        return Recognised(origin, authenticate, error.problem, isinstance(error, Unreachable))
    return Recognised(origin, authenticate)
