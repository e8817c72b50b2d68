"""Questions to an identity provider, and what is wrong with an answer, in words that name the step."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from pomtray.core.domain.origin import Origin, split
from pomtray.core.errors import Problem, Refused, Unreachable
from pomtray.core.plain import foreign, isolated
from pomtray.core.protocol.oauth import ErrorAnswer, read_error
from pomtray.core.report import step_word
from pomtray.core.text import changed, phrase, reason_of
from pomtray.signin.web.answer import Answer, http_date
from pomtray.signin.web.intermediaries import Intermediary, intermediary_of

_NOTHING: Final = ErrorAnswer()
OK: Final = 200
_SUCCESS: Final = range(200, 300)
_BUSY: Final = frozenset({408, 425, 429})
_SECONDS: Final = re.compile(r"[0-9]{1,9}\Z", re.ASCII)
_TROUBLE: Final = 500
_REFUSALS: Final = range(400, 500)
_WAITING: Final = frozenset({"temporarily_unavailable", "server_error"})
"""Where errors come with the status 200."""


def utc_now() -> datetime:
    return datetime.now(UTC)


def target(url: str) -> tuple[Origin, str]:
    """Origin and the path with its query, of an endpoint that the metadata names."""
    parts = split(url)
    return Origin.parse(url), (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


async def asked(step: str, asking: Awaitable[Answer]) -> Answer:
    """The answer, whatever it says; a failure of the network names the step."""
    try:
        return await asking
    except Refused as error:
        told = replace(error.problem, step=step)
        raise (Unreachable(told) if is_passing(error.status) else Refused(told, error.status)) from None
    except Unreachable as error:
        raise Unreachable(replace(error.problem, step=step)) from None


def settle(step: str, answer: Answer, told: ErrorAnswer = _NOTHING) -> None:
    """Raises `Unreachable` where the provider did not decide: it is busy, or failed, and asking again can help.

    NOTE: the status says so, not the words: a 4xx with `server_error` is as definite as any other.
    """
    if is_passing(answer.status) or (is_ok(answer.status) and told.code in _WAITING):
        raise Unreachable(_trouble(step, answer, told), _retry_for(answer))


def error_in(answer: Answer, hide: Iterable[str]) -> ErrorAnswer:
    """What the provider said in refusing; `hide`: what nobody may see, should it quote that."""
    return read_error(answer.body, hide, prose=answer.content_type == "text/plain")


def is_ok(status: int) -> bool:
    """At endpoints that one posts to: some answer 201 where RFC 6749 says 200."""
    return status in _SUCCESS


def is_passing(status: int) -> bool:
    return status in _BUSY or status >= _TROUBLE


def is_refusal(status: int) -> bool:
    """A definite no, whatever the words: their spellings are many."""
    return status in _REFUSALS and not is_passing(status)


def _retry_for(answer: Answer) -> timedelta | None:
    """`Retry-After`: seconds, or an instant by the server's clock (RFC 9110 §10.2.3), by ours where it tells none."""
    text = answer.headers.get("retry-after", "").strip()
    if _SECONDS.match(text):
        return timedelta(seconds=int(text))
    at = http_date(text)
    return max(at - (answer.date or utc_now()), timedelta()) if at else None


def _trouble(step: str, answer: Answer, told: ErrorAnswer) -> Problem:
    said = quoted(told)
    return Problem(
        phrase("The provider has trouble"),
        phrase("The identity provider answered {status}: {said}.", status=answer.status, said=said)
        if said
        else phrase("The identity provider answered {status}.", status=answer.status),
        phrase("Try again in a moment."),
        step,
        answer.request_id,
        told.error or str(answer.status),
    )


def unreadable(step: str, answer: Answer, reason: ValueError) -> Refused:
    """For an answer whose content is not what the step gives; `reason` is one of core's readers."""
    said = changed(reason_of(reason), lambda text: foreign(text, 300))
    return Refused(
        Problem(
            phrase("The provider's answer cannot be used"),
            phrase(
                "What the identity provider sent in the step {step} is not what it should be: {said}.",
                step=step_word(step),
                said=said,
            ),
            phrase(
                "Check `issuer`, or the endpoints, in the settings; if they are right, tell the provider's "
                "administrator."
            ),
            step,
            answer.request_id,
        ),
        answer.status,
    )


def let_through(step: str, origin: Origin, answer: Answer) -> Intermediary | None:
    """What refused us in the provider's place, None for nothing.

    Raises `Unreachable` where a network's or a gateway's page came: the provider has not been asked.
    """
    found = intermediary_of(origin, answer)
    if found is not None and answer.status not in _REFUSALS:
        raise Unreachable(in_the_way(step, origin, answer, found))
    return found


def in_the_way(step: str, origin: Origin, answer: Answer, found: Intermediary) -> Problem:
    """Something else answered in the provider's place."""
    sentence = phrase(
        "{origin} answered {status} in the step {step}: {meaning}.",
        origin=origin.authority,
        status=answer.status,
        step=step_word(step),
        meaning=found.meaning,
    )
    return Problem(found.title, sentence, found.action, step, answer.request_id)


def quoted(told: ErrorAnswer) -> str:
    """What the provider said, as it said it; both are plain text already."""
    code, description = isolated(told[0]), isolated(told[1].rstrip("."))
    return f"{code} ({description})" if code and description else code or description
