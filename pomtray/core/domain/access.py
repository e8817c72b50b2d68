"""What a route is to a live session: signed in is not let in (`pomerium.md` §3, §4, §7)."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from pomtray.core.domain.origin import Origin
from pomtray.core.domain.provider import Method
from pomtray.core.errors import Problem
from pomtray.core.light_dataclass import dataclass
from pomtray.core.text import phrase, with_values


class Closed(StrEnum):
    """Why a route is not open to a live session, as it is kept: `Refusal.problem` has the words."""

    NOT_ALLOWED = "signed in, not allowed"
    """Its policy says no, or does not take this kind of token: both are 403 (§7)."""
    NO_SUCH_ROUTE = "no such route on this Pomerium"
    TCP_ROUTE = "TCP route, needs a tunnel"
    """The https host of a TCP or UDP route has no pages: `route_not_found` (§4)."""
    OTHER_PROVIDER = "signed in, not valid here"
    """Routes with identity provider settings of their own do not take the session (§6)."""
    NO_CERTIFICATE = "client certificate wanted"
    """Pomerium answers 495 to who shows no client certificate that it takes."""
    FORM = "signed in, bearer form not taken"
    """It lets the session in, but as a bearer it wants a provider's token (§7)."""
    NOT_READ = "signed in, not read here"
    """The route asks for a sign-in in spite of a provider's token."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a route that does not let a live session in said last; the words follow from it."""

    why: Closed
    request_id: str = ""

    def problem(self, host: Origin, method: Method = Method.POMERIUM) -> Problem:
        """In words. host: `Route.place`.

        `method`: how the credential was got; a provider's token is refused for reasons of its own.
        """
        words = _OF_TUNNELS.get(self.why) if not host.is_asked else None
        title, meaning, action = words or _TOKENS.get((self.why, method)) or _WORDS[self.why]
        return Problem(title, with_values(meaning, host=host.authority), action, "route", self.request_id)


_ASK: Final = phrase("Check the route's URL in the settings, or ask the administrator.")
_WORDS: Final = {
    Closed.NOT_ALLOWED: (
        phrase("Not allowed"),
        phrase("{host} does not let this person in."),
        phrase("Sign in as somebody else, or ask the administrator."),
    ),
    Closed.NO_SUCH_ROUTE: (
        phrase("No such route"),
        phrase("The Pomerium behind {host} has no route of that name."),
        _ASK,
    ),
    Closed.TCP_ROUTE: (
        phrase("A TCP route"),
        phrase("{host} is opened by a tunnel, not by a browser."),
        phrase("Write its url as tcp+https://NAME:PORT in the settings, and open it with `pomtray tcp`."),
    ),
    Closed.OTHER_PROVIDER: (
        phrase("Not valid here"),
        phrase("{host} does not take this session: it may use another identity provider."),
        phrase("Sign in to this route itself."),
    ),
    Closed.NO_CERTIFICATE: (
        phrase("A client certificate is wanted"),
        phrase("{host} answered 495: it lets in only who shows a client certificate that it takes."),
        phrase(
            "Give yours as `client_cert` of the route (with `client_key`, or as PKCS#12); the browser needs it too."
        ),
    ),
    Closed.FORM: (
        phrase("Bearer form not taken"),
        phrase(
            "{host} lets you in, but does not take the bearer form of this session: as a bearer it wants a token of "
            "the identity provider."
        ),
        phrase('Copy another header, or write header = "pomerium" for the route.'),
    ),
    Closed.NOT_READ: (
        phrase("The token does not sign in"),
        phrase("{host} asks for a sign-in all the same: it does not take this token, or no longer."),
        phrase("Ask the administrator for the route's `bearer_token_format`; an exchanged token may have ended early."),
    ),
}
_OF_TUNNELS: Final = {
    Closed.NO_SUCH_ROUTE: (
        phrase("No such route"),
        phrase("The Pomerium has no TCP route {host}."),
        phrase("Check name and port, or ask the administrator."),
    ),
}
_TOKENS: Final = {
    (Closed.NOT_ALLOWED, Method.OIDC): (
        phrase("Not allowed"),
        phrase("{host} answered 403: it may not accept this kind of token, or its policy does not allow you."),
        phrase(
            "Check `deliver` and `pomerium_client_id` against the route's `bearer_token_format`, or ask the "
            "administrator."
        ),
    ),
    (Closed.NOT_ALLOWED, Method.CLIENT_CREDENTIALS): (
        phrase("Not allowed"),
        phrase("{host} answered 403: it may not accept tokens of machines, or its policy does not allow this one."),
        phrase("Check `audience` and `scope` against the route's settings, or ask the administrator."),
    ),
    (Closed.NOT_READ, Method.CLIENT_CREDENTIALS): (
        phrase("The token does not sign in"),
        phrase("{host} asks for a sign-in all the same: it does not take tokens of machines."),
        phrase("Ask the administrator for the route's `bearer_token_format`."),
    ),
}
