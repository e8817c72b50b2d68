"""What another program asks of this one, and how it is answered (`docs/socket.md`): what is not known is refused."""

from __future__ import annotations

import json
from datetime import timedelta
from enum import IntEnum, StrEnum
from typing import Final, Protocol

from pomtray.core.domain.origin import Origin
from pomtray.core.domain.route import HeaderForm, Route, Settings
from pomtray.core.errors import PomtrayError, Problem, Refused, SignInNeeded, Unreachable, VaultError
from pomtray.core.light_dataclass import dataclass
from pomtray.core.network.tunnel import is_tunnel, tunnel
from pomtray.core.protocol.strict_json import flag, read_object, text_or_empty
from pomtray.core.requests.answer_texts import texts_of
from pomtray.core.text import phrase, reason_of

VERSION: Final = 1
LARGEST: Final = 16 * 1024
"""Bytes of a request, with the end of its line."""
_MOST: Final = 64
"""Values."""
_LONGEST_FOR: Final = 366 * 24 * 3600
_KNOWN: Final = frozenset({"v", "config", "do", "route", "min_valid", "wait", "browser", "device", "form", "as", "all"})


class Exit(IntEnum):
    """Exit statuses of the commands: the same numbers stand in answers."""

    FAILED = 1
    SIGN_IN_NEEDED = 2
    LOCKED = 3
    NOT_ALLOWED = 4
    UNREACHABLE = 5
    USAGE = 64


_ERRORS: Final = (
    (SignInNeeded, Exit.SIGN_IN_NEEDED),
    (Refused, Exit.NOT_ALLOWED),
    (VaultError, Exit.LOCKED),
    (Unreachable, Exit.UNREACHABLE),
)
"""The first that fits."""


def status_of(error: PomtrayError) -> Exit:
    """How a command ends that ends with `error`."""
    return next((status for kind, status in _ERRORS if isinstance(error, kind)), Exit.FAILED)


def error_of(status: int, problem: Problem) -> PomtrayError:
    """The error that an answer with this status tells of."""
    return next((kind for kind, its in _ERRORS if its == status), PomtrayError)(problem)


class RequestKind(StrEnum):
    """What can be asked."""

    STATUS = "status"
    CREDENTIAL = "credential"
    LOGIN = "login"
    LOGOUT = "logout"
    RENEW = "renew"
    OPEN = "open"
    REREAD = "reread"
    """A command has put a session into the vault, or changed the settings: take it up."""
    LOCK = "lock"
    UNLOCK = "unlock"


class CredentialForm(StrEnum):
    """In which form a credential is handed over."""

    FULL = "full"
    HEADER = "header"
    TOKEN = "token"  # noqa: S105 a word, not a secret


@dataclass(frozen=True, slots=True)
class Request:
    """One request of another program."""

    do: RequestKind
    route: str = ""
    """A route's name, or an address under one."""
    min_for: timedelta = timedelta()
    """So long the credential has to last; one that does not is renewed first."""
    waits: bool = False
    """For the person to sign in."""
    browser: bool = True
    """False: the sign-in's address is told instead of opened."""
    device: bool = False
    form: HeaderForm | None = None
    wanted: CredentialForm = CredentialForm.FULL
    every: bool = False
    """LOGOUT: of all routes."""
    config: str = ""
    """The settings file that the asker means; "" where it does not say."""


class Tell(Protocol):
    """Tells whoever has asked how far it is."""

    def __call__(self, text: str, scan: str = "") -> None:
        """scan: an address that a QR code is to be made of where that can be shown, "" for none."""


class Declined(Exception):
    """A request that is answered with a no: why, and with which status the command ends."""

    def __init__(self, status: Exit, problem: Problem) -> None:
        super().__init__(problem.title)
        self.status = status
        self.problem = problem


def read_request(line: bytes) -> Request:
    """Raises `ValueError`, with a reason that quotes nothing of the line."""
    said = read_object(line, largest=LARGEST, most=_MOST)
    if said.get("v") != VERSION or isinstance(said.get("v"), bool):
        raise ValueError(f"this program speaks version {VERSION}")
    if not said.keys() <= _KNOWN:
        raise ValueError("it has a member that is not known")
    seconds = said.get("min_valid", 0)
    if not isinstance(seconds, int) or isinstance(seconds, bool) or not 0 <= seconds <= _LONGEST_FOR:
        raise ValueError("its min_valid is no number of seconds")
    form = text_or_empty(said, "form")
    try:
        return Request(
            RequestKind(text_or_empty(said, "do")),
            text_or_empty(said, "route"),
            timedelta(seconds=seconds),
            waits=flag(said, "wait"),
            browser="browser" not in said or flag(said, "browser"),
            device=flag(said, "device"),
            form=HeaderForm(form) if form else None,
            wanted=CredentialForm(text_or_empty(said, "as") or CredentialForm.FULL),
            every=flag(said, "all"),
            config=text_or_empty(said, "config"),
        )
    except ValueError as error:
        raise ValueError(_reason(error)) from None


def _reason(error: ValueError) -> str:
    """NOTE: an enumeration's own words quote what was sent."""
    text = str(error)
    return text if text.startswith("its ") else "do, form or as is not one of those that are known"


def request_line(request: Request) -> bytes:
    """What `read_request` reads."""
    said: dict[str, object] = {"v": VERSION, "do": request.do.value, "route": request.route}
    said |= {"min_valid": int(request.min_for.total_seconds()), "wait": request.waits, "browser": request.browser}
    said |= {"device": request.device, "form": request.form.value if request.form else "", "as": request.wanted.value}
    said |= {"all": request.every, "config": request.config}
    return _line(said)


def done_line(answer: dict[str, object]) -> bytes:
    """The last line of an answer."""
    return _answer_line({"v": VERSION, "ok": answer})


def told_line(text: str, scan: str = "") -> bytes:
    """A line before the last one: how far it is. scan: as `Tell` takes it."""
    return _answer_line({"v": VERSION, "tell": text, **({"scan": scan} if scan else {})})


def declined_line(declined: Declined) -> bytes:
    """The last line of an answer that is a no."""
    problem = declined.problem
    return _answer_line(
        {"v": VERSION, "error": {"exit": int(declined.status), "title": problem.title, "text": problem.text()}}
    )


def _answer_line(content: dict[str, object]) -> bytes:
    texts = texts_of(content)
    return _line(content if texts is None else {**content, "texts": texts})


def _line(content: dict[str, object]) -> bytes:
    return json.dumps(content, separators=(",", ":")).encode() + b"\n"


_MAY_BE_REFUSED: Final = phrase(
    "It may be in an entry of the settings that is refused: `pomtray doctor` says what is wrong."
)


def no_pages(route: str) -> Problem:
    """Why a TCP route is neither shown nor asked as pages are. route: its name, as it stands in a text."""
    return Problem(
        phrase("No pages there"),
        phrase("{route} is a TCP route.", route=route),
        phrase("Open it with `pomtray tcp`."),
    )


def route_meant(settings: Settings, text: str) -> Route:
    """The route of that name, or the one that the address lies under: of several at one origin the closest.

    An address may lack its `https://`; a TCP route's is all of it. Raises `Declined`. The origin has to be the route's
    exactly (`pomerium.md` §9 rule 3).
    """
    if (route := route_named(settings, text) or _tunnelled(settings, text)) is not None:
        return route
    if "://" not in text:
        refused = next((entry for entry in settings.refused if entry.is_route and entry.name == text), None)
        if refused is not None or not _is_at_a_route(settings, text):
            raise Declined(Exit.USAGE, refused.problem if refused else _no_route(settings, text))
        text = f"https://{text}"
    try:
        origin = Origin.parse(text)
    except ValueError as error:
        raise Declined(Exit.USAGE, _no_address(reason_of(error))) from None
    routes = settings.by_origin.get(origin, [])
    if not routes:
        raise Declined(Exit.USAGE, _none_at(settings, origin.authority))
    path = _path(text)
    under = [route for route in routes if _is_under(path, _path(route.url))]
    return max(under, key=lambda route: len(_path(route.url)), default=routes[0])


def handed(request: Request, route: Route) -> Route:
    """The route in the form in which its credential is asked for. Raises `Declined`."""
    if request.wanted is CredentialForm.TOKEN:
        return route.as_token
    if route.header is HeaderForm.PLAIN_BEARER and request.form in {HeaderForm.POMERIUM, HeaderForm.X_POMERIUM}:
        sentence = phrase("{route} has no header of that form: a provider's token goes as a bearer.", route=route.shown)
        raise Declined(Exit.USAGE, Problem(phrase("Not in this form"), sentence))
    return route.handed_as(request.form)


def route_named(settings: Settings, text: str) -> Route | None:
    """By its name, which may be in other letters where only one route has it so."""
    if (route := settings.by_name.get(text)) is not None:
        return route
    alike = [route for route in settings.routes if route.name.casefold() == text.casefold()]
    return alike[0] if len(alike) == 1 else None


def _tunnelled(settings: Settings, text: str) -> Route | None:
    """A TCP route by its address. Raises `Declined` where that is an address of none."""
    if not is_tunnel(text):
        return None
    try:
        meant = tunnel(text)
    except ValueError as error:
        raise Declined(Exit.USAGE, _no_address(reason_of(error))) from None
    found = next((route for route in settings.routes if route.tunnel == meant), None)
    if found is None:
        raise Declined(Exit.USAGE, _none_at(settings, meant.target))
    return found


def _is_at_a_route(settings: Settings, address: str) -> bool:
    try:
        return bool(settings.by_origin.get(Origin.parse(f"https://{address}")))
    except ValueError:
        return False


def _path(url: str) -> str:
    path = url.partition("://")[2].partition("#")[0].partition("?")[0].partition("/")[2]
    return f"/{path}"


def _is_under(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder if folder.endswith("/") else f"{folder}/")


def _no_address(reason: str) -> Problem:
    return Problem(
        phrase("Not an address"),
        phrase("The address cannot be used: {reason}.", reason=reason),
        phrase("`pomtray routes` lists names and addresses."),
    )


def _none_at(settings: Settings, place: str) -> Problem:
    sentence = phrase("No route of the settings is at {origin}, so no credential may go there.", origin=place)
    action = _MAY_BE_REFUSED if settings.has_refused_routes else phrase("Add the route first.")
    return Problem(phrase("No such route"), sentence, action)


def _no_route(settings: Settings, text: str) -> Problem:
    del text  # it may be anything, a token that was pasted in the wrong place among it
    names = ", ".join(route.shown for route in settings.routes[:12])
    sentence = (
        phrase("There is no route of that name. There are: {names}.", names=names)
        if names
        else phrase("There are no routes yet.")
    )
    return Problem(phrase("No such route"), sentence, "" if names else phrase("Add one to the settings file."))
