"""What is said of a redirect URI that no browser can come back to."""

from __future__ import annotations

from typing import Final

from pomtray.core.errors import Problem, SignInError
from pomtray.core.plain import foreign
from pomtray.core.text import phrase

_AUTHORIZATION: Final = "authorization"


def bad_redirect_uri(text: str, reason: str) -> SignInError:
    return SignInError(
        Problem(
            phrase("The redirect URI cannot be used"),
            phrase("`redirect_uri` {text}: it {reason}.", text=foreign(text), reason=reason),
            phrase(
                "Write an address of this computer, such as http://127.0.0.1:0/callback, that the provider allows too."
            ),
            _AUTHORIZATION,
        )
    )


def no_redirect_uri() -> SignInError:
    return SignInError(
        Problem(phrase("No redirect URI"), phrase("The provider has no `redirect_uri`."), "", _AUTHORIZATION)
    )


def port_taken(port: int, owner: str) -> SignInError:
    """`owner`: who listens there, "" where that is not known."""
    who = (
        phrase("{owner} listens there", owner=owner)
        if owner
        else phrase("another program listens there, or this one may not")
    )
    return SignInError(
        Problem(
            phrase("Port {port} is taken", port=port),
            phrase("The provider sends the browser to port {port} of this computer, but {who}.", port=port, who=who),
            phrase("End that first, or add another `redirect_uri` that the provider allows."),
            _AUTHORIZATION,
        )
    )


def no_listener(host: str) -> SignInError:
    return SignInError(
        Problem(
            phrase("No place to return to"),
            phrase("This computer does not let the program listen on {host}.", host=host),
            phrase("Use http://127.0.0.1:0/callback as `redirect_uri`."),
            _AUTHORIZATION,
        )
    )
