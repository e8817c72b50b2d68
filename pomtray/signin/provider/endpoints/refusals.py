"""What a provider's no means and what helps: the codes of RFC 6749 §5.2, RFC 8628 §3.5 and of the big providers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from pomtray.core.errors import GrantEnded, GrantRefused, Problem, Refused
from pomtray.core.plain import foreign
from pomtray.core.protocol.metadata import Metadata
from pomtray.core.protocol.oauth import ErrorAnswer
from pomtray.core.report import step_word
from pomtray.core.text import joined, phrase
from pomtray.signin.provider.endpoints.answers import is_passing, is_refusal, quoted
from pomtray.signin.web.answer import Answer
from pomtray.signin.web.intermediaries import intermediary_of, is_firewalls

_SIGN_IN: Final = phrase("Sign in again.")
_MEANINGS: Final = {
    "invalid_client": (
        phrase("The provider does not know this client"),
        phrase("Check `client_id`, `client_secret` and `token_auth` in the settings; one typed in is asked for again."),
    ),
    "invalid_grant": (phrase("The grant has ended"), _SIGN_IN),
    "interaction_required": (phrase("The provider wants the person"), _SIGN_IN),
    "login_required": (phrase("The provider wants the person"), _SIGN_IN),
    "consent_required": (phrase("The provider wants the person's consent"), _SIGN_IN),
    "unauthorized_client": (
        phrase("The client may not do this"),
        phrase(
            "Check `client_id` in the settings, or ask the provider's administrator to allow this grant for the client."
        ),
    ),
    "unsupported_grant_type": (
        phrase("The provider does not offer this"),
        phrase("Choose another `method` for the route, or ask the provider's administrator."),
    ),
    "invalid_scope": (
        phrase("The scope is refused"),
        phrase("Check `scopes` of the provider, or `scope` of the route, in the settings."),
    ),
    "invalid_target": (
        phrase("The audience is refused"),
        phrase("Check `audience` and `resource` of the route in the settings."),
    ),
    "invalid_request": (
        phrase("The provider did not understand"),
        phrase(
            "Check `authorization_params`, `token_params` and `redirect_uri` of the provider, and `method` "
            "of the route."
        ),
    ),
    "access_denied": (
        phrase("Access was denied"),
        phrase("Sign in as somebody else, or ask the provider's administrator."),
    ),
    "temporarily_unavailable": (phrase("The provider is busy"), phrase("Try again in a moment.")),
    "server_error": (phrase("The provider has trouble"), phrase("Try again in a moment.")),
    "expired_token": (phrase("The code is too old"), phrase("Start again, and type the code in sooner.")),
}
_OTHERWISE: Final = (phrase("The provider refused"), phrase("Ask the provider's administrator."))
_NO_MORE: Final = (phrase("The provider renews no more"), _SIGN_IN)
_KEPT: Final = frozenset(
    ("invalid_client", "unauthorized_client", "unsupported_grant_type", "invalid_scope", "invalid_target")
)
"""What the settings can make good, at a renewal too."""
_PERSONS: Final = frozenset({"invalid_grant", "interaction_required", "login_required", "consent_required"})
"""What the person can make good by signing in (RFC 6749 §5.2, OpenID Connect Core §3.1.2.6)."""
_NO_PERSON: Final = (
    phrase("The provider wants a person"),
    phrase("Ask the provider's administrator for a client that works without one."),
)
_WRONG_CLIENT: Final = (
    phrase("The provider does not let this client in"),
    phrase(
        "Check `client_id`, `client_secret` and `audience` in the settings: some providers say this of a wrong secret."
    ),
)
_OF_MACHINES: Final = {
    **dict.fromkeys(("interaction_required", "login_required", "consent_required"), _NO_PERSON),
    **dict.fromkeys(("access_denied", "invalid_grant", ""), _WRONG_CLIENT),
}
RENEWS: Final = frozenset({"refresh_token", "client_credentials"})
"""Grants by which a session is renewed without a person."""


@contextmanager
def definite() -> Iterator[None]:
    """Around a renewal: an answer that cannot be used is a no too, which asking for ever would not change.

    Raises `GrantRefused` for it. A server's trouble stays what it is, and so does what may be a network's own page.
    """
    try:
        yield
    except Refused as error:
        if isinstance(error, GrantEnded | GrantRefused) or _may_pass(error):
            raise
        raise GrantRefused(error.problem, error.status, error.code) from None


def _may_pass(error: Refused) -> bool:
    match error.problem.step:
        case "token":
            return is_passing(error.status)
        case "exchange":
            return not is_refusal(error.status)
        case _:
            return True


def refused(step: str, answer: Answer, told: ErrorAnswer, metadata: Metadata, grant: str = "") -> Problem:
    """`error` and `error_description` as the provider wrote them, and what to do. `grant`: what was asked with."""
    title, action = _meaning(told.code, grant)
    if told.code == "invalid_client" and metadata.token_auth_methods:
        taken = foreign(", ".join(metadata.token_auth_methods))
        action = joined(" ", (action, phrase("It takes {methods}.", methods=taken)))
    said = quoted(told) or _without_words(answer)
    if is_firewalls(answer) and (found := intermediary_of(metadata.origin, answer)) is not None:
        title, said, action = found
    sentence = phrase(
        "The identity provider answered {status} in the step {step}: {said}.",
        status=answer.status,
        step=step_word(step),
        said=said,
    )
    return Problem(title, sentence, action, step, answer.request_id, told.error or str(answer.status))


def _meaning(code: str, grant: str) -> tuple[str, str]:
    """For a renewal the spellings are many: Dex says `invalid_request` of a refresh token that is dead."""
    if grant == "refresh_token" and code not in _KEPT | _PERSONS:
        return _NO_MORE
    if grant == "client_credentials" and code in _OF_MACHINES:
        return _OF_MACHINES[code]
    return _MEANINGS.get(code, _OTHERWISE)


def _without_words(answer: Answer) -> str:
    return phrase("it redirects, which is not followed") if answer.redirects else phrase("it gave no reason")
