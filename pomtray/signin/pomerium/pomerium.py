"""Questions to a Pomerium, and what its answers mean (`pomerium.md` §1, §3, §4)."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Collection
from dataclasses import field, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from pomtray.core.domain.access import Closed, Refusal
from pomtray.core.domain.known_pomerium import listed_origin
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.session import Credential, Person, Verdict
from pomtray.core.errors import Problem, Refused, Unreachable
from pomtray.core.light_dataclass import dataclass
from pomtray.core.network.tunnel import Tunnel, tunnel
from pomtray.core.plain import foreign_names, plain
from pomtray.core.protocol.skew import measured
from pomtray.core.protocol.strict_json import read_object
from pomtray.core.text import phrase
from pomtray.signin.routes.answer import CERTIFICATE_WANTED, is_unauthenticated, json_object
from pomtray.signin.web.answer import Answer
from pomtray.signin.web.door import Door
from pomtray.signin.web.intermediaries import intermediary_of

USER: Final = "/.pomerium/user"
"""Where is asked whose session it is."""
_PAGE_DATA: Final = b"window.POMERIUM_DATA = "
_INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z\Z", re.ASCII)
_ROUTES: Final = 2000
_LIST: Final = 1024 * 1024
"""Bytes of a list of so many routes."""
_PAGES: Final = {"http", "mcp"}
"""What is opened by its origin, and signed in to there."""
_TUNNELS: Final = {"tcp", "udp"}
"""`tcp+https://NAME:PORT` (§10)."""


@dataclass(frozen=True, slots=True)
class UserAnswer:
    """What `/.pomerium/user` said. ENDED ends a session only if it comes from the Pomerium that issued it (rule 9)."""

    verdict: Verdict
    person: Person | None = None
    sid: str = ""
    skew: timedelta | None = None
    """How far our clock is ahead of the server's; None where it was not told."""
    problem: Problem | None = None
    request_id: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class UserPage:
    """The session on the user page. `expires_at` is an upper bound (§5), None for a dead session."""

    sid: str
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class ListedRoute:
    """One entry of the routes API; `origin`, whose host may begin with `*.`, is None for what no browser opens."""

    name: str
    type: str
    origin: Origin | None
    host: str = ""
    """Of what is opened by a tunnel (tcp, udp)."""
    tunnel: Tunnel | None = None
    """Of a TCP route."""

    @property
    def address(self) -> str:
        """As the settings file has it; "" for what is no route of ours."""
        if self.tunnel is not None:
            return str(self.tunnel)
        return str(self.origin) if self.origin and self.type in _PAGES else ""

    @property
    def place(self) -> Origin | None:
        """As `Route.place`; None for what is opened neither by a browser nor by a TCP tunnel."""
        if self.tunnel is not None:
            return self.tunnel.place
        return self.origin if self.type in _PAGES else None


async def who(web: Door, origin: Origin, credential: Credential) -> UserAnswer:
    """Whose session it is, asked at `origin`. Never raises for an answer or a lack of one."""
    try:
        answer = await web.get(origin, USER, credential=credential)
    except (Unreachable, Refused) as error:
        return UserAnswer(Verdict.UNREACHABLE, problem=replace(error.problem, step="check"))
    skew = measured(answer.date, datetime.now(UTC))
    if answer.status == 200:  # noqa: PLR2004 OK
        said = json_object(answer)
        person = _person(said)
        if person is not None:
            return UserAnswer(Verdict.LIVE, person, plain(said.get("sid")), skew, request_id=answer.request_id)
    if is_unauthenticated(answer):
        return UserAnswer(Verdict.ENDED, skew=skew, problem=_ended(origin, answer), request_id=answer.request_id)
    return UserAnswer(Verdict.UNREACHABLE, skew=skew, problem=_odd(origin, answer))


def _person(said: dict[str, object]) -> Person | None:
    user = plain(said.get("user")) or plain(said.get("sub"))
    person = Person(user, plain(said.get("email")), plain(said.get("name")), foreign_names(said.get("groups")))
    return person if person.label() else None


async def end_on_user_page(web: Door, origin: Origin, credential: Credential) -> UserPage | None:
    """The session's end as the user page of a route's host tells it; None where the page tells nothing.

    The page answers 200 to dead tokens too, and says so inside: a session of null, or an end in 1970 (§4).
    """
    try:
        answer = await web.get(origin, "/.pomerium/", credential=credential, accept="text/html")
    except (Unreachable, Refused):
        return None
    return on_user_page(answer) if answer.status == 200 else None  # noqa: PLR2004 OK


def on_user_page(answer: Answer) -> UserPage | None:
    """What the script on the page sets, on one line (`pomerium.md` §4); found in one pass, whatever the page is."""
    line = answer.body.partition(_PAGE_DATA)[2].partition(b"\n")[0]
    data = _read(line.strip().removesuffix(b";"))
    if data is None or "session" not in data:
        return None
    session = data["session"]
    if not isinstance(session, dict):
        return UserPage("", None) if session is None else None
    return UserPage(plain(session.get("id")), _instant(session.get("expiresAt")))


def _instant(text: object) -> datetime | None:
    """Go's RFC 3339 with nanoseconds, cut to microseconds; None for 1970 and for what is no time."""
    if not isinstance(text, str) or _INSTANT.match(text) is None:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.year > 1970 else None  # noqa: PLR2004 the epoch stands for "never was"


async def routes(web: Door, authenticate: Origin, credential: Credential) -> tuple[ListedRoute, ...] | None:
    """What the routes API lists, asked at the authenticate host (rule 1b); None where it cannot be asked."""
    try:
        answer = await web.get(authenticate, "/.pomerium/api/v1/routes", credential=credential, largest=_LIST)
    except (Unreachable, Refused):
        return None
    # In a thread: 2,000 names of the worst kind take 0.3 s.
    return await asyncio.to_thread(listed_in, answer) if answer.status == 200 else None  # noqa: PLR2004 OK


def listed_in(answer: Answer) -> tuple[ListedRoute, ...] | None:
    """What an answer of the routes API lists; None where it is none."""
    listed = json_object(answer).get("routes")
    if not isinstance(listed, list):
        return None
    return tuple(_listed(entry) for entry in listed[:_ROUTES] if isinstance(entry, dict))


async def listed_places(web: Door, host: Origin, credential: Credential) -> frozenset[Origin] | None:
    """What the person may open, by `Route.place`; None where the list could not be asked for."""
    entries = await routes(web, host, credential)
    return None if entries is None else frozenset(one.place for one in entries if one.place)


async def listed_origins(web: Door, authenticate: Origin, credential: Credential) -> frozenset[Origin] | None:
    """Origins of the listed routes that a browser opens; None where the list could not be asked for."""
    entries = await routes(web, authenticate, credential)
    return None if entries is None else browsed(entries)


def browsed(entries: Collection[ListedRoute]) -> frozenset[Origin]:
    """Origins of those that a browser opens."""
    return frozenset(one.origin for one in entries if one.origin and one.type in _PAGES)


def _listed(entry: dict[str, object]) -> ListedRoute:
    address = str(entry.get("from"))
    through, _, tunnelled = address.partition("+")
    try:
        origin = listed_origin(tunnelled if through in _TUNNELS else address)
    except ValueError:
        origin = None
    name, kind = plain(entry.get("name")), plain(entry.get("type"), 16)
    if through in _TUNNELS:
        return ListedRoute(name, kind, None, origin.host if origin else "", _tunnel(address))
    return ListedRoute(name, kind, origin)


def _tunnel(address: str) -> Tunnel | None:
    try:
        return tunnel(address)
    except ValueError:
        return None


def _ended(origin: Origin, answer: Answer) -> Problem:
    return Problem(
        phrase("The session has ended"),
        phrase("{origin} does not know this session any more.", origin=origin.authority),
        phrase("Sign in again."),
        "check",
        answer.request_id,
    )


def _odd(origin: Origin, answer: Answer) -> Problem:
    if answer.status == CERTIFICATE_WANTED:
        return replace(Refusal(Closed.NO_CERTIFICATE, answer.request_id).problem(origin), step="check")
    asked = phrase(
        "{origin} answered {status} when asked who is signed in", origin=origin.authority, status=answer.status
    )
    if (found := intermediary_of(origin, answer)) is not None:
        return Problem(
            found.title,
            phrase("{asked}: {meaning}.", asked=asked, meaning=found.meaning),
            found.action,
            "check",
            answer.request_id,
        )
    return Problem(
        phrase("No clear answer"),
        phrase("{asked}, not as a Pomerium does.", asked=asked),
        phrase("Try again in a moment."),
        "check",
        answer.request_id,
    )


def _read(text: bytes) -> dict[str, object] | None:
    try:
        return read_object(text)
    except ValueError:
        return None
