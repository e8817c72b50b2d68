"""Questions to a Pomerium, and what its answers mean (`pomerium.md` §1, §3, §4)."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import quote

from pomtray.core.errors import Problem, Refused, Unreachable
from pomtray.core.known_pomerium import listed_origin
from pomtray.core.origin import Origin
from pomtray.core.plain import plain
from pomtray.core.route import HeaderForm, Route
from pomtray.core.session import Credential, Person, Verdict
from pomtray.core.skew import measured
from pomtray.core.strict_json import read_object
from pomtray.signin.between import between
from pomtray.signin.http import JSON, Answer, Web

_UNAUTHORIZED: Final = 401
_FORBIDDEN: Final = 403
UPSTREAM: Final = "x-envoy-upstream-service-time"
"""Every upstream answer has it, Pomerium's own have not (§3)."""
_PAGE_DATA: Final = b"window.POMERIUM_DATA = "
_INSTANT: Final = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z\Z", re.ASCII)
_CHECK_URL: Final = "Check the route's URL: it must be that of a service behind Pomerium."
_ROUTES: Final = 2000
_LIST: Final = 1024 * 1024
"""Bytes of a list of so many routes."""


@dataclass(frozen=True, slots=True)
class UserAnswer:
    """What `/.pomerium/user` said. ENDED ends a session only if it comes from the Pomerium that issued it (rule 9)."""

    verdict: Verdict
    person: Person | None = None
    sid: str = ""
    skew: timedelta | None = None
    """How far our clock is ahead of the server's; None where it was not told."""
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class RouteAnswer:
    """What the route itself said to a session."""

    verdict: Verdict
    status: int = 0
    problem: Problem | None = None

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300  # noqa: PLR2004 HTTP's successes


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


async def who(web: Web, origin: Origin, credential: Credential) -> UserAnswer:
    """Whose session it is, asked at `origin`. Never raises for an answer or a lack of one."""
    try:
        answer = await web.get(origin, "/.pomerium/user", credential=credential)
    except (Unreachable, Refused) as error:
        return UserAnswer(Verdict.UNREACHABLE, problem=error.problem)
    said, skew = _object(answer), measured(answer.date, datetime.now(UTC))
    if answer.status == 200 and said is not None:  # noqa: PLR2004 OK
        person = _person(said)
        if person is not None:
            return UserAnswer(Verdict.LIVE, person, plain(said.get("sid")), skew)
    if _is_unauthenticated(answer):
        return UserAnswer(Verdict.ENDED, skew=skew, problem=_ended(origin, answer))
    return UserAnswer(Verdict.UNREACHABLE, skew=skew, problem=_odd(origin, answer))


def _person(said: dict[str, object]) -> Person | None:
    user = plain(said.get("user")) or plain(said.get("sub"))
    person = Person(user, plain(said.get("email")), plain(said.get("name")))
    return person if person.label() else None


async def allowed(
    web: Web, route: Route, credential: Credential, form: HeaderForm = HeaderForm.POMERIUM
) -> RouteAnswer:
    """What the route says to the session: LIVE for any answer of the service behind it, DENIED for Pomerium's 403.

    Never raises for an answer or a lack of one.
    """
    try:
        answer = await web.get(route.origin, route.path, credential=credential, form=form, errors_only=True)
    except (Unreachable, Refused) as error:
        return RouteAnswer(Verdict.UNREACHABLE, problem=error.problem)
    if answer.status in {_UNAUTHORIZED, _FORBIDDEN} and _is_pomeriums(answer):
        return RouteAnswer(Verdict.DENIED, answer.status, _denied(route, answer))
    return RouteAnswer(Verdict.LIVE, answer.status)


def _is_pomeriums(answer: Answer) -> bool:
    """True for the JSON of Pomerium's own policy check."""
    said = _object(answer)
    return UPSTREAM not in answer.headers and said is not None and {"error", "request_id"} <= said.keys()


def _is_unauthenticated(answer: Answer) -> bool:
    """True for Pomerium's JSON 401, in either of the shapes that its errors have (§1, §3)."""
    said = _object(answer)
    if answer.status != _UNAUTHORIZED or said is None or UPSTREAM in answer.headers:
        return False
    return ("request_id" in said and said.get("error") == "Unauthenticated") or said.get("Status") == _UNAUTHORIZED


async def end_on_user_page(web: Web, origin: Origin, credential: Credential) -> UserPage | None:
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
    match = _INSTANT.match(text) if isinstance(text, str) else None
    if match is None:
        return None
    try:
        at = datetime.strptime(match[1], "%Y-%m-%dT%H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        return None
    at = at.replace(microsecond=int((match[2] or "0").ljust(9, "0")[:6]))
    return at if at.year > 1970 else None  # noqa: PLR2004 the epoch stands for "never was"


async def routes(web: Web, authenticate: Origin, credential: Credential) -> tuple[ListedRoute, ...] | None:
    """What the routes API lists, asked at the authenticate host (rule 1b); None where it cannot be asked."""
    try:
        answer = await web.get(authenticate, "/.pomerium/api/v1/routes", credential=credential, largest=_LIST)
    except (Unreachable, Refused):
        return None
    # In a thread: 2,000 names of the worst kind take 0.3 s.
    return await asyncio.to_thread(listed_in, answer) if answer.status == 200 else None  # noqa: PLR2004 OK


def listed_in(answer: Answer) -> tuple[ListedRoute, ...] | None:
    """What an answer of the routes API lists; None where it is none."""
    said = _object(answer)
    listed = said.get("routes") if said else None
    if not isinstance(listed, list):
        return None
    return tuple(_listed(entry) for entry in listed[:_ROUTES] if isinstance(entry, dict))


async def listed_origins(web: Web, authenticate: Origin, credential: Credential) -> frozenset[Origin] | None:
    """Origins of the listed routes that a browser opens; None where the list could not be asked for."""
    entries = await routes(web, authenticate, credential)
    return None if entries is None else frozenset(one.origin for one in entries if one.origin and one.type == "http")


def _listed(entry: dict[str, object]) -> ListedRoute:
    try:
        origin = listed_origin(str(entry.get("from")))
    except ValueError:
        origin = None
    return ListedRoute(plain(entry.get("name")), plain(entry.get("type"), 16), origin)


async def login_url(web: Web, route: Route, redirect_uri: str) -> str:
    """The sign-in URL that the route's login API gives, not checked yet.

    Raises `Unreachable` without an answer and `Refused` for any but the right one (§1).
    """
    path = f"/.pomerium/api/v1/login?pomerium_redirect_uri={quote(redirect_uri, safe='')}"
    answer = await web.get(route.origin, path)
    if answer.status == 200 and answer.content_type == "text/plain":  # noqa: PLR2004 OK
        return answer.body.decode("ascii", "replace")
    raise Refused(_login_refused(route.origin, answer), answer.status)


def _login_refused(origin: Origin, answer: Answer) -> Problem:
    found = between(origin, answer)
    title, meaning, action = found or _login_meaning(answer)
    if found is not None and answer.status < 400:  # noqa: PLR2004 a page, which any other service has too
        action = f"{action} {_CHECK_URL}"
    sentence = f"{origin.authority} answered {answer.status} to the login API: {meaning}."
    return Problem(title, sentence, action, "login API", answer.request_id)


def _login_meaning(answer: Answer) -> tuple[str, str, str]:
    match answer.status:
        case 400:
            return (
                "Pomerium does not allow this program",
                "it does not accept an address on this computer as the place to return to",
                "Ask its administrator to allow 127.0.0.1 in `programmatic_redirect_domain_whitelist`.",
            )
        case 404 | 405:
            return "Not a Pomerium", "it does not know the login API", _CHECK_URL
        case 200:
            return "Not a Pomerium", "what it sent is not a sign-in address", _CHECK_URL
        case 401 | 403 | 407:
            action = f"Ask the administrator what stands there, and to let /.pomerium/ through. {_CHECK_URL}"
            return "Something stands in front of Pomerium", "it wants a sign-in of its own", action
        case status if 300 <= status < 400:  # noqa: PLR2004 HTTP's redirects
            return "Not a Pomerium", "it redirects, which a Pomerium does not do here", _CHECK_URL
        case status if status >= 500:  # noqa: PLR2004 HTTP's server errors
            return "The server has trouble", "it failed", "Try again in a moment."
        case _:
            return "Not a Pomerium", "a Pomerium does not answer like that", _CHECK_URL


def _ended(origin: Origin, answer: Answer) -> Problem:
    return Problem(
        "The session has ended",
        f"{origin.authority} does not know this session any more.",
        "Sign in again.",
        "check",
        answer.request_id,
    )


def _denied(route: Route, answer: Answer) -> Problem:
    if answer.status == _UNAUTHORIZED:
        meaning = f"{route.origin.authority} does not take this session: it may use another identity provider."
        return Problem("Not valid here", meaning, "Sign in to this route itself.", "check", answer.request_id)
    meaning = f"{route.origin.authority} does not let this person in."
    action = "Sign in as somebody else, or ask the administrator."
    return Problem("Not allowed", meaning, action, "check", answer.request_id)


def _odd(origin: Origin, answer: Answer) -> Problem:
    asked = f"{origin.authority} answered {answer.status} when asked who is signed in"
    if (found := between(origin, answer)) is not None:
        return Problem(found.title, f"{asked}: {found.meaning}.", found.action, "check", answer.request_id)
    return Problem(
        "No clear answer",
        f"{asked}, not as a Pomerium does.",
        "Try again in a moment.",
        "check",
        answer.request_id,
    )


def _object(answer: Answer) -> dict[str, object] | None:
    """The answer's JSON object, if it has one."""
    return _read(answer.body) if answer.content_type == JSON else None


def _read(text: bytes) -> dict[str, object] | None:
    try:
        return read_object(text)
    except ValueError:
        return None
