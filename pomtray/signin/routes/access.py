"""Which routes let a live session in, found out with as few questions as the answer needs (`pomerium.md` §3, §4)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final, TypeVar

from pomtray.core.domain.access import Closed, Refusal
from pomtray.core.domain.known_pomerium import is_listed
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.route import Route
from pomtray.core.domain.session import Credential, Session
from pomtray.core.errors import PomtrayError
from pomtray.signin.pomerium.pomerium import listed_places, routes
from pomtray.signin.routes.answer import Meaning, ask, meaning_of, refusal
from pomtray.signin.web.answer import Answer
from pomtray.signin.web.door import Door

T = TypeVar("T")
_AT_ONCE: Final = 6
_MAY_BE_FORM: Final = (Closed.NOT_ALLOWED, Closed.OTHER_PROVIDER)

Heard = Mapping[Origin, Refusal | None]
"""What routes say, by their origin: None where they let the session in. One that gave no clear answer is left out."""


async def heard_of(
    web: Door, session: Session, asked: Sequence[Route], listing: Awaitable[frozenset[Origin] | None]
) -> Heard:
    """What each of `asked` is to `session`, which has just been found live; all of them may have it (§9 rule 1).

    The routes API lists what the person may open (`listing`, None where it could not be asked): a route is asked itself
    only where it refused before, where that list does not have it, or for its bearer, of which no list tells (§7): that
    answer counts for all forms. One that is listed by `*.DOMAIN` only is left at what it said last. A TCP route that
    let it in once is not asked: what is behind it would see a connection come and go. For the same reason one that has
    said nothing yet is asked only where the list does not name it, so that it may well be denied: policies of several
    conditions no list names.
    """
    shown = {route.place for route in asked if route.shows_token}
    asked = [route for route in asked if route.shows_token is (route.place in shown)]
    listed = await listing

    def is_doubtful(route: Route) -> bool:
        if route.shows_token or session.closed(route):
            return True
        return listed is not None and route.place not in session.opened and not is_listed(route.place, listed)

    named = (route.place for route in asked if listed is not None and route.place in listed - shown)
    heard: dict[Origin, Refusal | None] = dict.fromkeys(named)
    doubtful = [route for route in asked if is_doubtful(route)]
    for answer in await each(doubtful, lambda route: heard_at(web, session.credential, route)):
        heard |= answer
    return heard


async def heard_at(web: Door, credential: Credential, route: Route) -> Heard:
    """What the route itself says to a session that lives, in its form; nothing where nobody could tell.

    What a list says of a TCP route is enough.
    """
    if route.tunnel is not None and route.place in (await listed_places(web.of(route), route.origin, credential) or ()):
        return {route.place: None}
    try:
        answer = await ask(web, route, credential)
    except PomtrayError:
        return {}
    return {} if meaning_of(answer) is Meaning.FAILED else {route.place: await refused(web, credential, route, answer)}


async def refused(web: Door, credential: Credential, route: Route, answer: Answer) -> Refusal | None:
    """Why `answer` of the route does not let a session of Pomerium's own in that lives.

    A bearer may be refused for its form only: then the route is asked once more, in Pomerium's. The https host of a TCP
    or UDP route is no route (§4): the list tells which of those it is.
    """
    found = refusal(meaning_of(answer), answer.request_id)
    if found is not None and found.why in _MAY_BE_FORM and route.shows_token and await _lets_in(web, credential, route):
        return replace(found, why=Closed.FORM)
    if found is None or found.why is not Closed.NO_SUCH_ROUTE or route.tunnel is not None:
        return found
    entries = await routes(web.of(route), route.origin, credential) or ()
    is_tunnel = any(entry.host == route.origin.host for entry in entries)
    return replace(found, why=Closed.TCP_ROUTE) if is_tunnel else found


async def _lets_in(web: Door, credential: Credential, route: Route) -> bool:
    try:
        return meaning_of(await ask(web, route.as_token, credential)) is Meaning.SERVICE
    except PomtrayError:
        return False


async def each(asked: Sequence[Route], asks: Callable[[Route], Awaitable[T]]) -> list[T]:
    """What `asks` gives for each of the routes, in their order, a few asked at a time."""
    places = asyncio.Semaphore(_AT_ONCE)

    async def in_turn(route: Route) -> T:
        async with places:
            return await asks(route)

    return await asyncio.gather(*(in_turn(route) for route in asked))
