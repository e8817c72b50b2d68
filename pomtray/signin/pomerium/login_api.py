"""Where to sign in: the login API of a route, and whether the host that it names can be asked (`pomerium.md` §1)."""

from __future__ import annotations

from dataclasses import replace
from typing import Final
from urllib.parse import quote

from pomtray.core.domain.access import Closed, Refusal
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.route import Route
from pomtray.core.errors import Problem, Refused
from pomtray.core.text import joined, phrase
from pomtray.signin.routes.answer import CERTIFICATE_WANTED
from pomtray.signin.web.answer import Answer
from pomtray.signin.web.http import Web
from pomtray.signin.web.intermediaries import intermediary_of, look_there

STEP: Final = phrase("login API")
_BUSY: Final = frozenset({408, 425, 429})
_CHECK_URL: Final = phrase("Check the route's URL: it must be that of a service behind Pomerium.")


async def login_url(web: Web, route: Route, redirect_uri: str) -> str:
    """The sign-in URL that the route's login API gives, not checked yet.

    Raises `Unreachable` without an answer and `Refused` for any but the right one (§1).
    """
    path = f"/.pomerium/api/v1/login?pomerium_redirect_uri={quote(redirect_uri, safe='')}"
    answer = await web.of(route).get(route.origin, path)
    if answer.status == 200 and answer.content_type == "text/plain":  # noqa: PLR2004 OK
        return answer.body.decode("ascii", "replace")
    raise Refused(_login_refused(route.origin, answer), answer.status)


def _login_refused(origin: Origin, answer: Answer) -> Problem:
    if answer.status == CERTIFICATE_WANTED:
        return replace(Refusal(Closed.NO_CERTIFICATE, answer.request_id).problem(origin), step=STEP)
    found = intermediary_of(origin, answer)
    title, meaning, action = found or _login_meaning(answer)
    if found is None and answer.redirects:  # a gateway's page may be on the same host
        action = joined(" ", (look_there(origin), action))
    if found is not None and answer.status < 400:  # noqa: PLR2004 a page, which any other service has too
        action = joined(" ", (action, _CHECK_URL))
    sentence = phrase(
        "{origin} answered {status} to the login API: {meaning}.",
        origin=origin.authority,
        status=answer.status,
        meaning=meaning,
    )
    return Problem(title, sentence, action, STEP, answer.request_id)


def _login_meaning(answer: Answer) -> tuple[str, str, str]:
    match answer.status:
        case 400:
            return (
                phrase("Pomerium does not allow this program"),
                phrase("it does not accept an address on this computer as the place to return to"),
                phrase("Ask its administrator to allow 127.0.0.1 in `programmatic_redirect_domain_whitelist`."),
            )
        case 404 | 405:
            return phrase("Not a Pomerium"), phrase("it does not know the login API"), _CHECK_URL
        case 200:
            return phrase("Not a Pomerium"), phrase("what it sent is not a sign-in address"), _CHECK_URL
        case 401 | 403 | 406 | 407 | 451:
            action = phrase(
                "Ask the administrator what stands there, and to let /.pomerium/ through. {check_url}",
                check_url=_CHECK_URL,
            )
            return phrase("Something stands in front of Pomerium"), phrase("it wants a sign-in of its own"), action
        case _ if answer.redirects:
            return phrase("Not a Pomerium"), phrase("it redirects, which a Pomerium does not do here"), _CHECK_URL
        case status if status in _BUSY or status >= 500:  # noqa: PLR2004 HTTP's server errors
            return phrase("The server has trouble"), phrase("it failed"), phrase("Try again in a moment.")
        case _:
            return phrase("Not a Pomerium"), phrase("a Pomerium does not answer like that"), _CHECK_URL
