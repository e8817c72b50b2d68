"""A login: what one signs in to. A stable id, its routes and its state; it exists before any session."""

from __future__ import annotations

from dataclasses import field
from datetime import datetime
from enum import StrEnum
from typing import Final, NewType, assert_never

from pomtray.core.domain.origin import Origin
from pomtray.core.domain.renewal import expiring_at
from pomtray.core.domain.route import Route
from pomtray.core.domain.session import EndSource, Person, Session
from pomtray.core.errors import Problem
from pomtray.core.light_dataclass import dataclass
from pomtray.core.qr_code import LONGEST
from pomtray.core.text import phrase

LoginId = NewType("LoginId", str)


class Doubt(StrEnum):
    """Why a sign-in stops to ask the person (`pomerium.md` §9)."""

    OTHER_BROWSER = "other-browser"
    """The answer came without our cookie: a copied link, a pasted address, another browser (rule 5)."""
    OTHER_DOMAIN = "other-domain"
    """Nothing says that the route and the authenticate host belong together (rule 2)."""
    OTHER_ISSUER = "other-issuer"
    """The token names another issuer than the sign-in URL did (rule 1a, as the three below)."""
    OTHER_ROUTE = "other-route"
    """The token does not name the route."""
    OTHER_SIGN_IN = "other-sign-in"
    """The token does not name our listener."""
    OTHER_PROVIDER = "other-provider"
    """The token names another identity provider than the sign-in URL did."""
    OPENED_TWICE = "opened-twice"
    """Somebody else asked for the start address too: our cookie proves nothing (rule 5)."""
    OTHER_PERSON = "other-person"
    """Somebody else than last time."""
    ENDS_ELSEWHERE = "ends-elsewhere"
    """Renewing early ends the session in the browser too (`pomerium.md` §5): asked once, ever."""
    UNREAD = "unread"
    """The route would hand the provider's token to its service unread (`pomerium.md` §7)."""
    CLIENT_SECRET = "client-secret"  # noqa: S105 a word, not a secret
    """The provider's client secret is not in the vault yet."""
    CLIENT_KEY = "client-key"
    """The client certificate's key has a passphrase that is not in the vault."""

    KEYRING = "keyring"
    """The desktop's keyring is going to ask the person, and they are told why."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a sign-in must ask before it goes on. Plain text; names both hosts or the person."""

    doubt: Doubt
    title: str
    text: str
    yes: str
    """What going on is called: "Yes, that is me"."""
    entry: str = ""
    """What the person has to type in: "Client secret"; "" where a yes is enough."""
    about: tuple[Origin, Origin] | None = None
    """Authenticate host and route of which a yes is remembered for good (rule 2c)."""

    def declined(self) -> Problem:
        """A no to it."""
        return Problem(phrase("Sign-in declined"), phrase('You said no to "{title}"', title=self.title), "", "check")


class Stage(StrEnum):
    """How far an attempt is."""

    KEYRING = "waiting for the keyring"
    ASKING = "asking where to sign in"
    BROWSER = "waiting for the browser"
    CHECKING = "checking"

    @property
    def word(self) -> str:
        """As it is told."""
        return _STAGES[self]


_STAGES: Final = {
    Stage.KEYRING: phrase("waiting for the keyring"),
    Stage.ASKING: phrase("asking where to sign in"),
    Stage.BROWSER: phrase("waiting for the browser"),
    Stage.CHECKING: phrase("checking"),
}


@dataclass(frozen=True, slots=True)
class DeviceCode:
    """What the person enters on another device, and where (RFC 8628)."""

    code: str
    url: str
    complete: str = field(default="", repr=False)
    """The address with the code in it, "" where the provider gives none."""

    @property
    def text(self) -> str:
        return phrase("Enter {code} at {url}", code=self.code, url=self.url)

    @property
    def scanned(self) -> str:
        """What a picture for the other device's camera holds; "" where that would be too big.

        NOTE: nobody can read it with their eyes, so it leads nowhere but to the host that stands beside it.
        """
        wanted = (self.complete, self.url) if _at_one_origin(self.complete, self.url) else (self.url,)
        return next((url for url in wanted if len(url.encode()) <= LONGEST), "")


def _at_one_origin(complete: str, url: str) -> bool:
    try:
        return Origin.parse(complete) == Origin.parse(url)
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class Attempt:
    """One sign-in under way. `number` tells an older attempt's events from this one's."""

    number: int
    started_at: datetime
    ends_at: datetime
    stage: Stage = Stage.ASKING
    question: Question | None = None
    host: str = ""
    """The authenticate host that asks for the sign-in, once known."""
    asked: int = 0
    """How many questions it has asked: the number of the one that stands."""
    renews: bool = False
    """It first ends the session before at the server, to get a new one with a full lifetime."""
    device: DeviceCode | None = None
    route: str = ""
    """Name of the route that was clicked: the login may have others."""

    @property
    def code(self) -> str:
        """What the person enters on another device, and where; "" where there is none."""
        return self.device.text if self.device else ""


@dataclass(frozen=True, slots=True)
class SignedOut:
    """Nobody is signed in. `why`: the last sign-in was declined or cancelled, which is no failure."""

    why: Problem | None = None


@dataclass(frozen=True, slots=True)
class SigningIn:
    """A sign-in is under way; `previous` stays usable while it lives."""

    attempt: Attempt
    previous: Session | None = None


@dataclass(frozen=True, slots=True)
class SignedIn:
    session: Session


@dataclass(frozen=True, slots=True)
class Failed:
    """The last sign-in failed; `previous` stays usable while it lives."""

    problem: Problem
    failed_at: datetime
    previous: Session | None = None


State = SignedOut | SigningIn | SignedIn | Failed


@dataclass(frozen=True, slots=True)
class DeadOnArrival:
    """A sign-in gave a session that was over already: once can happen, twice is a loop."""

    session: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Login:
    """`routes` are origins: the settings say which names they have now."""

    id: LoginId
    routes: frozenset[Origin]
    state: State = SignedOut()
    last_person: Person | None = None
    snoozed_until: datetime | None = None
    way: str = ""
    """As `Route.way`: "" for a sign-in by Pomerium's login API."""
    profile: tuple[str, ...] = ()
    """As `Route.profile`: one address may be signed in to as several people."""
    dead: DeadOnArrival | None = None
    """The last sign-in, if what it gave was over already."""

    def serves(self, route: Route) -> bool:
        return route.origin in self.routes and route.way == self.way and route.profile == self.profile


class Phase(StrEnum):
    """What a login is now. The three in the middle are never stored, so sleep leaves no lie."""

    SIGNED_OUT = "signed out"
    SIGNING_IN = "signing in"
    ACTIVE = "signed in"
    EXPIRING = "ending soon"
    EXPIRED = "ended"
    FAILED = "failed"


def session_of(state: State) -> Session | None:
    """The session a state holds, live or not."""
    match state:
        case SignedOut():
            return None
        case SigningIn(previous=session) | Failed(previous=session):
            return session
        case SignedIn(session):
            return session
        case _:
            assert_never(state)


def with_session(state: State, session: Session) -> State:
    """The same state, holding `session`."""
    match state:
        case SigningIn(attempt):
            return SigningIn(attempt, session)
        case Failed(problem, failed_at):
            return Failed(problem, failed_at, session)
        case _:
            return SignedIn(session)


def phase(state: State, now: datetime) -> Phase:
    """What `state` means at `now` (aware UTC)."""
    match state:
        case SignedOut():
            return Phase.SIGNED_OUT
        case SigningIn():
            return Phase.SIGNING_IN
        case Failed(previous=session):
            return session_phase(session, now) if session is not None and is_live(session, now) else Phase.FAILED
        case SignedIn(session):
            return session_phase(session, now)
        case _:
            assert_never(state)


def session_phase(session: Session, now: datetime) -> Phase:
    """ACTIVE, EXPIRING or EXPIRED."""
    if not is_live(session, now):
        return Phase.EXPIRED
    warned_at = expiring_at(session)
    return Phase.EXPIRING if warned_at is not None and now >= warned_at else Phase.ACTIVE


def is_live(session: Session, now: datetime) -> bool:
    """False once the server said so, or once a known end has passed. An estimated end never ends a session."""
    if session.ended_at is not None:
        return False
    if session.end.at is None or session.end.source is EndSource.ESTIMATE:
        return True
    return now < session.end.at
