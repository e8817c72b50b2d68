"""What a provider answers in place of a code, and a no of the person, which is no failure."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from pomtray.core.domain.provider import Provider
from pomtray.core.errors import Cancelled, PomtrayError, Problem, Refused, SignInError
from pomtray.core.plain import foreign
from pomtray.core.text import joined, phrase
from pomtray.signin.provider.callback.code_query import DESCRIPTION

_STEP: Final = "authorization"
_ERRORS: Final = {
    "invalid_scope": (phrase("The provider does not know a scope"), phrase("Check `scopes` in the settings.")),
    "unauthorized_client": (
        phrase("This client may not sign in so"),
        phrase("Check the client's settings at the provider."),
    ),
    "invalid_request": (
        phrase("The provider refused the request"),
        phrase("Check `client_id`, `redirect_uri` and the parameters."),
    ),
    "temporarily_unavailable": (phrase("The provider is busy"), phrase("Try again in a moment.")),
    "server_error": (phrase("The provider has trouble"), phrase("Try again in a moment.")),
    "login_required": (
        phrase("The provider wants a sign-in"),
        phrase("Take `prompt` out of `authorization_params`, and try again."),
    ),
    "consent_required": (
        phrase("The provider wants a consent"),
        phrase("Take `prompt` out of `authorization_params`, and try again."),
    ),
}
"""RFC 6749 §4.1.2.1 and OpenID Connect Core §3.1.2.6."""
_DENIED: Final = "access_denied"


def declined(provider: Provider, error: str, description: str) -> SignInError:
    """What the provider answered in place of a code. A no of the person is no failure (RFC 6749 §4.1.2.1)."""
    if error == _DENIED:
        return Cancelled(_no(_quoted_error(provider, error, description), _STEP))
    title, action = _ERRORS.get(
        error, (phrase("Sign-in failed"), phrase("Try again; if it stays so, ask the provider's administrator."))
    )
    return SignInError(Problem(title, _quoted_error(provider, error, description), action, _STEP))


def declined_elsewhere(refused: Refused) -> PomtrayError:
    """The same on another device (RFC 8628 §3.5); any other refusal stays what it is."""
    problem = refused.problem
    if refused.code != _DENIED:
        return refused
    return Cancelled(replace(_no(problem.sentence, problem.step), request_id=problem.request_id, code=problem.code))


def _no(sentence: str, step: str) -> Problem:
    """NOTE: providers say the same where their rules let somebody not in: so their words are shown, and who helps."""
    advice = phrase("If you did not decline it yourself, ask the provider's administrator.")
    return Problem(
        phrase("Sign-in declined"), phrase("The sign-in was declined: {sentence}", sentence=sentence), advice, step
    )


def _quoted_error(provider: Provider, error: str, description: str) -> str:
    """The provider's own words, as text."""
    told = phrase("{provider} answered {error}", provider=provider.shown, error=foreign(error))
    words = f'"{foreign(description, DESCRIPTION)}"' if description else ""
    return joined("", (joined(": ", (told, words)), "."))
