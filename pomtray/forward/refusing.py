"""What a route that does not let the credential in means, in the words of the program."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Final

import httpx

from pomtray.core.domain.access import Closed
from pomtray.core.domain.route import Route
from pomtray.core.errors import PomtrayError, Problem, Refused, SignInNeeded
from pomtray.core.plain import plain
from pomtray.core.text import joined, phrase, with_values
from pomtray.signin.routes.answer import Meaning, failure, meaning_of, refusal
from pomtray.signin.web.answer import Answer

_LARGEST: Final = 64 * 1024
"""Bytes of an answer that is looked at."""


async def answer_of(response: httpx.Response, raw: AsyncIterator[bytes]) -> Answer:
    """Its head, and the beginning of its body, read from `raw`."""
    body = bytearray()
    async for piece in raw:
        body += piece
        if len(body) >= _LARGEST:
            break
    headers = {name.lower(): value for name, value in response.headers.multi_items()}
    return Answer(response.status_code, headers, bytes(body), plain(headers.get("x-request-id", ""), 64))


def refused(route: Route, answer: Answer) -> Refused | None:
    """Why the credential was not let in; None where it was, or nobody could tell."""
    meaning = meaning_of(answer)
    if meaning is Meaning.SIGN_IN:
        return sign_in_needed(route, answer.request_id, answer.status)
    found = refusal(meaning, answer.request_id, Closed.OTHER_PROVIDER)
    if found is None:
        return None
    problem = found.problem(route.place, route.method)
    if found.why is Closed.NOT_ALLOWED and route.shows_token:
        form = phrase("Or it does not take the bearer form: `pomtray doctor {route}` tells.", route=route.name)
        problem = replace(problem, action=joined(" ", (problem.action, form)))
    return Refused(problem, answer.status)


def unclear(route: Route, answer: Answer) -> Refused:
    """It answered something else than was asked for."""
    told, _ = failure(route, answer, phrase("No tunnel"))
    return Refused(told, answer.status)


def sign_in_needed(route: Route, request_id: str = "", status: int = 0) -> SignInNeeded:
    """status: of the answer that said so, 0 where nobody was asked."""
    sentence = (
        phrase("{origin} does not take the session that is held for {route}.")
        if status
        else phrase("No session is held for {route}.")
    )
    action = phrase("Sign in to {route}, in the tray or with `pomtray login`, and try again.", route=route.shown)
    return SignInNeeded(
        Problem(
            phrase("Sign-in needed"),
            with_values(sentence, origin=route.origin.authority, route=route.shown),
            action,
            "route",
            request_id,
        ),
        status,
    )


def status_of(error: PomtrayError) -> int:
    """What a client of ours gets that speaks HTTP."""
    if isinstance(error, SignInNeeded):
        return 401
    return 403 if isinstance(error, Refused) else 502
